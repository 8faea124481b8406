"""Closing what a newly planned window explains."""

import uuid

from sqlalchemy.orm import Session

from tripl.db.locks import lock_scan_series
from tripl.features.annotations import service as annotations
from tripl.features.signals.repository import clearing, findings
from tripl.features.signals.service.detecting import about
from tripl.kit.clock import INTERVALS, utcnow


def close_expected(session: Session, project_id: uuid.UUID) -> None:
    """Close the open findings that lie in expected windows from their first to their last bucket.

    Waits for passes under way: they read their windows before and would write the findings after.
    """
    for scan_config_id in clearing.scans(session, project_id):
        lock_scan_series(session, scan_config_id)
    expected = annotations.expected(session, project_id)
    planned = [
        row.id
        for row, interval in findings.open_in(session, project_id)
        if expected.covers(about(row), row.bucket, row.last_bucket, INTERVALS[interval or "1h"])
    ]
    findings.close(session, planned, utcnow())
