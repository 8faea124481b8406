"""Ciphertext in and out, past the type that decrypts it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Table, Text, bindparam, literal_column, select, type_coerce
from sqlalchemy.orm import Session

from tripl.features.secrets.schemas import Sealed
from tripl.models.sealed import SEALED

Place = tuple[Table, Column[Any]]


def places() -> list[Place]:
    """(table, column) of each entry of the list."""
    columns = [attribute.property.columns[0] for attribute in SEALED]
    return [(column.table, column) for column in columns]


def batch(session: Session, place: Place, after: Any, size: int, *, lock: bool) -> list[Sealed]:
    """The next stored values by id; locked ones stay as they are until the transaction ends."""
    table, column = place
    query = select(table.c.id, type_coerce(column, Text)).where(column.is_not(None)).order_by(table.c.id).limit(size)
    if after is not None:
        query = query.where(table.c.id > after)
    if lock:
        query = query.with_for_update()
    return [Sealed(ident, text) for ident, text in session.execute(query)]


def replace(session: Session, place: Place, renewed: Sequence[Sealed]) -> None:
    """Store other ciphertexts of the same secrets. Nobody edited the rows, so their time of change stays."""
    table, column = place
    sealed: dict[str, Any] = {column.name: type_coerce(bindparam("sealed"), Text)}
    if "updated_at" in table.c:
        sealed["updated_at"] = literal_column("updated_at")
    statement = table.update().where(table.c.id == bindparam("row")).values(sealed)
    session.connection().execute(statement, [{"row": each.id, "sealed": each.text} for each in renewed])
