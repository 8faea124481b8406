"""Scan configurations."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
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


def bound_to(session: Session, event_type_id: uuid.UUID) -> Sequence[str]:
    """Names of the scans that write into an event type."""
    query = select(ScanConfig.name).where(ScanConfig.event_type_id == event_type_id).order_by(ScanConfig.name)
    return session.scalars(query).all()


def add(session: Session, scan: ScanConfig) -> None:
    session.add(scan)
    session.flush()


def delete(session: Session, scan: ScanConfig) -> None:
    session.delete(scan)
    session.flush()
