"""Rules seen live: what fires, what is only open, what is well."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from tripl.features.alerts.repository import destinations as directory
from tripl.features.alerts.repository import states as repository
from tripl.features.alerts.schemas import (
    FiringScope,
    Monitor,
    MonitorDetail,
    MonitorsSummary,
    MonitorStatus,
    ScopeReadiness,
)
from tripl.features.alerts.service.reading import is_muted
from tripl.kit.clock import INTERVALS, utcnow
from tripl.kit.errors import NotFound
from tripl.kit.principal import ProjectContext
from tripl.models.alerts import AlertDestination, AlertRule, AlertState
from tripl.models.scans import ScanConfig

HORIZON = timedelta(hours=24)
READINESS = ScopeReadiness(variable_value_drift=False, distribution_drift=False)
"""No scan watches values or distributions in this version."""
COPIED = (
    *("notify_on_spike", "notify_on_drop", "min_percent_delta", "min_expected_count", "cooldown_minutes"),
    "muted_until",
)
SWITCHES = (
    *("include_project_total", "include_event_types", "include_events", "include_schema_drifts"),
    *("include_variable_value_drifts", "include_distribution_drifts", "include_metrics"),
    "include_release_regressions",
)
Open = tuple[AlertState, ScanConfig]


def is_firing(state: AlertState, scan: ScanConfig, now: datetime) -> bool:
    """Open, and its newest bucket lies within a day, or within three intervals where those are longer."""
    clock = scan.as_of if scan.is_static and scan.as_of else now
    horizon = max(HORIZON, 3 * INTERVALS[scan.interval]) if scan.interval else HORIZON
    return state.is_open and clock - state.last_anomaly_bucket <= horizon


def summary(session: Session, project: ProjectContext) -> MonitorsSummary:
    monitors = [Monitor(**row) for row in _rows(session, project.id)]
    counts = {status: sum(m.status == status for m in monitors) for status in ("firing", "warning", "healthy")}
    return MonitorsSummary(
        monitors=monitors,
        firing_count=counts["firing"],
        warning_count=counts["warning"],
        healthy_count=counts["healthy"],
        total=len(monitors),
        scope_readiness=READINESS,
    )


def require(session: Session, project: ProjectContext, rule_id: uuid.UUID) -> AlertRule:
    found = directory.rule(session, project.id, rule_id)
    if found is None:
        raise NotFound("Alert rule not found")
    return found


def detail(session: Session, project: ProjectContext, rule: AlertRule) -> MonitorDetail:
    open_ones = [(s, scan) for s, scan in repository.open_in(session, [project.id]) if s.rule_id == rule.id]
    row = next(row for row in _rows(session, project.id) if row["rule_id"] == rule.id)
    destination = directory.destination(session, project.id, rule.destination_id)
    health = directory.health(session, project.id).get(rule.id, directory.Health())
    names = directory.names(session, _ids(rule, open_ones))
    return MonitorDetail(
        **row,
        **{switch: getattr(rule, switch) for switch in SWITCHES},
        rule_enabled=rule.enabled,
        destination_enabled=destination is not None and destination.enabled,
        scan_config_id=rule.scan_config_id,
        scan_name=names.get(str(rule.scan_config_id)),
        total_deliveries=health.deliveries,
        last_delivery_at=health.last_at,
        last_delivery_status=health.last_status,
        scope_readiness=READINESS,
        firing_scopes=[_scope(s, names) for s, scan in open_ones if is_firing(s, scan, utcnow())],
    )


def _ids(rule: AlertRule, open_ones: Sequence[Open]) -> set[uuid.UUID]:
    scopes = {uuid.UUID(s.scope_ref) for s, _ in open_ones if s.scope_type in {"event", "event_type"}}
    return scopes | ({rule.scan_config_id} if rule.scan_config_id else set())


def _scope(state: AlertState, names: dict[str, str]) -> FiringScope:
    return FiringScope(
        scan_config_id=state.scan_config_id,
        scope_type=state.scope_type,
        scope_ref=state.scope_ref,
        scope_name=names.get(state.scope_ref),
        event_id=uuid.UUID(state.scope_ref) if state.scope_type == "event" else None,
        direction=state.direction,
        last_anomaly_bucket=state.last_anomaly_bucket,
        last_notified_at=state.last_delivered_at,
    )


def _rows(session: Session, project_id: uuid.UUID) -> list[dict[str, Any]]:
    """Members of every monitor of a project, in five queries."""
    now = utcnow()
    destinations = {row.id: row for row in directory.destinations(session, project_id)}
    newest = repository.newest_by_rule(session, project_id)
    open_ones: dict[uuid.UUID, list[Open]] = defaultdict(list)
    for state, scan in repository.open_in(session, [project_id]):
        open_ones[state.rule_id].append((state, scan))
    answer = []
    for rule in directory.rules(session, project_id):
        mine = open_ones[rule.id]
        firing = sum(is_firing(s, scan, now) for s, scan in mine)
        bucket, told = newest.get(rule.id, (None, None))
        answer.append(
            {
                **_identity(rule, destinations[rule.destination_id]),
                **{name: getattr(rule, name) for name in COPIED},
                "status": _status(len(mine), firing),
                "active_scope_count": len(mine),
                "firing_scope_count": firing,
                "last_anomaly_at": bucket,
                "last_notified_at": told,
                "muted": is_muted(rule),
            }
        )
    return answer


def _identity(rule: AlertRule, destination: AlertDestination) -> dict[str, Any]:
    return {
        "rule_id": rule.id,
        "rule_name": rule.name,
        "destination_id": destination.id,
        "destination_name": destination.name,
        "destination_type": destination.type,
        "enabled": rule.enabled and destination.enabled,
    }


def _status(active: int, firing: int) -> MonitorStatus:
    if firing:
        return "firing"
    return "warning" if active else "healthy"
