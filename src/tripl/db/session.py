"""Transactions. The edge opens one, the services work in it, the edge commits it once."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from tripl.db.outbox import Bus, Queue, drop_outbox, flush_outbox

SessionFactory = sessionmaker[Session]


def make_sessions(engine: Engine, queue: Queue, bus: Bus) -> SessionFactory:
    return sessionmaker(engine, expire_on_commit=False, info={"queue": queue, "bus": bus})


@contextmanager
def transaction(sessions: SessionFactory) -> Iterator[Session]:
    """Commit once at the end and then send what waited for it; nothing leaves on an error."""
    with sessions() as session:
        try:
            yield session
            session.commit()
        except BaseException:
            drop_outbox(session)
            session.rollback()
            raise
        flush_outbox(session)
