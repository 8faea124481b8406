"""Destinations, rules, and the figures shown beside them."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, func, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import Session, defer

from tripl.models import names as called
from tripl.models.accounts import Organization
from tripl.models.alerts import AlertDelivery, AlertDeliveryItem, AlertDestination, AlertRule
from tripl.models.plan import Event, EventType
from tripl.models.projects import Project
from tripl.models.scans import ScanConfig


@dataclass(frozen=True, slots=True)
class Health:
    """What became of the deliveries of one rule or destination."""

    deliveries: int = 0
    failed: int = 0
    incidents: int = 0
    last_at: datetime | None = None
    last_status: str | None = None


def destinations(session: Session, project_id: uuid.UUID) -> Sequence[AlertDestination]:
    """By name; secrets stay unread."""
    query = select(AlertDestination).where(AlertDestination.project_id == project_id)
    return session.scalars(query.options(defer(AlertDestination.secrets)).order_by(AlertDestination.name)).all()


def destination(session: Session, project_id: uuid.UUID, destination_id: uuid.UUID) -> AlertDestination | None:
    query = select(AlertDestination).where(
        AlertDestination.project_id == project_id, AlertDestination.id == destination_id
    )
    return session.scalar(query.options(defer(AlertDestination.secrets)))


def name_is_taken(session: Session, project_id: uuid.UUID, name: str, but: uuid.UUID | None) -> bool:
    query = select(AlertDestination.id).where(AlertDestination.project_id == project_id, AlertDestination.name == name)
    return any(found != but for found in session.scalars(query))


def rules(session: Session, project_id: uuid.UUID, destination_id: uuid.UUID | None = None) -> Sequence[AlertRule]:
    query = select(AlertRule).where(AlertRule.project_id == project_id)
    if destination_id is not None:
        query = query.where(AlertRule.destination_id == destination_id)
    return session.scalars(query.order_by(AlertRule.created_at, AlertRule.id)).all()


def rule(session: Session, project_id: uuid.UUID, rule_id: uuid.UUID) -> AlertRule | None:
    return session.scalar(select(AlertRule).where(AlertRule.project_id == project_id, AlertRule.id == rule_id))


def health(session: Session, project_id: uuid.UUID) -> dict[uuid.UUID, Health]:
    """Figures of every destination and every rule of a project, by its id."""
    row = AlertDelivery
    newest = func.array_agg(aggregate_order_by(row.status, row.created_at.desc()), type_=ARRAY(Text))
    query = (
        select(
            func.coalesce(row.rule_id, row.destination_id),
            func.count(row.id.distinct()),
            func.count(row.id.distinct()).filter(row.status == "failed"),
            func.count(AlertDeliveryItem.correlation_group_id.distinct()),
            func.max(row.created_at),
            newest[1],
        )
        .join_from(row, AlertDeliveryItem, AlertDeliveryItem.delivery_id == row.id, isouter=True)
        .where(row.project_id == project_id, row.digest_week.is_(None))
        .group_by(func.grouping_sets(row.rule_id, row.destination_id))
    )
    return {ident: Health(*figures) for ident, *figures in session.execute(query)}


def names(session: Session, ids: Iterable[uuid.UUID]) -> dict[str, str]:
    """What people call events, event types and scans, by id."""
    wanted = list(ids)
    if not wanted:
        return {}
    event = select(Event.id, called.EVENT).where(Event.id.in_(wanted))
    kind = select(EventType.id, called.EVENT_TYPE).where(EventType.id.in_(wanted))
    scan = select(ScanConfig.id, ScanConfig.name).where(ScanConfig.id.in_(wanted))
    return {str(ident): name for ident, name in session.execute(union_all(event, kind, scan))}


def known(session: Session, project_id: uuid.UUID, field: str, ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Which of the ids are events or event types of the project."""
    table = Event if field == "event" else EventType
    return set(session.scalars(select(table.id).where(table.project_id == project_id, table.id.in_(list(ids)))))


def has_scan(session: Session, project_id: uuid.UUID, scan_config_id: uuid.UUID) -> bool:
    query = select(ScanConfig.id).where(ScanConfig.project_id == project_id, ScanConfig.id == scan_config_id)
    return session.scalar(query) is not None


def scan_and_project(session: Session, scan_config_id: uuid.UUID) -> tuple[ScanConfig, Project, str] | None:
    """With the slug of the organisation; None when the scan is gone, or its organisation is going."""
    query = (
        select(ScanConfig, Project, Organization.slug)
        .join(Project, Project.id == ScanConfig.project_id)
        .join(Organization, Organization.id == Project.organization_id)
        .where(Organization.deleting_since.is_(None))
    )
    found = session.execute(query.where(ScanConfig.id == scan_config_id)).first()
    return None if found is None else (found[0], found[1], found[2])


def rules_of_scans(session: Session, scan_config_ids: Sequence[uuid.UUID]) -> Sequence[AlertRule]:
    return session.scalars(select(AlertRule).where(AlertRule.scan_config_id.in_(scan_config_ids))).all()


def events_of(session: Session, event_type_id: uuid.UUID) -> Sequence[uuid.UUID]:
    return session.scalars(select(Event.id).where(Event.event_type_id == event_type_id)).all()


def rules_beside(session: Session, event_type_id: uuid.UUID) -> Sequence[AlertRule]:
    """Filtered rules of the project that an event type belongs to."""
    project = select(EventType.project_id).where(EventType.id == event_type_id).scalar_subquery()
    query = select(AlertRule).where(AlertRule.project_id == project, func.jsonb_array_length(AlertRule.filters) > 0)
    return session.scalars(query).all()


def secrets(session: Session, destination_id: uuid.UUID) -> str | None:
    return session.scalar(select(AlertDestination.secrets).where(AlertDestination.id == destination_id))
