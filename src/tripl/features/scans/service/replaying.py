"""Asking for a period to be collected again."""

from datetime import datetime

from sqlalchemy.orm import Session

from tripl.db.clock import shared_now
from tripl.features.scans.schemas.wire import MetricsReplay
from tripl.features.scans.service import jobs
from tripl.features.scans.service.recording import record
from tripl.kit.clock import INTERVALS, bucket_start
from tripl.kit.errors import Impossible
from tripl.kit.principal import Principal, ProjectContext
from tripl.models.scans import ScanConfig, ScanJob

NOT_MONITORED = "This scan counts nothing. Give it a time column and an interval, then a period can be collected again."
NOTHING_YET = "This scan has not collected anything yet. Run it once; that collects the history it finds."
NO_PERIOD = "The period ends before it begins, or where it begins: time_to must be later than time_from"


def replay(
    session: Session, principal: Principal, project: ProjectContext, scan: ScanConfig, wanted: MetricsReplay
) -> ScanJob:
    """Queue a run over whole intervals of the past; Impossible names what is wrong with the period."""
    if not (scan.interval and scan.time_column):
        raise Impossible(NOT_MONITORED)
    if wanted.time_from >= wanted.time_to:
        raise Impossible(NO_PERIOD)
    latest = latest_end(scan, scan.interval, shared_now(session))
    if wanted.time_to > latest:
        text = "lies behind the end of the data" if scan.is_static else "lies in an interval that is still filling"
        raise Impossible(f"time_to {text}: the latest end that can be collected is {latest:%Y-%m-%dT%H:%M:%SZ}")
    start, end = bucket_start(wanted.time_from, scan.interval), bucket_start(wanted.time_to, scan.interval)
    if end < wanted.time_to:
        end += INTERVALS[scan.interval]
    job = jobs.start_replay(session, scan, (start, end), requested_by=principal.user_id)
    period = {"time_from": start.isoformat(), "time_to": end.isoformat()}
    record(session, principal, project, "scan_config.replay", scan, job_id=job.id, **period)
    return job


def latest_end(scan: ScanConfig, interval: str, now: datetime) -> datetime:
    """Where the newest interval ends of which everything is there."""
    if not scan.is_static:
        return bucket_start(now, interval)
    if scan.as_of is None:
        raise Impossible(NOTHING_YET)
    return scan.as_of
