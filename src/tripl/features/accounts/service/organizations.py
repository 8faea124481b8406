"""The organisations of a person, and what an owner sets for one."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tripl.features.accounts import repository
from tripl.features.accounts.repository import AnyRow, lives
from tripl.features.accounts.schemas import OrganizationCreate, OrganizationUpdate
from tripl.features.audit import service as audit
from tripl.kit.errors import Conflict, Invalid, NotFound
from tripl.kit.principal import Principal
from tripl.models.accounts import Organization

SLUG_TAKEN = "An organization with this slug already exists"


def organizations(session: Session, principal: Principal) -> Sequence[AnyRow]:
    return repository.organizations(session, principal.user_id)


def organization(session: Session, principal: Principal) -> AnyRow:
    """The one the caller acts in."""
    found = repository.organization(session, principal.user_id, principal.organization_slug)
    if found is None:
        raise NotFound("Organization not found")
    return found


def create_organization(session: Session, principal: Principal, wanted: OrganizationCreate) -> AnyRow:
    """Owned by whoever makes it; raises Conflict for a slug that is in use."""
    if lives.slug_taken(session, wanted.slug):
        raise Conflict(SLUG_TAKEN)
    made = Organization(**wanted.model_dump())
    try:
        lives.add(session, made, principal.user_id)
    except IntegrityError as error:
        raise Conflict(SLUG_TAKEN) from error
    audit.record(
        session,
        replace(principal, organization_id=made.id, organization_slug=made.slug),
        action="org.create",
        target_type="organization",
        target_id=made.id,
        target_name=made.name,
        payload=wanted.model_dump(),
    )
    found = repository.organization(session, principal.user_id, made.slug)
    if found is None:
        raise NotFound("Organization not found")
    return found


def update_organization(session: Session, principal: Principal, wanted: OrganizationUpdate) -> AnyRow:
    """Raises Invalid for a null. A stricter default deletes nothing: rows of members stay as they are."""
    changes = {name: getattr(wanted, name) for name in sorted(wanted.model_fields_set)}
    empty = [name for name, value in changes.items() if value is None]
    if empty:
        raise Invalid(f"Field(s) cannot be null: {', '.join(empty)}")
    current = organization(session, principal)
    before = {name: getattr(current, name) for name in changes}
    if before == changes:
        return current
    repository.update_organization(session, principal.organization_id, changes)
    audit.record(
        session,
        principal,
        action="org.update",
        target_type="organization",
        target_id=principal.organization_id,
        target_name=current.name,
        payload={"before": before, "after": changes},
    )
    return organization(session, principal)
