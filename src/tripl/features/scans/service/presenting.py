"""Rows as the API shows them."""

from typing import Any

from tripl.features.scans.schemas.wire import ProbeJob, ScanDetail, ScanJobOut, ScanOut
from tripl.features.scans.service.schedule import next_run
from tripl.models.scans import ScanConfig, ScanJob, ScanProbe


def scan_out(scan: ScanConfig) -> ScanOut:
    return ScanOut(**_members(scan))


def scan_detail(scan: ScanConfig) -> ScanDetail:
    """With its schedule."""
    return ScanDetail(
        **_members(scan), last_metrics_run_at=scan.last_metrics_run_at, next_metrics_run_at=next_run(scan)
    )


def job_out(job: ScanJob) -> ScanJobOut:
    return ScanJobOut.model_validate(job)


def probe_out(probe: ScanProbe) -> ProbeJob:
    return ProbeJob.model_validate(probe)


_DERIVED = {"monitoring_enabled", "app_version_keep_releases"}


def _members(scan: ScanConfig) -> dict[str, Any]:
    stored = {name: getattr(scan, name) for name in ScanOut.model_fields if name not in _DERIVED}
    return stored | {"monitoring_enabled": scan.interval is not None}
