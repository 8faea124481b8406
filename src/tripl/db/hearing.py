"""Who else hears of a change, in its transaction. Sessions carry the listeners, as they carry queue and bus."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from sqlalchemy.orm import Session

INFO = "hearing"
SEATING = "account_seating"
"""The one listener that acts: it seats a new account of a hosted instance."""
Listener = Callable[..., object]
Listeners = Mapping[str, tuple[Listener, ...]]
ENDING = frozenset({"commit", "rollback", "close", "reset", "invalidate", "begin", "prepare", "close_all"})


class NotYours(RuntimeError):
    """A listener tried to end a transaction that is not its own."""


class Held:
    """A session to read and write with; the change it belongs to decides whether it is committed."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __getattr__(self, name: str) -> Any:
        if name in ENDING:
            text = f"a hook may not call {name}() on the session: the transaction belongs to the change it hears of"
            raise NotYours(text)
        return getattr(self._session, name)


def held(session: Session) -> Session:
    """For a listener that is not ours."""
    return cast("Session", Held(session))


def listens(session: Session, event: str) -> bool:
    return bool((session.info.get(INFO) or {}).get(event))


def tell(session: Session, event: str, **about: Any) -> None:
    """Every listener of the event, in order; one that raises undoes the change."""
    listeners: Listeners = session.info.get(INFO) or {}
    for listener in listeners.get(event, ()):
        listener(held(session), **about)
