"""Engines: psycopg, pre-ping, UTC, and no values in the log."""

from sqlalchemy import Engine, create_engine


def make_engine(url: str, *, size: int, overflow: int, name: str) -> Engine:
    """An engine whose connections heal after a restart of the server and speak UTC.

    An error names its statement without the values: they are people's addresses, digests and what was observed.
    """
    return create_engine(
        url,
        pool_size=size,
        max_overflow=overflow,
        pool_pre_ping=True,
        pool_timeout=10,
        hide_parameters=True,
        connect_args={"application_name": name, "connect_timeout": 10, "options": "-c timezone=UTC"},
    )
