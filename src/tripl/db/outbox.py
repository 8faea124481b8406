"""What must leave only after the commit: tasks, live messages, cache invalidations."""

import logging
from collections.abc import Callable
from typing import Any, Protocol

from sqlalchemy.orm import Session

from tripl.kit.counters import Counter

log = logging.getLogger(__name__)
_KEY = "tripl.after_commit"


class Queue(Protocol):
    """Sends a task by name; the arguments are ids."""

    def send(self, task: str, *ids: str, countdown: float | None = None) -> None: ...


class Bus(Protocol):
    """Tells the open pages of a project that something changed."""

    def publish(self, project_id: str, kind: str, data: dict[str, Any]) -> None: ...


def after_commit(session: Session, call: Callable[[], None]) -> None:
    """Run `call` once this transaction is committed; never on rollback."""
    session.info.setdefault(_KEY, []).append(call)


def enqueue(session: Session, task: str, *ids: object, countdown: float | None = None) -> None:
    """Send a task by name after the commit."""
    queue: Queue = session.info["queue"]
    names = tuple(str(i) for i in ids)
    after_commit(session, lambda: queue.send(task, *names, countdown=countdown))


def count(session: Session, counter: Counter, *values: str, by: int = 1) -> None:
    """Count after the commit: what is rolled back did not happen."""
    if by:
        after_commit(session, lambda: counter.add(*values, by=by))


def send_now(session: Session, task: str, *ids: object, countdown: float) -> bool:
    """Hand a task over before the commit, to begin after it; whether the broker took it."""
    queue: Queue = session.info["queue"]
    try:
        queue.send(task, *(str(i) for i in ids), countdown=countdown)
    except Exception:
        log.exception("the broker did not take %s", task)
        return False
    return True


def announce(session: Session, project_id: object, kind: str, **data: Any) -> None:
    """Tell the pages of a project after the commit."""
    bus: Bus = session.info["bus"]
    after_commit(session, lambda: bus.publish(str(project_id), kind, data))


def flush_outbox(session: Session) -> bool:
    """Send what waited; whether there was anything. A failure is logged: durable intent has a row and a chaser."""
    waited: list[Callable[[], None]] = session.info.pop(_KEY, [])
    for call in waited:
        try:
            call()
        except Exception:
            log.exception("an after-commit message was lost; its chaser will send it again")
    return bool(waited)


def drop_outbox(session: Session) -> None:
    session.info.pop(_KEY, None)
