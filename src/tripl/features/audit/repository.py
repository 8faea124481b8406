"""SQL of the audit log."""

import uuid
from collections.abc import Sequence

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from tripl.features.audit.schemas import AuditFilter
from tripl.kit.pagination import Page
from tripl.models.audit import AuditEntry
from tripl.models.plan import PlanBranch
from tripl.models.projects import Project


def add(session: Session, entry: AuditEntry) -> None:
    session.add(entry)
    session.flush()


def branch_name(session: Session, branch_id: uuid.UUID) -> str:
    return session.scalar(select(PlanBranch.name).where(PlanBranch.id == branch_id)) or ""


def _conditions(organization_id: uuid.UUID, wanted: AuditFilter) -> list[ColumnElement[bool]]:
    """Matching is by project id: a rename keeps the trail, and a slug that is used again inherits nothing."""
    found = [AuditEntry.organization_id == organization_id]
    if wanted.project_slug is not None:
        project = select(Project.id).where(
            Project.organization_id == organization_id, Project.slug == wanted.project_slug
        )
        found.append(AuditEntry.project_id.in_(project))
    if wanted.action is not None:
        found.append(AuditEntry.action == wanted.action)
    if wanted.user_id is not None:
        found.append(AuditEntry.user_id == wanted.user_id)
    if wanted.user_email is not None:
        found.append(AuditEntry.user_email == wanted.user_email.lower())
    if wanted.since is not None:
        found.append(AuditEntry.created_at >= wanted.since)
    if wanted.until is not None:
        found.append(AuditEntry.created_at < wanted.until)
    return found


def page(
    session: Session, organization_id: uuid.UUID, wanted: AuditFilter, *, limit: int, offset: int
) -> Page[AuditEntry]:
    """Newest first."""
    conditions = _conditions(organization_id, wanted)
    total = session.scalar(select(func.count()).select_from(AuditEntry).where(*conditions)) or 0
    rows = session.scalars(
        select(AuditEntry)
        .where(*conditions)
        .order_by(AuditEntry.created_at.desc(), AuditEntry.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return Page(list(rows), total)


def one(session: Session, organization_id: uuid.UUID, entry_id: uuid.UUID) -> AuditEntry | None:
    return session.scalar(
        select(AuditEntry).where(AuditEntry.organization_id == organization_id, AuditEntry.id == entry_id)
    )


def forget(session: Session, project_id: uuid.UUID) -> None:
    session.execute(delete(AuditEntry).where(AuditEntry.project_id == project_id))


def trail_of(session: Session, user_id: uuid.UUID, *, limit: int) -> Sequence[AuditEntry]:
    return session.scalars(
        select(AuditEntry)
        .where(AuditEntry.user_id == user_id)
        .order_by(AuditEntry.created_at.desc(), AuditEntry.id)
        .limit(limit)
    ).all()


def forget_person(session: Session, user_id: uuid.UUID, email: str) -> None:
    """As the one who acted, and as the one it was done to."""
    session.execute(update(AuditEntry).where(AuditEntry.user_id == user_id).values(user_email=""))
    of_person = or_(AuditEntry.target_id == user_id, AuditEntry.target_name == email)
    people = AuditEntry.target_type.in_(("user", "invitation"))
    session.execute(update(AuditEntry).where(people, of_person).values(target_name=""))
