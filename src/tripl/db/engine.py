"""Engines: psycopg, pre-ping, UTC, and no values in the log."""

from typing import Any

from sqlalchemy import Engine, create_engine, event

from tripl.db.waits import Connection


def make_engine(url: str, *, size: int, overflow: int, name: str) -> Engine:
    """An engine whose connections heal after a restart of the server and speak UTC.

    An error names its statement without the values: they are people's addresses, digests and what was observed.
    """
    engine = create_engine(
        url,
        pool_size=size,
        max_overflow=overflow,
        pool_pre_ping=True,
        pool_timeout=10,
        hide_parameters=True,
        connect_args={"application_name": name, "connect_timeout": 10, "options": "-c timezone=UTC"},
    )
    event.listen(engine, "do_connect", _connect)
    return engine


def _connect(_dialect: object, _record: object, arguments: list[Any], options: dict[str, Any]) -> Connection:
    return Connection.connect(*arguments, **options)
