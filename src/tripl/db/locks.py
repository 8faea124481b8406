"""Advisory locks that end with the transaction."""

import uuid

from sqlalchemy import text
from sqlalchemy.orm import Session


def lock(session: Session, scope: str, ident: uuid.UUID | str = "") -> None:
    """Wait for the lock of (scope, id); released by commit or rollback."""
    session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"{scope}:{ident}"})


def try_lock(session: Session, scope: str, ident: uuid.UUID | str = "") -> bool:
    """Take the lock if nobody has it; False otherwise."""
    key = {"key": f"{scope}:{ident}"}
    return bool(session.scalar(text("SELECT pg_try_advisory_xact_lock(hashtextextended(:key, 0))"), key))


def lock_states(session: Session, scan_config_id: uuid.UUID) -> None:
    """The one lock of whoever opens or closes alert states of a scan."""
    lock(session, "alert-states", scan_config_id)


def lock_scan_series(session: Session, scan_config_id: uuid.UUID) -> None:
    """The one lock that every writer of a scan's series takes."""
    lock(session, "scan-series", scan_config_id)
