"""What the operator decides."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ScanPolicy:
    """Row caps of the instance; a scan may override its own."""

    scan_row_limit: int = 50_000
    metrics_row_limit: int = 100_000
