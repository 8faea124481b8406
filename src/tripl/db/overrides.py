"""What people saved on the settings page, as plain rows: read before anything else of a process exists."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Text, column, create_engine, pool, select, table
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import SQLAlchemyError

from tripl.kit.crypto import UnreadableSecret

if TYPE_CHECKING:
    from sqlalchemy.orm import Session  # the scheduler does without the half of SQLAlchemy that maps classes

log = logging.getLogger(__name__)

ROWS = table("setting_overrides", column("name"), column("value", JSONB), column("secret", Text))
PATIENCE = 5
"""Seconds that a start waits for the database."""
NO_TABLE = "42P01"
Open = Callable[[str], str]


def read(source: Session | Connection, unseal: Open) -> dict[str, Any]:
    """Value by setting. A secret that no key opens is left out and named in the log."""
    found: dict[str, Any] = {}
    for name, value, secret in source.execute(select(ROWS.c.name, ROWS.c.value, ROWS.c.secret)):
        try:
            found[name] = value if secret is None else unseal(secret)
        except UnreadableSecret:
            log.exception("the saved value of %s cannot be read and counts for nothing; save it again", name.upper())
    return found


def at_start(url: str, unseal: Open) -> dict[str, Any]:
    """Without a pool; nothing while the database is away, or older than the table."""
    options = {"connect_timeout": PATIENCE, "options": f"-c statement_timeout={PATIENCE}s"}
    engine = create_engine(url, poolclass=pool.NullPool, connect_args=options)
    try:
        with engine.connect() as connection:
            return read(connection, unseal)
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None)
        if getattr(cause, "sqlstate", None) != NO_TABLE:
            log.warning(
                "what was saved on the settings page cannot be read; starting on the environment: %s", cause or error
            )
        return {}
