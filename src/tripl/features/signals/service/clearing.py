"""Throwing findings away, for good."""

from datetime import datetime

from sqlalchemy.orm import Session

from tripl.db.locks import lock_scan_series
from tripl.features.audit import service as audit
from tripl.features.signals.hooks import SignalHooks
from tripl.features.signals.repository import clearing as repository
from tripl.features.signals.schemas import ResetCounts, ResetRequest
from tripl.kit.clock import utcnow
from tripl.kit.errors import Invalid
from tripl.kit.principal import Principal, ProjectContext


def reset_anomalies(
    session: Session, hooks: SignalHooks, principal: Principal, project: ProjectContext, wanted: ResetRequest
) -> ResetCounts:
    """Delete the findings of the period, every one without a period; a dry run only counts them."""
    _check_period(wanted.after, wanted.before)
    if wanted.dry_run:
        return ResetCounts(dry_run=True, anomalies=repository.count(session, project.id, wanted.after, wanted.before))
    for scan_config_id in repository.scans(session, project.id):
        lock_scan_series(session, scan_config_id)
    gone = repository.clear(session, project.id, wanted.after, wanted.before)
    hooks.announce_cleared(session, project.id, wanted.after, wanted.before)
    audit.record(
        session,
        principal,
        action="project.reset",
        target_type="project",
        target_id=project.id,
        target_name=project.name,
        project=project,
        payload={"what": "anomalies", "after": wanted.after, "before": wanted.before, "anomalies": gone},
    )
    return ResetCounts(dry_run=False, anomalies=gone)


def _check_period(after: datetime | None, before: datetime | None) -> None:
    if after is not None and before is not None and after >= before:
        raise Invalid("The period is empty: its end must lie after its start", "after", "before")
    if before is not None and before > utcnow():
        raise Invalid("The period must end in the past; leave its end out to reset up to now", "before")
