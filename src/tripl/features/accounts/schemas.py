"""What the sign-in and account routes take and give, and the policy of the feature."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    EmailStr,
    Field,
    StringConstraints,
    model_validator,
)

from tripl.channels.mail import MailServer
from tripl.features.audit.schemas import AuditEntryDetail
from tripl.kit.principal import FIRST_ORGANIZATION, OrgRole, Scope

MIN_PASSWORD = 12
ProviderName = Literal["google", "oidc"]
RESERVED_SLUGS = frozenset(
    {"demo", "orgs", "new", "settings", "api", "p", "o", "auth", "docs", "health", "assets", "metrics", "me", "users"}
)
DefaultRole = Literal["none", "viewer", "editor"]


@dataclass(frozen=True, slots=True)
class Provider:
    """Somebody else who says who a person is, as the operator set it."""

    name: ProviderName
    label: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: str = "openid email profile"
    allowed_domains: tuple[str, ...] = ()
    """Of addresses; empty allows every one."""
    owners_exempt: bool = False
    """Whether who runs the instance comes in from any domain."""
    creates_accounts: bool = True
    prompt: str = ""
    issuer_aliases: tuple[str, ...] = ()
    """Further names under which it signs."""
    plain_http: bool = False
    """For development."""
    seconds: float = 10.0
    """For each call to it."""
    missing: tuple[str, ...] = ()
    """Settings without which it cannot be used."""
    is_wanted: bool = True
    """At least one of its settings is there."""


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
    mail: MailServer | None = None
    """None where this server sends none."""
    base_url: str = ""
    """Where the links of mails begin."""
    providers: tuple[Provider, ...] = ()
    hosted: bool = False
    """Addresses have to be verified, and nobody acts in an organisation by default."""
    platform_admin_emails: frozenset[str] = frozenset()
    """Of a hosted instance: who becomes a platform admin when they verify their address."""


def _strong(password: str) -> str:
    if len(password) < MIN_PASSWORD or not any(c.isdigit() for c in password) or password.isalnum():
        raise ValueError(f"needs at least {MIN_PASSWORD} characters with a digit and a symbol")
    return password


def _free(slug: str) -> str:
    if slug in RESERVED_SLUGS:
        raise ValueError(f"'{slug}' is reserved; choose another slug")
    return slug


Slug = Annotated[
    str,
    StringConstraints(min_length=1, max_length=255, pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$"),
    AfterValidator(_free),
]
Email = Annotated[EmailStr, AfterValidator(str.lower), Field(max_length=320)]
NewPassword = Annotated[str, Field(max_length=255), AfterValidator(_strong)]
Token = Annotated[str, Field(min_length=1, max_length=512)]
Way = Literal["register", "sign_in", "password"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]


class Credentials(BaseModel):
    email: Email
    password: Annotated[str, Field(max_length=255)]


class Registration(BaseModel):
    email: Email
    password: NewPassword
    name: Name | None = None


class SignInButton(BaseModel):
    provider: ProviderName
    label: str
    start: str = Field(description="Address that the button leads to; `next` may be added")


class AuthStatus(BaseModel):
    has_users: bool
    registration_enabled: bool
    email_configured: bool = False
    session_cookie_secure: bool = Field(
        default=False, description="Browsers keep the session over https only: over plain http nobody can sign in"
    )
    deployment_mode: Literal["self_hosted", "hosted"] = "self_hosted"
    email_verification_required: bool = False
    sign_in_buttons: list[SignInButton] = []


class ProviderReturn(BaseModel):
    """What a provider adds to the address it sends a browser back to."""

    state: Annotated[str, Field(max_length=512)] | None = None
    code: Annotated[str, Field(max_length=4096)] | None = None
    error: Annotated[str, Field(max_length=512)] | None = None
    iss: Annotated[str, Field(max_length=2048)] | None = None


class ProviderStatus(BaseModel):
    provider: ProviderName
    label: str
    state: Literal["on", "off", "incomplete"]
    missing: list[str] = Field(description="Settings without which it cannot be used")
    issuer: str
    redirect_uri: str = Field(description="What the provider has to allow as the address to return to")
    allowed_domains: list[str] = Field(description="Domains of addresses that may sign in; empty means every one")
    creates_accounts: bool = Field(description="Whether somebody without an account gets one at the first sign-in")


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
    has_password: bool = Field(default=True, description="False for somebody who came through a provider")
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


class OrganizationOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    slug: str
    name: str
    default_project_role: DefaultRole = Field(
        description="What a member may do in a project where they have no role of their own"
    )
    my_role: OrgRole
    created_at: datetime
    is_default: bool = Field(default=False, description="The first one of the instance, which stays")

    @model_validator(mode="after")
    def _know_the_first(self) -> Self:
        self.is_default = self.slug == FIRST_ORGANIZATION
        return self


class OrganizationCreate(BaseModel):
    name: Name
    slug: Slug = Field(description="For ever")
    default_project_role: DefaultRole = "none"


class OrganizationDeletion(BaseModel):
    confirm_slug: str = Field(description="The organization's slug, typed by whoever deletes it")


class OwnershipTransfer(BaseModel):
    user_id: uuid.UUID


class GroupName(BaseModel):
    name: Name


class GroupOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    name: str
    member_count: int
    created_at: datetime
    updated_at: datetime


class GroupMemberOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    user_id: uuid.UUID
    name: str | None
    email: str
    added_at: datetime


class GroupDetail(GroupOut):
    members: list[GroupMemberOut]


class GroupMemberAdd(BaseModel):
    user_id: uuid.UUID


class VerificationConfirm(BaseModel):
    token: Token


class OrganizationUpdate(BaseModel):
    """Partial; the slug is for ever."""

    name: Name | None = None
    default_project_role: DefaultRole | None = None

    @model_validator(mode="before")
    @classmethod
    def _keeps_its_slug(cls, body: Any) -> Any:
        if isinstance(body, dict) and "slug" in body:
            raise ValueError("The slug of an organization is permanent. Leave it out.")
        return body


class ResetRequest(BaseModel):
    email: Email


class ResetAsked(BaseModel):
    message: str
    email_configured: bool


class ResetConfirm(BaseModel):
    token: Token
    new_password: NewPassword


class Said(BaseModel):
    message: str


class ResetLink(BaseModel):
    """Shown once; whoever opens it chooses the password."""

    user_id: uuid.UUID
    email: str
    reset_path: str
    expires_at: datetime


class InvitationOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    email: str
    role: OrgRole
    created_at: datetime
    expires_at: datetime


class InvitationCreate(BaseModel):
    email: Email
    role: OrgRole = "member"


class InvitationCreated(InvitationOut):
    link: str = Field(description="Shown once; without an origin where the server does not know its own")
    mailed: bool = Field(description="Whether it was also handed to the mail server")


class InvitationPreview(BaseModel):
    email: str
    role: OrgRole
    organization_name: str
    expires_at: datetime
    way: Way = Field(
        description="How to accept: make an account, sign in with the address, or give the password of an account "
        "that belongs to no organization"
    )


class InvitationAccept(BaseModel):
    """Both count for a new account; an account that belongs to no organization gives its password."""

    password: NewPassword | None = None
    name: Name | None = None


class SessionOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    created_at: datetime
    expires_at: datetime
    is_current: bool = Field(description="The one that asks")


class PasswordChange(BaseModel):
    current_password: Annotated[str, Field(max_length=255)] | None = Field(
        default=None, description="Left out by an account without a password that signed in a moment ago"
    )
    new_password: NewPassword


class Deletion(BaseModel):
    password: Annotated[str, Field(max_length=255)] | None = Field(
        default=None, description="Left out by an account without a password that signed in a moment ago"
    )


class ProjectRoleOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    project_slug: str
    role: str
    added_at: datetime


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


class OwnData(BaseModel):
    """Everything that is stored about one person; secrets are stored as digests only, which are left out."""

    exported_at: datetime
    account: AuthUser
    project_roles: list[ProjectRoleOut]
    sessions: list[SessionOut]
    api_keys: list[ApiKeyOut]
    audit: list[AuditEntryDetail]


class ApiKeyCreated(ApiKeyOut):
    token: str
