"""SQL of projects and their members."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, func, select, update
from sqlalchemy.orm import Session

from tripl.kit.clock import utcnow
from tripl.models.accounts import Organization, OrganizationMember, User
from tripl.models.plan import PlanBranch
from tripl.models.projects import Project, ProjectMember

AnyRow = Row[*tuple[Any, ...]]
MEMBER = (User.id.label("user_id"), User.name, User.email, ProjectMember.role, ProjectMember.added_at)


def _visible(organization_id: uuid.UUID, user_id: uuid.UUID) -> Select[*tuple[Any, ...]]:
    """(project, membership role, organisation's default role): the one place where a tenant enters a query."""
    return (
        select(Project, ProjectMember.role, Organization.default_project_role)
        .join(Organization, Organization.id == Project.organization_id)
        .outerjoin(ProjectMember, (ProjectMember.project_id == Project.id) & (ProjectMember.user_id == user_id))
        .where(Project.organization_id == organization_id)
    )


def all_with_roles(session: Session, organization_id: uuid.UUID, user_id: uuid.UUID) -> Sequence[AnyRow]:
    """(project, membership role, default role), by name."""
    return session.execute(_visible(organization_id, user_id).order_by(Project.name, Project.slug)).all()


def door(session: Session, organization_id: uuid.UUID, user_id: uuid.UUID, slug: str) -> AnyRow | None:
    """(project, membership role, default role, id of the main branch)."""
    statement = (
        _visible(organization_id, user_id)
        .add_columns(PlanBranch.id)
        .join(PlanBranch, (PlanBranch.project_id == Project.id) & (PlanBranch.kind == "main"))
        .where(Project.slug == slug)
    )
    return session.execute(statement).one_or_none()


def by_id(session: Session, project_id: uuid.UUID) -> Project:
    return session.get_one(Project, project_id)


def slug_taken(session: Session, organization_id: uuid.UUID, slug: str) -> bool:
    found = select(Project.id).where(Project.organization_id == organization_id, Project.slug == slug)
    return session.scalar(found) is not None


def add(session: Session, project: Project) -> None:
    session.add(project)
    session.flush()


def add_member(session: Session, project_id: uuid.UUID, user_id: uuid.UUID, role: str) -> None:
    session.add(ProjectMember(project_id=project_id, user_id=user_id, role=role, added_at=utcnow()))
    session.flush()


def remove(session: Session, project_id: uuid.UUID) -> None:
    session.execute(delete(Project).where(Project.id == project_id))


def members(session: Session, project_id: uuid.UUID) -> Sequence[tuple[uuid.UUID, str]]:
    """(user, role) of each membership row."""
    rows = session.execute(
        select(ProjectMember.user_id, ProjectMember.role).where(ProjectMember.project_id == project_id)
    )
    return [(user_id, role) for user_id, role in rows]


def _roster(project_id: uuid.UUID) -> Select[*tuple[Any, ...]]:
    """The columns of MEMBER; a row of somebody who left the organisation counts for nothing."""
    return (
        select(*MEMBER)
        .join(ProjectMember, ProjectMember.user_id == User.id)
        .join(Project, Project.id == ProjectMember.project_id)
        .join(
            OrganizationMember,
            (OrganizationMember.organization_id == Project.organization_id) & (OrganizationMember.user_id == User.id),
        )
        .where(Project.id == project_id)
    )


def roster(session: Session, project_id: uuid.UUID) -> Sequence[AnyRow]:
    shown = func.lower(func.coalesce(User.name, User.email))
    return session.execute(_roster(project_id).order_by(shown, User.id)).all()


def member(session: Session, project_id: uuid.UUID, user_id: uuid.UUID) -> AnyRow | None:
    return session.execute(_roster(project_id).where(User.id == user_id)).one_or_none()


def person(session: Session, organization_id: uuid.UUID, user_id: uuid.UUID) -> AnyRow | None:
    """(role in the organisation or None,) of an account."""
    return session.execute(
        select(OrganizationMember.role)
        .select_from(User)
        .outerjoin(
            OrganizationMember,
            (OrganizationMember.user_id == User.id) & (OrganizationMember.organization_id == organization_id),
        )
        .where(User.id == user_id)
    ).one_or_none()


def set_member_role(session: Session, project_id: uuid.UUID, user_id: uuid.UUID, role: str) -> None:
    session.execute(
        update(ProjectMember)
        .where(ProjectMember.project_id == project_id, ProjectMember.user_id == user_id)
        .values(role=role)
    )


def remove_member(session: Session, project_id: uuid.UUID, user_id: uuid.UUID) -> None:
    session.execute(
        delete(ProjectMember).where(ProjectMember.project_id == project_id, ProjectMember.user_id == user_id)
    )


def forget_member(session: Session, organization_id: uuid.UUID, user_id: uuid.UUID) -> None:
    """Every row of that person in the organisation's projects."""
    own = select(Project.id).where(Project.organization_id == organization_id)
    session.execute(delete(ProjectMember).where(ProjectMember.user_id == user_id, ProjectMember.project_id.in_(own)))


def any_of(session: Session, organization_id: uuid.UUID) -> uuid.UUID | None:
    return session.scalar(select(Project.id).where(Project.organization_id == organization_id).limit(1))


def demos(session: Session) -> Sequence[Project]:
    """Every demo of the instance, the longest untouched first; none of an organisation that is being deleted."""
    return session.scalars(
        select(Project)
        .join(Organization, Organization.id == Project.organization_id)
        .where(Project.is_demo, Organization.deleting_since.is_(None))
        .order_by(Project.demo_last_tick_at.nulls_first())
    ).all()


def names(session: Session, organization_id: uuid.UUID) -> set[str]:
    return set(session.scalars(select(Project.name).where(Project.organization_id == organization_id)))


def stamp(session: Session, project_id: uuid.UUID, **columns: datetime) -> None:
    """Set times of a demo; `updated_at` stays a person's."""
    session.execute(
        update(Project).where(Project.id == project_id).values(**columns, updated_at=Project.updated_at),
        execution_options={"synchronize_session": "fetch"},
    )
