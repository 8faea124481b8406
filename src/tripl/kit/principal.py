"""Who is asking, and what they may do in the project at hand."""

import uuid
from dataclasses import dataclass
from typing import Literal

OrgRole = Literal["owner", "admin", "member"]
ProjectRole = Literal["owner", "editor", "viewer"]
Scope = Literal["read", "write"]
FIRST_ORGANIZATION = "default"
"""Its slug, which is permanent; whoever registers comes into it."""


@dataclass(frozen=True, slots=True)
class Principal:
    """An account acting through a browser session or through an API key."""

    user_id: uuid.UUID
    email: str
    name: str | None
    organization_id: uuid.UUID
    organization_slug: str
    org_role: OrgRole
    key_scope: Scope | None = None
    """None for an interactive session."""
    fence: uuid.UUID | None = None
    """The only project a fenced key may reach."""
    is_platform_admin: bool = False
    email_verified: bool = True

    @property
    def interactive(self) -> bool:
        return self.key_scope is None

    @property
    def runs_the_instance(self) -> bool:
        """A platform admin in a browser; no key acts for them in that."""
        return self.interactive and self.is_platform_admin


@dataclass(frozen=True, slots=True)
class ProjectContext:
    """A project as one principal sees it."""

    id: uuid.UUID
    organization_id: uuid.UUID
    slug: str
    name: str
    role: ProjectRole
    main_branch_id: uuid.UUID
    is_demo: bool = False

    @property
    def can_mutate(self) -> bool:
        return self.role != "viewer"
