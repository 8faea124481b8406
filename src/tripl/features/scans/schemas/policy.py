"""What the operator decides."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ScanPolicy:
    """Row caps of the instance, which a scan may override, and how long its runs are kept."""

    scan_row_limit: int = 50_000
    metrics_row_limit: int = 100_000
    job_retention_days: int = 90
