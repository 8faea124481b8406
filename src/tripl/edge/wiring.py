"""What bootstrap made out of the settings, handed to routers and tasks."""

import logging
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, cast

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from tripl.db.cache import Cache
from tripl.db.hearing import held
from tripl.db.session import SessionFactory, transaction
from tripl.kit.principal import Principal, ProjectContext

log = logging.getLogger(__name__)
T = TypeVar("T")


class Authenticator(Protocol):
    """Finds out who is asking, and in which organisation they act. Bound to the accounts feature.

    Raises Unauthenticated, NotFound for an organisation that is not theirs, Impossible where it is not clear which
    one is meant; `anywhere` takes any of theirs then.
    """

    def by_session(
        self, session: Session, token: str, organization: str | None = None, *, anywhere: bool = False
    ) -> Principal: ...
    def by_key(self, session: Session, token: str) -> Principal: ...


class Gate(Protocol):
    """Opens a project to a principal; raises NotFound or Forbidden. Bound to the projects feature."""

    def open(self, session: Session, principal: Principal, slug: str) -> ProjectContext: ...


class Branches(Protocol):
    """Resolves a `branch` parameter; raises Impossible, NotFound, or Conflict for a write to a read-only one."""

    def resolve(self, session: Session, project: ProjectContext, branch: str | None, *, write: bool) -> uuid.UUID: ...


class Live(Protocol):
    """Policies that follow what people save while the process runs. Bound by bootstrap."""

    @property
    def kinds(self) -> Mapping[type, Any]: ...
    def over(self, policy: Any, session: Session) -> Any: ...


@dataclass(frozen=True, slots=True)
class Gates:
    """Who else may refuse a principal; each raises Shut. Gets a session that it may not end."""

    session_use: tuple[Callable[[Session, Principal], None], ...] = ()
    key_use: tuple[Callable[[Session, Principal], None], ...] = ()
    key_minting: tuple[Callable[[Session, Principal], None], ...] = ()

    def pass_through(self, session: Session, principal: Principal) -> None:
        for gate in self.session_use if principal.interactive else self.key_use:
            gate(held(session), principal)

    def pass_minting(self, session: Session, principal: Principal) -> None:
        for gate in self.key_minting:
            gate(held(session), principal)


@dataclass(frozen=True)
class Wiring:
    """The one bag of collaborators. Policies are frozen values that a feature declares and bootstrap fills."""

    sessions: SessionFactory
    cache: Cache
    authenticator: Authenticator
    gate: Gate
    branches: Branches
    session_cookie: str
    verified_only: bool = False
    """Accounts whose address is not verified reach nothing but their sign-in."""
    live_url: str = ""
    """Redis URL of the live feed; empty when there is none."""
    policies: Mapping[type, Any] = field(default_factory=dict)
    live: Live | None = None
    gates: Gates = field(default_factory=Gates)

    def policy(self, kind: type[T], session: Session | None = None) -> T:
        """As it is now. A task has no session yet: what it cannot read then fails nothing, the environment holds."""
        held = cast("T", self.policies[kind])
        if self.live is None or kind not in self.live.kinds:
            return held
        if session is not None:
            return cast("T", self.live.over(held, session))
        try:
            with self.transaction() as own:
                return cast("T", self.live.over(held, own))
        except SQLAlchemyError as error:
            log.warning("what was saved on the settings page cannot be read; the environment holds: %s", error)
            return held

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        with transaction(self.sessions) as session:
            yield session
