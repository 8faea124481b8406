"""The delivery log, and sending again by hand."""

import uuid
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from tripl.db.outbox import announce, enqueue
from tripl.features.alerts.repository import deliveries as repository
from tripl.features.alerts.repository import destinations as directory
from tripl.features.alerts.schemas import DeliveryDetail, DeliveryFilter, DeliveryItemOut, DeliveryOut
from tripl.features.audit import service as audit
from tripl.kit.clock import as_utc, utcnow
from tripl.kit.errors import Conflict, Invalid, NotFound
from tripl.kit.pagination import CursorPage, decode_cursor, encode_cursor
from tripl.kit.principal import Principal, ProjectContext
from tripl.models.alerts import AlertDelivery


def listed(
    session: Session,
    project: ProjectContext,
    wanted: DeliveryFilter,
    *,
    limit: int,
    offset: int = 0,
    cursor: str | None = None,
) -> CursorPage[DeliveryOut]:
    """Newest first."""
    if cursor and offset:
        raise Invalid("Send a cursor or an offset, not both", "cursor", "offset")
    wanted = replace(
        wanted,
        date_from=as_utc(wanted.date_from) if wanted.date_from else None,
        date_to=as_utc(wanted.date_to) if wanted.date_to else None,
    )
    after = _position(cursor) if cursor else None
    rows, total = repository.page(session, project.id, wanted, limit=limit, offset=offset, after=after)
    shown = rows[:limit]
    following = encode_cursor(shown[-1].created_at, shown[-1].id) if len(rows) > limit else None
    return CursorPage([DeliveryOut.model_validate(row) for row in shown], total, following)


def _position(cursor: str) -> repository.Position:
    at, ident = decode_cursor(cursor, 2)
    try:
        return datetime.fromisoformat(at), uuid.UUID(ident)
    except (TypeError, ValueError, AttributeError) as error:
        raise Invalid("The cursor is malformed; start again without one", "cursor") from error


def require(session: Session, project: ProjectContext, delivery_id: uuid.UUID) -> AlertDelivery:
    found = repository.one(session, project.id, delivery_id)
    if found is None:
        raise NotFound("Alert delivery not found")
    return found


def shown(session: Session, project: ProjectContext, delivery_id: uuid.UUID) -> DeliveryDetail:
    row = require(session, project, delivery_id)
    items = [DeliveryItemOut.model_validate(item) for item in repository.items(session, row.id)]
    return DeliveryDetail(**DeliveryOut.model_validate(row).model_dump(), items=items)


def retry(session: Session, principal: Principal, project: ProjectContext, delivery_id: uuid.UUID) -> DeliveryDetail:
    """Start over with a fresh budget of attempts."""
    row = require(session, project, delivery_id)
    if row.status == "sent":
        raise Conflict("This message was sent already")
    if row.status == "pending" and row.claimed_at is not None:
        raise Conflict("This message is being sent right now")
    destination = directory.destination(session, project.id, row.destination_id)
    if destination is None or not destination.enabled:
        raise Conflict(f"Destination “{row.destination_name}” is switched off; switch it on and retry")
    row.status, row.attempts, row.claimed_at, row.next_attempt_at = "pending", 0, None, utcnow()
    row.error_permanent = None
    session.flush()
    session.refresh(row)
    audit.record(
        session,
        principal,
        action="alert_delivery.retry",
        target_type="alert_delivery",
        target_id=row.id,
        target_name=row.rule_name,
        project=project,
    )
    enqueue(session, "alerts.deliver", row.id)
    announce(session, project.id, "alert", delivery_id=str(row.id), status="pending")
    return shown(session, project, row.id)
