"""All SQL of data sources."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, defer

from tripl.models.accounts import Organization
from tripl.models.projects import Project, ProjectMember
from tripl.models.scans import ScanConfig, ScanJob
from tripl.models.sources import DataSource

# Secrets are read on use: a row must be readable, and its password replaceable, under a wrong key.
_SHUT = (defer(DataSource.password), defer(DataSource.sslkey))


def by_id(session: Session, source_id: uuid.UUID) -> DataSource | None:
    return session.scalar(select(DataSource).where(DataSource.id == source_id).options(*_SHUT))


def listed(
    session: Session, organization_id: uuid.UUID, user_id: uuid.UUID, source_id: uuid.UUID | None = None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """(source, id of the project it is bound to, the user's membership there, default role, is a demo), by name."""
    query = (
        select(DataSource, Project.id, ProjectMember.role, Organization.default_project_role, Project.is_demo)
        .join(Organization, Organization.id == DataSource.organization_id)
        .outerjoin(Project, Project.id == DataSource.project_id)
        .outerjoin(ProjectMember, and_(ProjectMember.project_id == Project.id, ProjectMember.user_id == user_id))
        .where(DataSource.organization_id == organization_id)
        .order_by(DataSource.name)
        .options(*_SHUT)
    )
    if source_id is not None:
        query = query.where(DataSource.id == source_id)
    return session.execute(query).all()


def secrets_set(session: Session, source_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[bool, bool]]:
    """Whether a password and a private key are stored, without reading them."""
    query = select(DataSource.id, DataSource.password.is_not(None), DataSource.sslkey.is_not(None))
    rows = session.execute(query.where(DataSource.id.in_(source_ids)))
    return {source_id: (password, key) for source_id, password, key in rows}


def scans(session: Session, source_ids: Sequence[uuid.UUID], user_id: uuid.UUID) -> Sequence[tuple[Any, ...]]:
    """(source id, scan id, scan name, slug, project name, runs, the user's membership, default role, is a demo)."""
    runs = select(func.count()).where(ScanJob.scan_config_id == ScanConfig.id).scalar_subquery()
    query = (
        select(
            ScanConfig.data_source_id,
            ScanConfig.id,
            ScanConfig.name,
            Project.slug,
            Project.name,
            runs,
            ProjectMember.role,
            Organization.default_project_role,
            Project.is_demo,
        )
        .join(Project, Project.id == ScanConfig.project_id)
        .join(Organization, Organization.id == Project.organization_id)
        .outerjoin(ProjectMember, and_(ProjectMember.project_id == Project.id, ProjectMember.user_id == user_id))
        .where(ScanConfig.data_source_id.in_(source_ids))
        .order_by(ScanConfig.name, ScanConfig.id)
    )
    return session.execute(query).all()


def name_taken(session: Session, organization_id: uuid.UUID, name: str, but: uuid.UUID | None = None) -> bool:
    query = select(DataSource.id).where(DataSource.organization_id == organization_id, DataSource.name == name)
    if but is not None:
        query = query.where(DataSource.id != but)
    return session.scalar(query) is not None


def add(session: Session, source: DataSource) -> bool:
    """False when somebody else took the name meanwhile."""
    try:
        with session.begin_nested():
            session.add(source)
            session.flush()
    except IntegrityError:
        return False
    return True


def delete(session: Session, source: DataSource) -> None:
    session.delete(source)
    session.flush()
