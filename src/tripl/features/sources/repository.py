"""All SQL of data sources."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tripl.models.projects import Project
from tripl.models.scans import ScanConfig, ScanJob
from tripl.models.sources import DataSource


def by_id(session: Session, source_id: uuid.UUID) -> DataSource | None:
    return session.get(DataSource, source_id)


def one(session: Session, organization_id: uuid.UUID, source_id: uuid.UUID) -> DataSource | None:
    query = select(DataSource).where(DataSource.organization_id == organization_id, DataSource.id == source_id)
    return session.scalar(query)


def listed(session: Session, organization_id: uuid.UUID) -> Sequence[DataSource]:
    query = select(DataSource).where(DataSource.organization_id == organization_id).order_by(DataSource.name)
    return session.scalars(query).all()


def scans(session: Session, source_ids: Sequence[uuid.UUID]) -> Sequence[tuple[Any, ...]]:
    """Rows of (source id, scan id, scan name, project id, project slug, project name, runs)."""
    runs = select(func.count()).where(ScanJob.scan_config_id == ScanConfig.id).scalar_subquery()
    query = (
        select(ScanConfig.data_source_id, ScanConfig.id, ScanConfig.name, Project.id, Project.slug, Project.name, runs)
        .join(Project, Project.id == ScanConfig.project_id)
        .where(ScanConfig.data_source_id.in_(source_ids))
        .order_by(ScanConfig.name)
    )
    return session.execute(query).tuples().all()


def name_taken(session: Session, organization_id: uuid.UUID, name: str, but: uuid.UUID | None = None) -> bool:
    query = select(DataSource.id).where(DataSource.organization_id == organization_id, DataSource.name == name)
    if but is not None:
        query = query.where(DataSource.id != but)
    return session.scalar(query) is not None


def add(session: Session, source: DataSource) -> None:
    session.add(source)
    session.flush()


def delete(session: Session, source: DataSource) -> None:
    session.delete(source)
    session.flush()
