"""Reads events with what belongs to them. Writes nothing."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Double, Select, Subquery, and_, cast, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from tripl.features.catalog.schemas import EventFilter
from tripl.models.plan import Event, EventFieldValue, EventTag, EventType, FieldDefinition, PlanBranch
from tripl.models.series import MetricSeries, MetricTail


def page(
    session: Session, branch_id: uuid.UUID, wanted: EventFilter, now: datetime, *, offset: int, limit: int
) -> tuple[Sequence[Event], int]:
    """One slice of the catalog and the number of all that match."""
    query = _filtered(select(Event), branch_id, wanted, now)
    total = session.scalar(_filtered(select(func.count(Event.id)), branch_id, wanted, now)) or 0
    ordered = _ordered(query, branch_id, wanted)
    return session.scalars(ordered.offset(offset).limit(limit)).all(), total


def one(session: Session, project_id: uuid.UUID, event_id: uuid.UUID) -> tuple[Event, EventType] | None:
    query = (
        select(Event, EventType)
        .join(EventType, EventType.id == Event.event_type_id)
        .where(Event.project_id == project_id, Event.id == event_id)
    )
    return session.execute(query).first()


def main_twin(session: Session, event: Event, type_name: str) -> uuid.UUID | None:
    """The main event with the same type and identity; null for an event that is main's itself."""
    kind = aliased(EventType)
    query = (
        select(Event.id)
        .join(kind, kind.id == Event.event_type_id)
        .join(PlanBranch, PlanBranch.id == Event.branch_id)
        .where(
            Event.project_id == event.project_id,
            PlanBranch.kind == "main",
            kind.name == type_name,
            Event.source_name == event.source_name,
            Event.id != event.id,
        )
    )
    return session.scalar(query)


def tags(session: Session, event_ids: Sequence[uuid.UUID]) -> Sequence[EventTag]:
    query = select(EventTag).where(EventTag.event_id.in_(event_ids)).order_by(EventTag.name)
    return session.scalars(query).all()


def tag_names(session: Session, branch_id: uuid.UUID) -> Sequence[str]:
    """Lower-cased, each once."""
    name = func.lower(EventTag.name)
    query = select(name).join(Event, Event.id == EventTag.event_id).where(Event.branch_id == branch_id)
    return session.scalars(query.distinct().order_by(name)).all()


def field_values(session: Session, event_ids: Sequence[uuid.UUID]) -> Sequence[EventFieldValue]:
    query = (
        select(EventFieldValue)
        .join(FieldDefinition, FieldDefinition.id == EventFieldValue.field_definition_id)
        .where(EventFieldValue.event_id.in_(event_ids))
        .order_by(FieldDefinition.order, FieldDefinition.name)
    )
    return session.scalars(query).all()


def counted(session: Session, event_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the events that some scan keeps a series of."""
    query = select(MetricSeries.scope_id).where(
        MetricSeries.scope_type == "event", MetricSeries.scope_id.in_(event_ids), MetricSeries.metric_id.is_(None)
    )
    return {each for each in session.scalars(query.distinct()) if each is not None}


def _filtered(query: Select[Any], branch_id: uuid.UUID, wanted: EventFilter, now: datetime) -> Select[Any]:
    query = query.where(Event.branch_id == branch_id)
    query = query.where(Event.status.in_(wanted.statuses) if wanted.statuses else Event.status != "archived")
    if wanted.event_type_id is not None:
        query = query.where(Event.event_type_id == wanted.event_type_id)
    if wanted.reviewed is not None:
        query = query.where(Event.reviewed.is_(wanted.reviewed))
    if wanted.search:
        like = f"%{_escaped(wanted.search)}%"
        columns = (Event.name, Event.title, Event.description, Event.source_name)
        query = query.where(or_(*(column.ilike(like, escape="\\") for column in columns)))
    if wanted.tag:
        tagged = exists().where(EventTag.event_id == Event.id, func.lower(EventTag.name) == wanted.tag.strip().lower())
        query = query.where(tagged)
    if wanted.field_value:
        like = f"%{_escaped(wanted.field_value)}%"
        holds = EventFieldValue.value.ilike(like, escape="\\")
        query = query.where(exists().where(EventFieldValue.event_id == Event.id, holds))
    if wanted.meta_value or wanted.has_open_questions:
        query = query.where(false())  # no event has a meta value or a question yet: none can match
    if wanted.silent_since_days is not None:
        edge = now - timedelta(days=wanted.silent_since_days)
        query = query.where(or_(Event.last_seen_at.is_(None), Event.last_seen_at < edge))
    return query


def _ordered(query: Select[Any], branch_id: uuid.UUID, wanted: EventFilter) -> Select[Any]:
    catalog = (Event.order, Event.name, Event.id)
    if wanted.order_by == "catalog":
        return query.order_by(*catalog)
    volume = _volume(branch_id)
    joined = query.outerjoin(volume, volume.c.event_id == Event.id)
    return joined.order_by(volume.c.volume.desc().nulls_last(), *catalog)


def _volume(branch_id: uuid.UUID) -> Subquery:
    """Rows counted in the open chunk of each event's series: recent enough to rank by."""
    value = func.unnest(MetricTail.vals).column_valued("value")
    total = select(func.sum(cast(value, Double))).scalar_subquery()
    query = (
        select(MetricSeries.scope_id.label("event_id"), func.sum(total).label("volume"))
        .join(MetricTail, MetricTail.series_id == MetricSeries.id)
        .join(Event, and_(Event.id == MetricSeries.scope_id, Event.branch_id == branch_id))
        .where(MetricSeries.scope_type == "event", MetricSeries.column.is_(None), MetricSeries.metric_id.is_(None))
        .group_by(MetricSeries.scope_id)
    )
    return query.subquery()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
