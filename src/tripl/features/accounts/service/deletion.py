"""The end of an organisation: hidden from everybody at once, taken apart by a job, and the trail stays."""

import logging
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tripl.db.locks import lock
from tripl.db.outbox import enqueue, send_now
from tripl.features.accounts import repository
from tripl.features.accounts.hooks import AccountHooks
from tripl.features.accounts.repository import lives
from tripl.features.audit import service as audit
from tripl.features.losses import service as lost
from tripl.features.losses.schemas import Losses
from tripl.kit.clock import utcnow
from tripl.kit.errors import Impossible, Invalid, Unavailable
from tripl.kit.principal import FIRST_ORGANIZATION, Principal
from tripl.models.accounts import Organization

log = logging.getLogger(__name__)
Transaction = Callable[[], AbstractContextManager[Session]]

TASK = "accounts.purge_organization"
AFTER = 5.0
"""Seconds until the job begins: the request has committed by then."""
UNFINISHED_AFTER = timedelta(minutes=30)
NOBODY, CALLED = uuid.UUID(int=0), "tripl (background work)"


def losses(session: Session, principal: Principal) -> Losses:
    """What goes with the organisation the caller acts in."""
    return lost.of(session, Organization, principal.organization_id)


def delete_organization(session: Session, principal: Principal, confirmed: str) -> None:
    """Raises Impossible for the default one, Invalid for another slug, Unavailable when no job can be queued."""
    slug, organization_id = principal.organization_slug, principal.organization_id
    if slug == FIRST_ORGANIZATION:
        raise Impossible("The default organization cannot be deleted")
    if confirmed != slug:
        raise Invalid(f"Type the organization's slug, {slug}, to delete it", "confirm_slug")
    repository.lock_roster(session)
    _record(session, principal, "org.delete_request")
    lives.hide(session, organization_id, utcnow())
    if not send_now(session, TASK, organization_id, countdown=AFTER):
        _note_cancelled(session, principal)
        raise Unavailable("The deletion could not be queued, so nothing was deleted; try again in a moment")


def _note_cancelled(session: Session, principal: Principal) -> None:
    """In a transaction of its own: the refusal rolls the request's back."""
    with Session(session.get_bind(), join_transaction_mode="create_savepoint") as own, own.begin():
        _record(own, principal, "org.delete_request")
        _record(own, principal, "org.delete_cancel")


def purge(transaction: Transaction, hooks: AccountHooks, organization_id: uuid.UUID) -> None:
    """Piece by piece, each in a transaction; whoever comes second, or again, goes on where the other stopped."""
    more = True
    while more:
        with transaction() as session:
            lock(session, f"purge-{organization_id}")
            organization = lives.hidden(session, organization_id)
            if organization is None:
                return
            more = hooks.dismantle(session, organization_id)
            if not more:
                _record(session, _operator(organization), "org.delete_complete")
                lives.remove(session, organization_id)
    log.info("organization %s is gone", organization_id)


def requeue_deletions(session: Session, now: datetime) -> int:
    """Send the job again for what it has not finished."""
    waiting = lives.unfinished(session, now - UNFINISHED_AFTER)
    for organization_id in waiting:
        enqueue(session, TASK, organization_id)
    return len(waiting)


def _operator(organization: Organization) -> Principal:
    return Principal(NOBODY, CALLED, None, organization.id, organization.slug, "owner")


def _record(session: Session, principal: Principal, action: str) -> None:
    audit.record(
        session,
        principal,
        action=action,
        target_type="organization",
        target_id=principal.organization_id,
        target_name=principal.organization_slug,
    )
