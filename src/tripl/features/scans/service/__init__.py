"""The rules of scans."""

from tripl.features.scans.errors import failure_text
from tripl.features.scans.service.jobs import cancel, finish, progress, save_cursor, start
from tripl.features.scans.service.leases import (
    DEAD_AFTER,
    HEARTBEAT_SECONDS,
    check_fence,
    claim,
    heartbeat,
    release,
    stale_leases,
    stranded,
)
from tripl.features.scans.service.schedule import due_scans, next_run, record_collection

__all__ = [
    "DEAD_AFTER",
    "HEARTBEAT_SECONDS",
    "cancel",
    "check_fence",
    "claim",
    "due_scans",
    "failure_text",
    "finish",
    "heartbeat",
    "next_run",
    "progress",
    "record_collection",
    "release",
    "save_cursor",
    "stale_leases",
    "start",
    "stranded",
]
