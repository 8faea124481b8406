"""Celery entry points of collection, and what a worker says of itself."""

import threading
import uuid
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from celery.signals import worker_ready

from tripl.db.clock import shared_now
from tripl.edge.ending import ending
from tripl.edge.tasks import task
from tripl.edge.wiring import Wiring
from tripl.features.collection import service
from tripl.features.collection.schemas import Work
from tripl.features.scans.hooks import ScanHooks
from tripl.features.scans.schemas import ScanPolicy
from tripl.features.sources.schemas import SourcePolicy
from tripl.kit.processes import signature

BEAT_SECONDS = 20.0


def work(wiring: Wiring) -> Work:
    return Work(
        transaction=wiring.transaction,
        sources=wiring.policy(SourcePolicy),
        scans=wiring.policy(ScanPolicy),
        hooks=wiring.policy(ScanHooks),
        holder=signature(),
        stopping=ending,
        out_of_time=(SoftTimeLimitExceeded,),
    )


@task("collection.run")
def run(wiring: Wiring, job_id: str) -> None:
    """Begin a run."""
    service.advance(work(wiring), uuid.UUID(job_id))


@task("collection.chunk")
def chunk(wiring: Wiring, job_id: str) -> None:
    """Go on with a run."""
    service.advance(work(wiring), uuid.UUID(job_id))


@task("collection.check_due")
def check_due(wiring: Wiring) -> None:
    """Start the scans that are due."""
    with wiring.transaction() as session:
        service.check_due(session, shared_now(session))


@task("collection.sweep")
def sweep(wiring: Wiring) -> None:
    """Hand on what dead workers and lost messages left."""
    with wiring.transaction() as session:
        service.sweep(session, shared_now(session))


@task("system.run_due")
def run_due(wiring: Wiring) -> None:
    """Start the daily and weekly jobs that are due."""
    with wiring.transaction() as session:
        service.run_due(session, shared_now(session))


@task("collection.clean_up")
def clean_up(wiring: Wiring) -> None:
    """Drop what has had its time."""
    with wiring.transaction() as session:
        service.clean_up(session, wiring.policy(ScanPolicy), shared_now(session))


@task("collection.send_plan_digest")
def send_plan_digest(wiring: Wiring) -> None:
    """The weekly digest, to whoever was not told."""
    with wiring.transaction() as session:
        service.send_plan_digest(session, shared_now(session))


@task("system.heartbeat")
def heartbeat(wiring: Wiring) -> None:
    """The scheduler lives."""
    with wiring.transaction() as session:
        service.tick(session, shared_now(session))


@worker_ready.connect
def introduce(sender: Any, **_: Any) -> None:
    """Refresh this worker's row from a thread of the parent, however busy the children are."""
    worker = sender.controller
    thread = threading.Thread(target=_say, args=(worker.app.wiring(), worker.hostname, worker.concurrency), daemon=True)
    thread.start()


def _say(wiring: Wiring, name: str, slots: int) -> None:
    pause = threading.Event()
    service.inherit(wiring.transaction)
    while not ending():
        service.introduce(wiring.transaction, name, slots)
        pause.wait(BEAT_SECONDS)
