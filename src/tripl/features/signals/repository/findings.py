"""Findings: stored as a set a window, read with the names of their scopes."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, delete, func, literal, not_, null, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from tripl.features.signals.schemas import Judged
from tripl.kit.clock import INTERVALS
from tripl.kit.ids import new_id
from tripl.models import names
from tripl.models.plan import Event, EventType
from tripl.models.scans import ScanConfig
from tripl.models.signals import Anomaly, AnomalySettings

KEPT = {"id", "project_id", "scan_config_id", "scope_type", "scope_ref", "bucket", "detected_at", "closed_at"}
"""Columns that a repeated finding keeps: its identity, and when it was first seen."""
AT_ONCE = 1000


class Named(NamedTuple):
    """A finding, the name of its scope and the grid it lies on."""

    row: Anomaly
    scope_name: str | None
    interval: str | None


def scan(session: Session, scan_config_id: uuid.UUID) -> ScanConfig | None:
    return session.get(ScanConfig, scan_config_id)


def live_scopes(session: Session, project_id: uuid.UUID) -> dict[uuid.UUID, uuid.UUID]:
    """Type of every event of the project that is not archived."""
    query = select(Event.id, Event.event_type_id).where(Event.project_id == project_id, Event.status != "archived")
    return {key: value for key, value in session.execute(query)}  # noqa: C416 - rows are not pairs to a type checker


def open_before(session: Session, scan_config_id: uuid.UUID, edge: datetime) -> Sequence[Anomaly]:
    """Open findings that began before `edge`."""
    query = select(Anomaly).where(
        Anomaly.scan_config_id == scan_config_id, Anomaly.closed_at.is_(None), Anomaly.bucket < edge
    )
    return session.scalars(query).all()


def open_in(session: Session, project_id: uuid.UUID) -> list[tuple[Anomaly, str | None]]:
    """Open findings of a project, each with the grid it lies on."""
    query = (
        select(Anomaly, ScanConfig.interval)
        .join(ScanConfig, ScanConfig.id == Anomaly.scan_config_id)
        .where(Anomaly.project_id == project_id, Anomaly.closed_at.is_(None))
    )
    return [(row, interval) for row, interval in session.execute(query)]


def inside(session: Session, scan_config_id: uuid.UUID, start: datetime, end: datetime) -> Sequence[Anomaly]:
    query = select(Anomaly).where(
        Anomaly.scan_config_id == scan_config_id, Anomaly.bucket >= start, Anomaly.bucket < end
    )
    return session.scalars(query).all()


def put(session: Session, scan_: ScanConfig, found: Sequence[Judged], settings: AnomalySettings, at: datetime) -> None:
    """Store findings; one that is there keeps its id and the time it was detected."""
    for start in range(0, len(found), AT_ONCE):
        values = [_values(each, scan_, settings, at) for each in found[start : start + AT_ONCE]]
        statement = insert(Anomaly).values(values)
        fresh = {name: statement.excluded[name] for name in values[0] if name not in KEPT}
        closed = case((statement.excluded.closed_at.is_(None), null()), else_=func.coalesce(Anomaly.closed_at, at))
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["scan_config_id", "scope_type", "scope_ref", "bucket"],
                set_={**fresh, "closed_at": closed},
            )
        )


def remove(session: Session, ids: Iterable[uuid.UUID]) -> None:
    session.execute(delete(Anomaly).where(Anomaly.id.in_(list(ids))))


def close(session: Session, ids: Iterable[uuid.UUID], at: datetime) -> None:
    session.execute(update(Anomaly).where(Anomaly.id.in_(list(ids))).values(closed_at=at))


def current(
    session: Session,
    *,
    now: datetime,
    hours: float | None = None,
    project_id: uuid.UUID | None = None,
    scan_config_id: uuid.UUID | None = None,
    event_ids: Sequence[uuid.UUID] | None = None,
) -> list[Named]:
    """Open findings young enough by their scan's own clock; `hours` None reads the project's window."""
    query = _named().where(_open(now, hours)).order_by(Anomaly.bucket.desc(), Anomaly.score.desc(), Anomaly.id)
    if project_id is not None:
        query = query.where(Anomaly.project_id == project_id)
    if scan_config_id is not None:
        query = query.where(Anomaly.scan_config_id == scan_config_id)
    if event_ids is not None:
        query = query.where(Anomaly.event_id.in_(event_ids))
    return [Named(*row) for row in session.execute(query)]


def past(session: Session, *, now: datetime, project_id: uuid.UUID, most: int) -> tuple[list[Named], int]:
    """The strongest findings that are not open any more, and how many there are."""
    query = _named().where(Anomaly.project_id == project_id, not_(_open(now, None)))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.execute(query.order_by(Anomaly.score.desc(), Anomaly.bucket, Anomaly.id).limit(most))
    return [Named(*row) for row in rows], total


def _named() -> Select[Anomaly, str | None, str | None]:
    """Findings of what is not archived."""
    return (
        select(Anomaly, names.scope(Anomaly.scope_type), ScanConfig.interval)
        .join(ScanConfig, ScanConfig.id == Anomaly.scan_config_id)
        .outerjoin(AnomalySettings, AnomalySettings.project_id == Anomaly.project_id)
        .outerjoin(Event, Event.id == Anomaly.event_id)
        .outerjoin(EventType, EventType.id == Anomaly.event_type_id)
        .where(or_(Anomaly.event_id.is_(None), Event.status != "archived"))
    )


def _open(now: datetime, hours: float | None) -> ColumnElement[bool]:
    window = literal(hours) if hours is not None else func.coalesce(AnomalySettings.recent_signal_window_hours, 24)
    return and_(Anomaly.closed_at.is_(None), Anomaly.last_bucket >= _clock(now) - _reach(window))


def _clock(now: datetime) -> ColumnElement[Any]:
    return case((ScanConfig.is_static, func.coalesce(ScanConfig.as_of, now)), else_=now)


def _reach(hours: ColumnElement[Any]) -> ColumnElement[Any]:
    seconds = case({code: 3 * width.total_seconds() for code, width in INTERVALS.items()}, value=ScanConfig.interval)
    return func.greatest(func.make_interval(0, 0, 0, 0, hours), func.make_interval(0, 0, 0, 0, 0, 0, seconds))


def _values(each: Judged, scan_: ScanConfig, settings: AnomalySettings, at: datetime) -> dict[str, Any]:
    held = asdict(each)
    return {
        "id": new_id(),
        "project_id": scan_.project_id,
        "scan_config_id": scan_.id,
        "sigma_used": settings.sigma_threshold,
        "min_expected_used": settings.min_expected_count,
        "detected_at": at,
        "closed_at": None if held.pop("open") else at,
        **held,
    }
