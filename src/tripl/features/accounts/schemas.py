"""What the sign-in and account routes take and give, and the policy of the feature."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, EmailStr, Field, StringConstraints

from tripl.kit.principal import OrgRole, Scope

MIN_PASSWORD = 12


@dataclass(frozen=True, slots=True)
class AccountPolicy:
    """Filled from the settings by bootstrap."""

    secret_key: str
    registration_mode: Literal["first", "open", "disabled"] = "first"
    session_hours: int = 168
    cookie_name: str = "tripl_session"
    cookie_secure: bool = False
    scrypt_cost: int = 2**16
    """scrypt's N; one hash takes 1 KiB × N of memory."""
    hashes_at_once: int = 2


def _strong(password: str) -> str:
    if len(password) < MIN_PASSWORD or not any(c.isdigit() for c in password) or password.isalnum():
        raise ValueError(f"needs at least {MIN_PASSWORD} characters with a digit and a symbol")
    return password


Email = Annotated[EmailStr, AfterValidator(str.lower), Field(max_length=320)]
NewPassword = Annotated[str, Field(max_length=255), AfterValidator(_strong)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]


class Credentials(BaseModel):
    email: Email
    password: Annotated[str, Field(max_length=255)]


class Registration(BaseModel):
    email: Email
    password: NewPassword
    name: Name | None = None


class AuthStatus(BaseModel):
    has_users: bool
    registration_enabled: bool
    email_configured: bool = False
    deployment_mode: Literal["self_hosted", "hosted"] = "self_hosted"
    email_verification_required: bool = False


class Membership(BaseModel):
    slug: str
    name: str
    role: OrgRole


class AuthUser(BaseModel):
    id: uuid.UUID
    email: str
    name: str | None
    role: OrgRole | None
    created_at: datetime
    updated_at: datetime
    org: str | None
    orgs: list[Membership]
    api_key_scope: Scope | None
    is_platform_admin: bool
    email_verified: bool = True


class UserListItem(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    email: str
    name: str | None
    role: OrgRole
    created_at: datetime


class RoleChange(BaseModel):
    role: OrgRole


class ApiKeyOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    name: str
    key_prefix: str
    scope: Scope
    project_id: uuid.UUID | None
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    created_at: datetime


class ApiKeyCreate(BaseModel):
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    scope: Scope = "read"
    expires_in_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    project_slug: str | None = None


class ApiKeyCreated(ApiKeyOut):
    token: str
