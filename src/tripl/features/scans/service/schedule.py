"""When a scan is due, and what its collection reached."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from tripl.features.scans.repository import configs, jobs
from tripl.kit.clock import INTERVALS, bucket_start
from tripl.models.scans import ScanConfig


def due_scans(session: Session, now: datetime) -> list[ScanConfig]:
    """Monitoring scans that a complete bucket waits for; static ones only until their own end is reached."""
    return list(jobs.due(session, {code: bucket_start(now, code) for code in INTERVALS}, now))


def monitored(session: Session) -> int:
    """How many scans the timetable looks at."""
    return jobs.monitored(session)


def next_run(scan: ScanConfig) -> datetime | None:
    """When the next bucket will be complete; None for what is never dispatched."""
    if not scan.interval or not scan.time_column or scan.is_static or scan.collected_to is None:
        return None
    due = scan.collected_to + INTERVALS[scan.interval]
    return max(due, scan.retry_after) if scan.retry_after else due


def record_collection(
    session: Session,
    scan_config_id: uuid.UUID,
    *,
    collected_to: datetime | None,
    at: datetime,
    last_event_at: datetime | None = None,
) -> None:
    """Remember how far the contiguous collection reached, None after a replay; nothing moves back."""
    scan = configs.by_id(session, scan_config_id)
    if scan is None:
        return
    if collected_to is not None:
        scan.collected_to = max(scan.collected_to or collected_to, collected_to)
        scan.last_metrics_run_at = scan.last_collection_at = at
    if last_event_at is not None:
        scan.last_event_at = max(scan.last_event_at or last_event_at, last_event_at)
    session.flush()
