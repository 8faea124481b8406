"""Scans and their runs."""

from typing import Any

from sqlalchemy.orm import Session

from tests.factories.accounts import word
from tripl.kit.principal import ProjectContext
from tripl.models.scans import ScanConfig, ScanJob
from tripl.models.sources import DataSource

QUERY = "SELECT event_time, section, platform, kind, visitor, email FROM visits"


def make_scan_of(session: Session, project: ProjectContext, source: DataSource, **over: Any) -> ScanConfig:
    """Hourly, event types from the column `kind`, names from `section`."""
    values = {
        "name": f"scan {word()}",
        "base_query": QUERY,
        "event_type_column": "kind",
        "event_name_format": "{section}",
        "time_column": "event_time",
        "interval": "1h",
        **over,
    }
    scan = ScanConfig(project_id=project.id, data_source_id=source.id, **values)
    session.add(scan)
    session.flush()
    return scan


def make_job(session: Session, scan: ScanConfig, **over: Any) -> ScanJob:
    values = {"mode": "catalog", "trigger": "manual", "status": "completed", **over}
    job = ScanJob(project_id=scan.project_id, scan_config_id=scan.id, **values)
    session.add(job)
    session.flush()
    return job
