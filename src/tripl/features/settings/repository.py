"""Saved values: read as rows, written as rows."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tripl.db import overrides
from tripl.db.encrypted import unseal
from tripl.kit.ids import new_id
from tripl.models.settings import SettingOverride


def saved(session: Session) -> dict[str, Any]:
    """Value by setting."""
    return overrides.read(session, unseal)


def save(session: Session, name: str, *, value: Any = None, secret: str | None = None) -> None:
    """One of the two; it replaces what was saved before."""
    row = insert(SettingOverride).values(id=new_id(), name=name, value=value, secret=secret)
    taken = {"value": row.excluded.value, "secret": row.excluded.secret, "updated_at": row.excluded.updated_at}
    session.execute(row.on_conflict_do_update(index_elements=["name"], set_=taken))


def drop(session: Session, names: Collection[str]) -> None:
    session.execute(delete(SettingOverride).where(SettingOverride.name.in_(names)))
