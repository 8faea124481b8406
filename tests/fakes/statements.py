"""Listens to what a session asks of the server."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.orm import Session


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """The SQL that runs inside the block, in order."""
    seen: list[str] = []
    bind = session.connection().engine

    def remember(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(bind, "before_cursor_execute", remember)
    try:
        yield seen
    finally:
        event.remove(bind, "before_cursor_execute", remember)
