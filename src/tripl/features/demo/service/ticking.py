"""Keeps the demos that people look at fresh: the newest hours, by the same run that scheduled collection is."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tripl.db.locks import try_lock
from tripl.features.demo.schemas import DemoPolicy
from tripl.features.projects import service as projects
from tripl.features.scans import service as scans
from tripl.features.scans.service import editing
from tripl.kit.clock import bucket_start, utcnow
from tripl.kit.errors import Conflict
from tripl.models.projects import Project

PAUSES_AFTER = timedelta(hours=6)
NOTED_EVERY = timedelta(minutes=5)
"""Looking at a demo is not written down more often than that."""


def advance(session: Session, policy: DemoPolicy, now: datetime) -> int:
    """Start the runs of all demos in use whose next hour is complete; how many. Nothing while another sweep runs."""
    if not policy.runtime_enabled or not try_lock(session, "advance-demos"):
        return 0
    return sum(_tick(session, each, now) for each in projects.demos(session) if in_use(each.demo_opened_at, now))


def in_use(opened_at: datetime | None, now: datetime) -> bool:
    return opened_at is not None and now - opened_at <= PAUSES_AFTER


class Visits:
    """Listens to demos being looked at: a paused one catches up at once."""

    def __init__(self, policy: DemoPolicy) -> None:
        self._policy = policy

    def __call__(self, session: Session, project_id: uuid.UUID) -> None:
        now, demo = utcnow(), projects.demo(session, project_id)
        if demo.demo_opened_at is not None and now - demo.demo_opened_at < NOTED_EVERY:
            return
        slept = not in_use(demo.demo_opened_at, now)
        projects.stamp_demo(session, project_id, demo_opened_at=now)
        if slept and self._policy.runtime_enabled:
            _tick(session, demo, now)


def _tick(session: Session, demo: Project, now: datetime) -> bool:
    """One run for each scan that has not reached the last full hour; False when there was nothing to do."""
    edge, started = bucket_start(now, "1h"), False
    for scan in editing.listed(session, demo.id):
        if scan.collected_to is None or scan.collected_to >= edge:
            continue
        try:
            scans.start(session, scan, trigger="schedule", requested_by=None)
        except Conflict:  # one is under way
            continue
        started = True
    if started:
        projects.stamp_demo(session, demo.id, demo_last_tick_at=now)
    return started
