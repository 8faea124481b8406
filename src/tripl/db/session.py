"""Transactions. The edge opens one, the services work in it, the edge commits it once."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from tripl.db.hearing import INFO as HEARING
from tripl.db.hearing import Listeners
from tripl.db.outbox import Bus, Queue, drop_outbox, flush_outbox
from tripl.db.writes import INFO, WriteMarker, marker

SessionFactory = sessionmaker[Session]


def make_sessions(
    engine: Engine, queue: Queue, bus: Bus, writes: WriteMarker | None = None, hearing: Listeners | None = None
) -> SessionFactory:
    info = {"queue": queue, "bus": bus, INFO: writes, HEARING: hearing}
    return sessionmaker(engine, expire_on_commit=False, info=info)


@contextmanager
def transaction(sessions: SessionFactory) -> Iterator[Session]:
    """Commit once at the end and then send what waited for it; nothing leaves on an error."""
    with sessions() as session:
        try:
            yield session
            written = marker(session)
            session.commit()
        except BaseException:
            drop_outbox(session)
            session.rollback()
            raise
        if written:
            written.advance()  # before the messages: a page that hears one asks again at once
        if flush_outbox(session) and written:
            written.advance()  # after them: they end other caches, out of which an answer may have been made meanwhile
