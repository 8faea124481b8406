"""What fires: one state per rule, scope and direction of a scan."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, defer

from tripl.models.alerts import AlertDelivery, AlertDeliveryItem, AlertDestination, AlertRule, AlertState
from tripl.models.plan import Event
from tripl.models.scans import ScanConfig
from tripl.models.signals import Anomaly


def live_rules(
    session: Session, project_id: uuid.UUID, scan_config_id: uuid.UUID
) -> Sequence[tuple[AlertRule, AlertDestination]]:
    """Rules that look at the scan, switched on and with a destination that is."""
    query = (
        select(AlertRule, AlertDestination)
        .join(AlertDestination, AlertDestination.id == AlertRule.destination_id)
        .options(defer(AlertDestination.secrets))
        .where(
            AlertRule.project_id == project_id,
            AlertRule.enabled,
            AlertDestination.enabled,
            AlertRule.scan_config_id.is_(None) | (AlertRule.scan_config_id == scan_config_id),
        )
        .order_by(AlertRule.created_at, AlertRule.id)
    )
    return [(rule, destination) for rule, destination in session.execute(query)]


def states(session: Session, scan_config_id: uuid.UUID) -> Sequence[AlertState]:
    return session.scalars(select(AlertState).where(AlertState.scan_config_id == scan_config_id)).all()


def under_way(session: Session, scan_config_id: uuid.UUID) -> set[tuple[uuid.UUID, str, str]]:
    """(rule, scope type, scope) of messages that were made and are neither sent nor given up."""
    query = (
        select(AlertDelivery.rule_id, AlertDeliveryItem.scope_type, AlertDeliveryItem.scope_ref)
        .join(AlertDeliveryItem, AlertDeliveryItem.delivery_id == AlertDelivery.id)
        .where(AlertDelivery.scan_config_id == scan_config_id, AlertDelivery.status == "pending")
    )
    return {(rule, kind, ref) for rule, kind, ref in session.execute(query) if rule is not None}


def event_types(session: Session, event_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    if not event_ids:
        return {}
    query = select(Event.id, Event.event_type_id).where(Event.id.in_(event_ids))
    return {event: kind for event, kind in session.execute(query)}  # noqa: C416 - rows are not pairs to a type checker


def delivered(session: Session, delivery_id: uuid.UUID, at: datetime) -> None:
    """The cooldown of every scope in the message starts now."""
    item, row = AlertDeliveryItem, AlertDelivery
    session.execute(
        update(AlertState)
        .where(
            row.id == delivery_id,
            item.delivery_id == row.id,
            AlertState.rule_id == row.rule_id,
            AlertState.scan_config_id == row.scan_config_id,
            AlertState.scope_type == item.scope_type,
            AlertState.scope_ref == item.scope_ref,
            AlertState.direction == item.direction,
        )
        .values(last_delivered_at=at)
        .execution_options(synchronize_session=False)
    )


def close_between(session: Session, project_id: uuid.UUID, after: datetime | None, before: datetime | None) -> None:
    """Close the open states whose newest finding lies in the period."""
    statement = update(AlertState).where(AlertState.project_id == project_id, AlertState.is_open)
    if after is not None:
        statement = statement.where(AlertState.last_anomaly_bucket >= after)
    if before is not None:
        statement = statement.where(AlertState.last_anomaly_bucket < before)
    session.execute(statement.values(is_open=False).execution_options(synchronize_session=False))


def scans(session: Session, project_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """In one order for everybody, as locks are taken by it."""
    query = select(ScanConfig.id).where(ScanConfig.project_id == project_id)
    return session.scalars(query.order_by(ScanConfig.id)).all()


def close_unfound(session: Session, project_id: uuid.UUID) -> None:
    """Close the open states that have no open finding."""
    found = (
        select(Anomaly.id)
        .where(
            Anomaly.scan_config_id == AlertState.scan_config_id,
            Anomaly.scope_type == AlertState.scope_type,
            Anomaly.scope_ref == AlertState.scope_ref,
            Anomaly.direction == AlertState.direction,
            Anomaly.closed_at.is_(None),
        )
        .exists()
    )
    statement = update(AlertState).where(AlertState.project_id == project_id, AlertState.is_open, ~found)
    session.execute(statement.values(is_open=False).execution_options(synchronize_session=False))


def open_in(session: Session, project_ids: Sequence[uuid.UUID]) -> Sequence[tuple[AlertState, ScanConfig]]:
    """Open states of some projects with their scans, newest first; a scan is read once, however many states it has."""
    query = (
        select(AlertState)
        .where(AlertState.project_id.in_(project_ids), AlertState.is_open)
        .order_by(AlertState.last_anomaly_bucket.desc(), AlertState.id)
    )
    states = session.scalars(query).all()
    of_them = select(ScanConfig).where(ScanConfig.id.in_({state.scan_config_id for state in states}))
    scans = {scan.id: scan for scan in session.scalars(of_them)}
    return [(state, scans[state.scan_config_id]) for state in states]


def newest_by_rule(session: Session, project_id: uuid.UUID) -> dict[uuid.UUID, tuple[datetime | None, datetime | None]]:
    """Newest anomalous bucket and newest delivery of each rule."""
    query = (
        select(AlertState.rule_id, func.max(AlertState.last_anomaly_bucket), func.max(AlertState.last_delivered_at))
        .where(AlertState.project_id == project_id)
        .group_by(AlertState.rule_id)
    )
    return {rule: (bucket, delivered_at) for rule, bucket, delivered_at in session.execute(query)}
