"""Who is asking, and what they may do in the project at hand."""

import uuid
from dataclasses import dataclass
from typing import Literal

OrgRole = Literal["owner", "admin", "member"]
ProjectRole = Literal["owner", "editor", "viewer"]
Scope = Literal["read", "write"]


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

    @property
    def interactive(self) -> bool:
        return self.key_scope is None


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
