"""The rules of scans."""

from tripl.features.scans.errors import failure_text
from tripl.features.scans.service.catalog import identity_of, planner_config, run_catalog
from tripl.features.scans.service.editing import ScansOfSource, refuse_bound_type
from tripl.features.scans.service.jobs import cancel, finish, forget_ended, progress, save_cursor, start
from tripl.features.scans.service.leases import (
    DEAD_AFTER,
    HEARTBEAT_SECONDS,
    UNCLAIMED_AFTER,
    check_fence,
    claim,
    heartbeat,
    release,
    stale_leases,
    stranded,
    stuck_leases,
)
from tripl.features.scans.service.naming import naming
from tripl.features.scans.service.observing import opened
from tripl.features.scans.service.probing import forget_probes
from tripl.features.scans.service.schedule import due_scans, monitored, next_run, record_collection
from tripl.features.scans.service.static import propose_min_expected

__all__ = [
    "DEAD_AFTER",
    "HEARTBEAT_SECONDS",
    "UNCLAIMED_AFTER",
    "ScansOfSource",
    "cancel",
    "check_fence",
    "claim",
    "due_scans",
    "failure_text",
    "finish",
    "forget_ended",
    "forget_probes",
    "heartbeat",
    "identity_of",
    "monitored",
    "naming",
    "next_run",
    "opened",
    "planner_config",
    "progress",
    "propose_min_expected",
    "record_collection",
    "refuse_bound_type",
    "release",
    "run_catalog",
    "save_cursor",
    "stale_leases",
    "start",
    "stranded",
    "stuck_leases",
]
