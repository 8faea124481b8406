"""Shapes of scans."""

from tripl.features.scans.schemas.jobs import LIVE, JobStatus, Lease, StaleLease
from tripl.features.scans.schemas.policy import ScanPolicy

__all__ = ["LIVE", "JobStatus", "Lease", "ScanPolicy", "StaleLease"]
