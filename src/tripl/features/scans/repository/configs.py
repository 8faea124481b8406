"""Scan configurations."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tripl.models.scans import ScanConfig


def by_id(session: Session, scan_id: uuid.UUID) -> ScanConfig | None:
    return session.get(ScanConfig, scan_id)


def one(session: Session, project_id: uuid.UUID, scan_id: uuid.UUID) -> ScanConfig | None:
    return session.scalar(select(ScanConfig).where(ScanConfig.project_id == project_id, ScanConfig.id == scan_id))


def listed(session: Session, project_id: uuid.UUID) -> Sequence[ScanConfig]:
    query = select(ScanConfig).where(ScanConfig.project_id == project_id).order_by(ScanConfig.created_at, ScanConfig.id)
    return session.scalars(query).all()


def name_taken(session: Session, data_source_id: uuid.UUID, name: str, but: uuid.UUID | None = None) -> bool:
    query = select(ScanConfig.id).where(ScanConfig.data_source_id == data_source_id, ScanConfig.name == name)
    if but is not None:
        query = query.where(ScanConfig.id != but)
    return session.scalar(query) is not None


def of_source(session: Session, data_source_id: uuid.UUID) -> Sequence[uuid.UUID]:
    return session.scalars(select(ScanConfig.id).where(ScanConfig.data_source_id == data_source_id)).all()


def bound_to(session: Session, event_type_id: uuid.UUID) -> Sequence[str]:
    """Names of the scans that write into an event type."""
    query = select(ScanConfig.name).where(ScanConfig.event_type_id == event_type_id).order_by(ScanConfig.name)
    return session.scalars(query).all()


def add(session: Session, scan: ScanConfig) -> bool:
    """False when somebody else took the name meanwhile."""
    try:
        with session.begin_nested():
            session.add(scan)
            session.flush()
    except IntegrityError:
        return False
    return True


def delete(session: Session, scan: ScanConfig) -> None:
    session.delete(scan)
    session.flush()


def remember_pass(
    session: Session, scan_id: uuid.UUID, identity: dict[str, Any], *, is_static: bool, as_of: datetime | None
) -> None:
    """What a catalog pass decided; a scan that turned live never turns back here."""
    statement = (
        update(ScanConfig)
        .where(ScanConfig.id == scan_id)
        .values(identity=identity, is_static=ScanConfig.is_static.op("and")(is_static), as_of=as_of)
    )
    # A pass is no edit: the time of the last change stays.
    session.execute(statement.values(updated_at=ScanConfig.updated_at))
