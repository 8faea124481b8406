"""SQL of groups: named sets of members."""

import uuid
from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from tripl.features.accounts.repository import AnyRow
from tripl.kit.clock import utcnow
from tripl.models.accounts import OrganizationGroup, OrganizationGroupMember, User


def listed(session: Session, organization_id: uuid.UUID) -> Sequence[AnyRow]:
    """(id, name, member_count, created_at, updated_at), by name."""
    counted = (
        select(func.count())
        .where(OrganizationGroupMember.group_id == OrganizationGroup.id)
        .correlate(OrganizationGroup)
        .scalar_subquery()
    )
    return session.execute(
        select(
            OrganizationGroup.id,
            OrganizationGroup.name,
            counted.label("member_count"),
            OrganizationGroup.created_at,
            OrganizationGroup.updated_at,
        )
        .where(OrganizationGroup.organization_id == organization_id)
        .order_by(func.lower(OrganizationGroup.name))
    ).all()


def one(session: Session, organization_id: uuid.UUID, group_id: uuid.UUID) -> OrganizationGroup | None:
    return session.scalar(
        select(OrganizationGroup).where(
            OrganizationGroup.organization_id == organization_id, OrganizationGroup.id == group_id
        )
    )


def name_taken(session: Session, organization_id: uuid.UUID, name: str, but: uuid.UUID | None) -> bool:
    found = select(OrganizationGroup.id).where(
        OrganizationGroup.organization_id == organization_id, func.lower(OrganizationGroup.name) == func.lower(name)
    )
    if but is not None:
        found = found.where(OrganizationGroup.id != but)
    return session.scalar(found) is not None


def add(session: Session, group: OrganizationGroup) -> None:
    session.add(group)
    session.flush()


def remove(session: Session, group: OrganizationGroup) -> None:
    session.delete(group)
    session.flush()


def members(session: Session, group_id: uuid.UUID) -> Sequence[AnyRow]:
    """(user_id, name, email, added_at), by name."""
    shown = func.lower(func.coalesce(User.name, User.email))
    return session.execute(
        select(User.id.label("user_id"), User.name, User.email, OrganizationGroupMember.added_at)
        .join(OrganizationGroupMember, OrganizationGroupMember.user_id == User.id)
        .where(OrganizationGroupMember.group_id == group_id)
        .order_by(shown, User.id)
    ).all()


def add_member(session: Session, group: OrganizationGroup, user_id: uuid.UUID) -> None:
    session.add(
        OrganizationGroupMember(
            group_id=group.id, user_id=user_id, organization_id=group.organization_id, added_at=utcnow()
        )
    )
    session.flush()


def remove_member(session: Session, group_id: uuid.UUID, user_id: uuid.UUID) -> None:
    session.execute(
        delete(OrganizationGroupMember).where(
            OrganizationGroupMember.group_id == group_id, OrganizationGroupMember.user_id == user_id
        )
    )
