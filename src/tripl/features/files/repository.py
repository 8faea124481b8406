"""All SQL of dropped files."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tripl.models.files import DroppedFile
from tripl.models.projects import Project

Row = tuple[DroppedFile, str | None]


def add(session: Session, file: DroppedFile) -> None:
    session.add(file)
    session.flush()


def one(session: Session, organization_id: uuid.UUID, file_id: uuid.UUID, *, lock: bool = False) -> DroppedFile | None:
    query = select(DroppedFile).where(DroppedFile.organization_id == organization_id, DroppedFile.id == file_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def locked(session: Session, file_id: uuid.UUID) -> DroppedFile | None:
    query = select(DroppedFile).where(DroppedFile.id == file_id)
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def slug_of(session: Session, project_id: uuid.UUID | None) -> str | None:
    return session.scalar(select(Project.slug).where(Project.id == project_id)) if project_id else None


def page(
    session: Session, organization_id: uuid.UUID, limit: int, offset: int, scan_id: uuid.UUID | None
) -> tuple[Sequence[Row], int]:
    """Newest first, with the slug of the project each feeds."""
    own = DroppedFile.organization_id == organization_id
    if scan_id is not None:
        own &= DroppedFile.scan_id == scan_id
    query = select(DroppedFile, Project.slug).outerjoin(Project, Project.id == DroppedFile.project_id).where(own)
    rows = session.execute(
        query.order_by(DroppedFile.created_at.desc(), DroppedFile.id).limit(limit).offset(offset)
    ).all()
    total = session.scalar(select(func.count()).select_from(DroppedFile).where(own)) or 0
    return [(file, slug) for file, slug in rows], total


def known(session: Session, file_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    return set(session.scalars(select(DroppedFile.id).where(DroppedFile.id.in_(file_ids))).all())


def any_of(session: Session, organization_id: uuid.UUID) -> DroppedFile | None:
    return session.scalar(select(DroppedFile).where(DroppedFile.organization_id == organization_id).limit(1))


def delete(session: Session, file: DroppedFile) -> None:
    session.delete(file)
    session.flush()


def report(session: Session, file_id: uuid.UUID, fence: int, **values: Any) -> DroppedFile | None:
    """Change a file that is being loaded under this fence; None when it no longer is."""
    statement = (
        update(DroppedFile)
        .where(DroppedFile.id == file_id, DroppedFile.fence == fence, DroppedFile.status == "loading")
        .values(**values, updated_at=func.clock_timestamp())
        .returning(DroppedFile)
    )
    return session.scalars(
        statement, execution_options={"synchronize_session": False, "populate_existing": True}
    ).first()


def loading(session: Session) -> Sequence[Any]:
    """Rows of (id, holder, last heard of) of every load; a waiting one has no holder."""
    held = select(DroppedFile.id, DroppedFile.holder, DroppedFile.heartbeat_at, DroppedFile.updated_at)
    return session.execute(held.where(DroppedFile.status == "loading")).all()
