"""What happened lately in a project, from the rows that say so anyway."""

from typing import Any

from sqlalchemy.orm import Session

from tripl.features.overview.repository import activity as repository
from tripl.features.overview.schemas import ActivityItem, Severity
from tripl.features.signals.service import sentence
from tripl.kit.principal import ProjectContext
from tripl.models.alerts import AlertDelivery
from tripl.models.audit import AuditEntry
from tripl.models.signals import Anomaly

RUN_WORDS = {
    "pending": "is waiting for a worker",
    "running": "is running",
    "completed": "has run",
    "failed": "failed",
    "cancelled": "was stopped",
}
PAST = {"create": "created", "update": "changed", "delete": "deleted", "bulk_create": "several created"}
NOTHING_NEW = "Nothing new was found"
FOUND = (
    ("events_created", "new event", "new events"),
    ("points_written", "point", "points"),
    ("signals_added", "new signal", "new signals"),
)
"""Figures of a run's report that say what it brought."""


def recent(session: Session, project: ProjectContext, limit: int) -> list[ActivityItem]:
    """Runs, findings, messages and changes of main's plan, newest first; four statements, whatever there is."""
    items = [
        *(_run(project, row) for row in repository.runs(session, project.id, limit)),
        *(_finding(project, *row) for row in repository.findings(session, project.id, limit)),
        *(_message(project, row) for row in repository.messages(session, project.id, limit)),
        *(_change(project, *row) for row in repository.plan_changes(session, project.id, limit)),
    ]
    return sorted(items, key=lambda item: item.at, reverse=True)[:limit]


def _run(project: ProjectContext, row: Any) -> ActivityItem:
    failed = row.status == "failed"
    detail = row.error_message if failed else _brought(row.status, row.result_summary or {})
    return ActivityItem(
        id=row.id,
        type="scan",
        severity="error" if failed else "info",
        title=f"{row.name} {RUN_WORDS.get(row.status, row.status)}",
        detail=detail,
        actor=None,
        at=row.at,
        path=f"/p/{project.slug}/scans/{row.scan_config_id}/jobs/{row.id}",
    )


def _brought(status: str, report: dict[str, Any]) -> str | None:
    if status != "completed":
        return None
    figures = [(report.get(name), one, many) for name, one, many in FOUND]
    said = [f"{n:,} {one if n == 1 else many}" for n, one, many in figures if isinstance(n, int) and n > 0]
    return ", ".join(said) or NOTHING_NEW


def _finding(
    project: ProjectContext, row: Anomaly, name: str | None, interval: str | None, scan_name: str
) -> ActivityItem:
    total = row.scope_type == "project_total"
    scope = f"All events of {scan_name}" if total else name
    return ActivityItem(
        id=row.id,
        type="anomaly",
        severity="warning" if row.closed_at is None else "info",
        title=f"{scope or 'A deleted event'}: {'drop' if row.direction == 'drop' else 'spike'}",
        detail=sentence(row.scope_type, row.bucket, interval, row.actual_count, row.expected_count),
        actor=None,
        at=row.detected_at,
        path=None if scope is None else _monitoring(project, row),
    )


def _monitoring(project: ProjectContext, row: Anomaly) -> str:
    return f"/p/{project.slug}/monitoring/{row.scope_type}/{row.scope_ref}?scan={row.scan_config_id}"


def _message(project: ProjectContext, row: AlertDelivery) -> ActivityItem:
    words: dict[str, tuple[str, Severity]] = {
        "sent": ("was told", "info"),
        "failed": ("could not be told", "error"),
        "pending": ("is being told", "info"),
    }
    said, severity = words.get(row.status, (row.status, "info"))
    said = f"{said} (simulated)" if row.is_simulated else said
    scopes = f"{row.matched_count:,} {'signal' if row.matched_count == 1 else 'signals'} by rule {row.rule_name}"
    return ActivityItem(
        id=row.id,
        type="alert",
        severity=severity,
        title=f"{row.destination_name} {said}",
        detail=row.error_message if row.status == "failed" and row.error_message else scopes,
        actor=None,
        at=row.sent_at or row.created_at,
        path=f"/p/{project.slug}/alerting?section=audit&delivery={row.id}",
    )


def _change(project: ProjectContext, row: AuditEntry, there: bool) -> ActivityItem:
    pages = {
        "event": f"/p/{project.slug}/monitoring/event/{row.target_id}",
        "event_type": f"/p/{project.slug}/event-types/{row.target_id}",
    }
    noun, _, verb = row.action.partition(".")
    return ActivityItem(
        id=row.id,
        type="event",
        severity="info",
        title=f"{row.target_name}: {noun.replace('_', ' ')} {PAST.get(verb, verb.replace('_', ' '))}",
        detail=None,
        actor=row.user_email or None,
        at=row.created_at,
        path=pages[row.target_type] if there else None,
    )
