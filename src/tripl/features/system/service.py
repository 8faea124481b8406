"""Which parts do their work: the supervisor knows which fall, the database who was heard of and what got stuck."""

import json
import logging
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from tripl.features.alerts import service as alerts
from tripl.features.scans import service as scans
from tripl.features.system import repository
from tripl.features.system.schemas import (
    PartOut,
    PartsPolicy,
    SchemaRevision,
    StuckDelivery,
    StuckRun,
    SystemOut,
    SystemPolicy,
    WorkerOut,
)
from tripl.migrations.shipped import shipped_heads

log = logging.getLogger(__name__)
WORKER_SILENT = timedelta(seconds=60)
SCHEDULER_SILENT = timedelta(seconds=150)
"""It is heard of through a task every 30 seconds, which may wait behind others."""
WAITED = timedelta(minutes=5)
"""A run that no worker began, and a message that nobody sent, for so long."""
TICK = "system.heartbeat"
NAMES = {"worker": "worker", "beat": "scheduler", "postgres": "database", "valkey": "broker", "app": "page"}


def troubled(session: Session, policy: PartsPolicy, now: datetime) -> list[PartOut]:
    """The parts that fall again and again, then those that keep silent; empty when all is well."""
    failing = [_failing(each) for each in _reported(policy.report)]
    if any(each.part == "worker" for each in failing):
        return failing  # of the scheduler nothing can be heard meanwhile
    worker, scheduler = (max(at or policy.since, policy.since) for at in repository.last_heard(session, TICK))
    if now - worker > WORKER_SILENT:
        return [*failing, PartOut(part="worker", state="silent", since=worker)]
    if now - scheduler > SCHEDULER_SILENT and not any(each.part == "scheduler" for each in failing):
        return [*failing, PartOut(part="scheduler", state="silent", since=scheduler)]
    return failing


def overview(session: Session, parts: PartsPolicy, policy: SystemPolicy, now: datetime) -> SystemOut:
    """The whole panel. That it comes says that the database answers."""
    workers = [
        WorkerOut(name=each.name, slots=each.slots, at=each.at, alive=now - each.at <= WORKER_SILENT)
        for each in repository.workers(session)
    ]
    stale = [each.job_id for each in (*scans.stale_leases(session), *scans.stuck_leases(session))]
    runs = repository.runs(session, {*stale, *scans.stranded(session, WAITED)})
    return SystemOut(
        version=policy.version,
        now=now,
        database="reachable",
        broker="reachable" if policy.broker() else "unreachable",
        cache="unset" if policy.cache is None else "reachable" if policy.cache() else "unreachable",
        database_schema=_schema(repository.revision(session), shipped_head()),
        workers=workers,
        beat_at=repository.last_heard(session, TICK)[1],
        troubled=troubled(session, parts, now),
        stuck_runs=[StuckRun.model_validate(row) for row in runs],
        stuck_deliveries=[StuckDelivery.model_validate(row) for row in alerts.overdue(session, now - WAITED)],
    )


@cache
def shipped_head() -> str | None:
    """Read once a process; None where the build has no single one."""
    heads = shipped_heads()
    return heads.pop() if len(heads) == 1 else None


def _schema(revision: str | None, shipped: str | None) -> SchemaRevision:
    """Which of two different revisions is newer is not known here, so nothing is said about it."""
    if revision is None:
        return SchemaRevision(state="unknown", revision=None, shipped=shipped)
    if shipped is None:
        return SchemaRevision(state="head_unknown", revision=revision, shipped=None)
    return SchemaRevision(state="current" if revision == shipped else "differs", revision=revision, shipped=shipped)


def _failing(said: dict[str, Any]) -> PartOut:
    return PartOut(
        part=NAMES[said["name"]],
        state="failing",
        since=datetime.fromtimestamp(said["since"], UTC),
        reason=said["reason"] or None,
        log=said["log"],
    )


def _reported(report: Path | None) -> list[dict[str, Any]]:
    """What the supervisor wrote; it replaces the file whole, and is away while there is none."""
    if report is None:
        return []
    try:
        found: list[dict[str, Any]] = json.loads(report.read_text())
    except FileNotFoundError:
        return []
    except (OSError, ValueError):
        log.warning("the supervisor's report %s cannot be read", report, exc_info=True)
        return []
    return found
