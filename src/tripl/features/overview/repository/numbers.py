"""SQL that counts over whole projects: three statements, however many projects are asked for."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    RowMapping,
    Select,
    String,
    case,
    cast,
    distinct,
    func,
    literal,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from tripl.kit.clock import INTERVALS
from tripl.models import names
from tripl.models.alerts import AlertDelivery, AlertDestination, AlertRule, AlertState
from tripl.models.plan import Event, EventType, PlanBranch, Variable
from tripl.models.scans import ScanConfig, ScanJob
from tripl.models.signals import Anomaly, AnomalySettings

AnyRow = Row[*tuple[Any, ...]]
Count = Select[*tuple[Any, ...]]
Ids = Sequence[uuid.UUID]


def counts(session: Session, projects: Ids, now: datetime) -> Sequence[AnyRow]:
    """(project id, name of the number, number); a number that is 0 has no row."""
    return session.execute(_every_count(projects, now)).all()


def _every_count(projects: Ids, now: datetime) -> CompoundSelect[*tuple[Any, ...]]:
    return union_all(
        _on_main(Event, literal("event_") + Event.status, projects).group_by(Event.status),
        _on_main(EventType, literal("event_type_count"), projects),
        _on_main(Variable, literal("variable_count"), projects),
        _rows(ScanConfig, "scan_count", projects),
        _rows(AlertDestination, "alert_destination_count", projects),
        _rows(AlertRule, "alert_rule_count", projects),
        _failing_scans(projects),
        _failing_destinations(projects),
        _open_signals(projects, now),
        _firing_monitors(projects, now),
        _open_incidents(projects),
    )


def _on_main(table: Any, name: ColumnElement[str], projects: Ids) -> Count:
    return (
        select(table.project_id, name, func.count())
        .join(PlanBranch, PlanBranch.id == table.branch_id)
        .where(table.project_id.in_(projects), PlanBranch.kind == "main")
        .group_by(table.project_id)
    )


def _rows(table: Any, name: str, projects: Ids) -> Count:
    return (
        select(table.project_id, literal(name), func.count())
        .where(table.project_id.in_(projects))
        .group_by(table.project_id)
    )


def _failing_scans(projects: Ids) -> Count:
    """Scans whose newest finished run failed."""
    newest = (
        select(ScanJob.project_id, ScanJob.status)
        .where(ScanJob.project_id.in_(projects), ScanJob.status.in_(("completed", "failed")))
        .ext(distinct_on(ScanJob.scan_config_id))
        .order_by(ScanJob.scan_config_id, ScanJob.number.desc())
        .subquery()
    )
    return (
        select(newest.c.project_id, literal("failing_scan_config_count"), func.count())
        .where(newest.c.status == "failed")
        .group_by(newest.c.project_id)
    )


def _failing_destinations(projects: Ids) -> Count:
    """Destinations whose newest finished delivery failed."""
    newest = (
        select(AlertDelivery.project_id, AlertDelivery.status)
        .where(AlertDelivery.project_id.in_(projects), AlertDelivery.status.in_(("sent", "failed")))
        .ext(distinct_on(AlertDelivery.destination_id))
        .order_by(AlertDelivery.destination_id, AlertDelivery.created_at.desc())
        .subquery()
    )
    return (
        select(newest.c.project_id, literal("failing_alert_destination_count"), func.count())
        .where(newest.c.status == "failed")
        .group_by(newest.c.project_id)
    )


def _recent(bucket: Any, hours: ColumnElement[Any], now: datetime) -> ColumnElement[bool]:
    """Within `hours` or three intervals, on the clock of the scan: a static one has its own."""
    widths = {name: 3 * width.total_seconds() for name, width in INTERVALS.items()}
    seconds = case(widths, value=ScanConfig.interval, else_=0)
    clock = case((ScanConfig.is_static, func.coalesce(ScanConfig.as_of, now)), else_=now)
    reach = func.greatest(func.make_interval(0, 0, 0, 0, hours), func.make_interval(0, 0, 0, 0, 0, 0, seconds))
    recent: ColumnElement[bool] = bucket >= clock - reach
    return recent


def _signals(selected: Select[*tuple[Any, ...]], projects: Ids, now: datetime) -> Select[*tuple[Any, ...]]:
    return (
        selected.join(ScanConfig, ScanConfig.id == Anomaly.scan_config_id)
        .outerjoin(AnomalySettings, AnomalySettings.project_id == Anomaly.project_id)
        .outerjoin(Event, Event.id == Anomaly.event_id)
        .where(
            Anomaly.project_id.in_(projects),
            Anomaly.closed_at.is_(None),
            or_(Anomaly.event_id.is_(None), Event.status != "archived"),
            _recent(Anomaly.last_bucket, func.coalesce(AnomalySettings.recent_signal_window_hours, 24), now),
        )
    )


def _open_signals(projects: Ids, now: datetime) -> Count:
    """Scopes, not findings: the signal of a scope is its newest open one."""
    scope = func.concat(cast(Anomaly.scan_config_id, String), Anomaly.scope_type, Anomaly.scope_ref)
    selected = select(Anomaly.project_id, literal("monitoring_signal_count"), func.count(distinct(scope)))
    return _signals(selected, projects, now).group_by(Anomaly.project_id)


def _firing_monitors(projects: Ids, now: datetime) -> Count:
    return (
        select(AlertState.project_id, literal("firing_monitor_count"), func.count(distinct(AlertState.rule_id)))
        .join(ScanConfig, ScanConfig.id == AlertState.scan_config_id)
        .where(
            AlertState.project_id.in_(projects),
            AlertState.is_open,
            _recent(AlertState.last_anomaly_bucket, literal(24), now),
        )
        .group_by(AlertState.project_id)
    )


def _open_incidents(projects: Ids) -> Count:
    return (
        select(AlertState.project_id, literal("open_incident_count"), func.count(distinct(AlertState.incident_id)))
        .where(AlertState.project_id.in_(projects), AlertState.is_open)
        .group_by(AlertState.project_id)
    )


def latest_jobs(session: Session, projects: Ids) -> Sequence[RowMapping]:
    """The newest run of each project, with the name of its scan."""
    statement = (
        select(
            ScanJob.project_id,
            ScanJob.id,
            ScanJob.scan_config_id,
            ScanConfig.name.label("scan_name"),
            ScanJob.status,
            ScanJob.started_at,
            ScanJob.completed_at,
            ScanJob.result_summary,
            ScanJob.error_message,
            ScanJob.created_at,
        )
        .join(ScanConfig, ScanConfig.id == ScanJob.scan_config_id)
        .where(ScanJob.project_id.in_(projects))
        .ext(distinct_on(ScanJob.project_id))
        .order_by(ScanJob.project_id, ScanJob.number.desc())
    )
    return session.execute(statement).mappings().all()


def latest_signals(session: Session, projects: Ids, now: datetime) -> Sequence[RowMapping]:
    """The newest open signal of each project, named."""
    selected = select(
        Anomaly.project_id,
        Anomaly.scan_config_id,
        ScanConfig.name.label("scan_name"),
        Anomaly.scope_type,
        Anomaly.scope_ref,
        func.coalesce(names.scope(Anomaly.scope_type), ScanConfig.name).label("scope_name"),
        literal("open").label("state"),
        Anomaly.bucket,
        Anomaly.actual_count,
        Anomaly.expected_count,
        Anomaly.score.label("z_score"),
        Anomaly.direction,
    )
    statement = (
        _signals(selected, projects, now)
        .outerjoin(EventType, EventType.id == Anomaly.event_type_id)
        .ext(distinct_on(Anomaly.project_id))
        .order_by(Anomaly.project_id, Anomaly.bucket.desc(), Anomaly.score.desc())
    )
    return session.execute(statement).mappings().all()


TOP_EVENTS = text("""
SELECT e.id AS event_id, e.name, e.event_type_id, sum(p.value) AS total_count, sum(sum(p.value)) OVER () AS everything
FROM events AS e
JOIN plan_branches AS b ON b.id = e.branch_id AND b.kind = 'main'
JOIN metric_series AS s ON s.scope_id = e.id AND s.scope_type = 'event' AND s."column" IS NULL
JOIN scan_configs AS c ON c.id = s.scan_config_id
CROSS JOIN LATERAL (SELECT CASE WHEN c.is_static THEN coalesce(c.as_of, :now) ELSE :now END AS ends) AS clock
CROSS JOIN LATERAL public.metric_points(s.id, clock.ends - make_interval(hours => :hours), clock.ends) AS p
WHERE e.project_id = :project_id
GROUP BY e.id
HAVING sum(p.value) > 0
ORDER BY total_count DESC, e.name
LIMIT :most
""")
NEW_EVENTS = text("""
SELECT day::date AS date, count(e.id) AS new_events
FROM generate_series(CAST(:first AS date), CAST(:last AS date), interval '1 day') AS day
LEFT JOIN (SELECT e.id, e.created_at FROM events AS e
           JOIN plan_branches AS b ON b.id = e.branch_id AND b.kind = 'main'
           WHERE e.project_id = :project_id) AS e
    ON e.created_at >= day AND e.created_at < day + interval '1 day'
GROUP BY day ORDER BY day
""")


def top_events(session: Session, project_id: uuid.UUID, now: datetime, *, hours: int, most: int) -> Sequence[AnyRow]:
    """(event_id, name, event_type_id, total_count, everything), largest first; a static scan has its own now."""
    given = {"project_id": project_id, "now": now, "hours": hours, "most": most}
    return session.execute(TOP_EVENTS, given).all()


def new_events(session: Session, project_id: uuid.UUID, first: date, last: date) -> Sequence[AnyRow]:
    """(date, new_events) for every day, the empty ones too."""
    return session.execute(NEW_EVENTS, {"project_id": project_id, "first": first, "last": last}).all()
