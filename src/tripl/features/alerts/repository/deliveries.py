"""The delivery log, and the claims of senders on it."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, exists, func, select, tuple_, update
from sqlalchemy.orm import Session, defer

from tripl.features.alerts.schemas import DeliveryFilter
from tripl.models.alerts import AlertDelivery, AlertDeliveryItem, AlertDestination, AlertRule
from tripl.models.projects import Project

Position = tuple[datetime, uuid.UUID]
CLAIM = timedelta(minutes=15)
"""A sender that has not come back by then is taken for dead."""


def page(
    session: Session,
    project_id: uuid.UUID,
    wanted: DeliveryFilter,
    *,
    limit: int,
    offset: int = 0,
    after: Position | None = None,
) -> tuple[Sequence[AlertDelivery], int]:
    """Newest first, one more than `limit` where there are more, and how many there are in all."""
    row = AlertDelivery
    chosen = _conditions(project_id, wanted)
    total = session.scalar(select(func.count()).select_from(row).where(*chosen)) or 0
    query = select(row).where(*chosen).order_by(row.created_at.desc(), row.id.desc()).limit(limit + 1).offset(offset)
    if after is not None:
        query = query.where(tuple_(row.created_at, row.id) < after)
    return session.scalars(query).all(), total


def _conditions(project_id: uuid.UUID, wanted: DeliveryFilter) -> list[ColumnElement[bool]]:
    row, item = AlertDelivery, AlertDeliveryItem
    chosen: list[ColumnElement[bool]] = [row.project_id == project_id, row.digest_week.is_(None)]
    for column, value in (
        (row.channel, wanted.channel),
        (row.destination_id, wanted.destination_id),
        (row.rule_id, wanted.rule_id),
        (row.scan_config_id, wanted.scan_config_id),
    ):
        if value is not None:
            chosen.append(column == value)
    if wanted.statuses:
        chosen.append(row.status.in_(wanted.statuses))
    if wanted.date_from:
        chosen.append(row.created_at >= wanted.date_from)
    if wanted.date_to:
        chosen.append(row.created_at < wanted.date_to)
    of_row = exists().where(item.delivery_id == row.id)
    if wanted.correlation_group_id:
        chosen.append(of_row.where(item.correlation_group_id == wanted.correlation_group_id))
    if wanted.ungrouped:
        chosen.append(~of_row.where(item.correlation_group_id.is_not(None)))
    return chosen


def one(session: Session, project_id: uuid.UUID, delivery_id: uuid.UUID) -> AlertDelivery | None:
    row = AlertDelivery
    query = select(row).where(row.project_id == project_id, row.id == delivery_id, row.digest_week.is_(None))
    return session.scalar(query)


def items(session: Session, delivery_id: uuid.UUID) -> Sequence[AlertDeliveryItem]:
    query = select(AlertDeliveryItem).where(AlertDeliveryItem.delivery_id == delivery_id)
    return session.scalars(query.order_by(AlertDeliveryItem.position)).all()


def claim(session: Session, delivery_id: uuid.UUID, now: datetime) -> bool:
    """Take a waiting delivery, or one whose sender died; False when someone else has it or it is finished."""
    row = AlertDelivery
    free = row.claimed_at.is_(None) | (row.claimed_at < now - CLAIM)
    statement = (
        update(row)
        .where(row.id == delivery_id, row.status == "pending", free)
        .values(claimed_at=now, next_attempt_at=None, attempts=row.attempts + 1)
    )
    return _changed(session, statement) == 1


def claimed(session: Session, delivery_id: uuid.UUID) -> tuple[AlertDelivery, AlertRule | None, AlertDestination]:
    """With its rule; a digest has none."""
    query = (
        select(AlertDelivery, AlertRule, AlertDestination)
        .join(AlertRule, AlertRule.id == AlertDelivery.rule_id, isouter=True)
        .join(AlertDestination, AlertDestination.id == AlertDelivery.destination_id)
        .where(AlertDelivery.id == delivery_id)
        .options(defer(AlertDestination.secrets))
        .execution_options(populate_existing=True)
    )
    delivery, rule, destination = session.execute(query).one()
    return delivery, rule, destination


def finish(session: Session, delivery_id: uuid.UUID, claimed_at: datetime | None, **outcome: Any) -> bool:
    """Store an outcome; with `claimed_at` only while that claim still stands."""
    row = AlertDelivery
    statement = update(row).where(row.id == delivery_id, row.status != "sent")
    if claimed_at is not None:
        statement = statement.where(row.claimed_at == claimed_at)
    return _changed(session, statement.values(claimed_at=None, **outcome)) == 1


def due(session: Session, since: datetime, until: datetime) -> Sequence[uuid.UUID]:
    """Unclaimed deliveries that became due between two instants: their message may be lost."""
    row = AlertDelivery
    query = select(row.id).where(
        row.status == "pending", row.claimed_at.is_(None), row.next_attempt_at > since, row.next_attempt_at <= until
    )
    return session.scalars(query).all()


def stranded(session: Session, before: datetime) -> Sequence[AlertDelivery]:
    """Deliveries that nobody touched since `before`, locked; rows that another chaser holds are left to it."""
    query = select(AlertDelivery).where(_untouched(before))
    return session.scalars(query.with_for_update(skip_locked=True)).all()


def overdue(session: Session, before: datetime) -> Sequence[Any]:
    """The same, of every project and with its name, to be looked at."""
    row = AlertDelivery
    since = func.coalesce(row.claimed_at, row.next_attempt_at, row.created_at).label("since")
    query = (
        select(
            row.id.label("delivery_id"), Project.slug.label("project_slug"), row.rule_name, row.destination_name, since
        )
        .join(Project, Project.id == row.project_id)
        .where(_untouched(before))
        .order_by(since)
    )
    return session.execute(query).all()


def _untouched(before: datetime) -> ColumnElement[bool]:
    row = AlertDelivery
    waiting = row.claimed_at.is_(None) & (func.coalesce(row.next_attempt_at, row.created_at) <= before)
    return and_(row.status == "pending", waiting | (row.claimed_at <= before))


def _changed(session: Session, statement: Any) -> int:
    done = session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", done).rowcount
