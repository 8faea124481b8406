"""What bootstrap made out of the settings, handed to routers and tasks."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, cast

from sqlalchemy.orm import Session

from tripl.db.cache import Cache
from tripl.db.session import SessionFactory, transaction
from tripl.kit.principal import Principal, ProjectContext

T = TypeVar("T")


class Authenticator(Protocol):
    """Finds out who is asking; raises Unauthenticated. Bound to the accounts feature."""

    def by_session(self, session: Session, token: str) -> Principal: ...
    def by_key(self, session: Session, token: str) -> Principal: ...


class Gate(Protocol):
    """Opens a project to a principal; raises NotFound or Forbidden. Bound to the projects feature."""

    def open(self, session: Session, principal: Principal, slug: str) -> ProjectContext: ...


class Branches(Protocol):
    """Resolves a `branch` parameter; raises Impossible, NotFound, or Conflict for a write to a read-only one."""

    def resolve(self, session: Session, project: ProjectContext, branch: str | None, *, write: bool) -> uuid.UUID: ...


@dataclass(frozen=True)
class Wiring:
    """The one bag of collaborators. Policies are frozen values that a feature declares and bootstrap fills."""

    sessions: SessionFactory
    cache: Cache
    authenticator: Authenticator
    gate: Gate
    branches: Branches
    session_cookie: str
    live_url: str = ""
    """Redis URL of the live feed; empty when there is none."""
    policies: Mapping[type, Any] = field(default_factory=dict)

    def policy(self, kind: type[T]) -> T:
        return cast("T", self.policies[kind])

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        with transaction(self.sessions) as session:
            yield session
