"""SQL of the beginning and the end of organisations."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from tripl.models.accounts import Organization, OrganizationMember


def slug_taken(session: Session, slug: str) -> bool:
    """Also by one that is being deleted."""
    return session.scalar(select(Organization.id).where(Organization.slug == slug)) is not None


def add(session: Session, organization: Organization, owner_id: uuid.UUID) -> None:
    session.add(organization)
    session.flush()
    session.add(OrganizationMember(organization_id=organization.id, user_id=owner_id, role="owner"))
    session.flush()


def hide(session: Session, organization_id: uuid.UUID, now: datetime) -> None:
    """From everybody, at once."""
    session.execute(update(Organization).where(Organization.id == organization_id).values(deleting_since=now))


def hidden(session: Session, organization_id: uuid.UUID) -> Organization | None:
    """The organisation while it is being deleted."""
    return session.scalar(
        select(Organization).where(Organization.id == organization_id, Organization.deleting_since.is_not(None))
    )


def unfinished(session: Session, before: datetime) -> Sequence[uuid.UUID]:
    """Those that have been hidden since then or longer."""
    return session.scalars(select(Organization.id).where(Organization.deleting_since <= before)).all()


def remove(session: Session, organization_id: uuid.UUID) -> None:
    """With all that hangs on it; the trail stays, without an organisation."""
    session.execute(delete(Organization).where(Organization.id == organization_id))
