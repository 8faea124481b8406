"""Celery entry points of collection, and what a worker says of itself."""

import mmap
import os
import socket
import threading
import uuid
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from celery.signals import worker_ready, worker_shutting_down

from tripl.edge.tasks import task
from tripl.edge.wiring import Wiring
from tripl.features.collection import service
from tripl.features.collection.schemas import Work
from tripl.features.scans.schemas import ScanPolicy
from tripl.features.sources.schemas import SourcePolicy
from tripl.kit.clock import utcnow

BEAT_SECONDS = 20.0
_ending = mmap.mmap(-1, 1)
"""One byte that a worker shares with its forked children: not zero once it was asked to end."""


def work(wiring: Wiring) -> Work:
    return Work(
        transaction=wiring.transaction,
        sources=wiring.policy(SourcePolicy),
        scans=wiring.policy(ScanPolicy),
        holder=f"{socket.gethostname()}:{os.getpid()}",
        stopping=lambda: _ending[0] != 0,
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
        service.check_due(session, utcnow())


@task("collection.sweep")
def sweep(wiring: Wiring) -> None:
    """Hand on what dead workers and lost messages left."""
    with wiring.transaction() as session:
        service.sweep(session, utcnow())


@task("system.heartbeat")
def heartbeat(wiring: Wiring) -> None:
    """The scheduler lives."""
    with wiring.transaction() as session:
        service.tick(session, utcnow())


@worker_shutting_down.connect
def tell_children(**_: Any) -> None:
    """Sent in the parent; children look at the byte while they work."""
    _ending[0] = 1


@worker_ready.connect
def introduce(sender: Any, **_: Any) -> None:
    """Refresh this worker's row from a thread of the parent, however busy the children are."""
    worker = sender.controller
    thread = threading.Thread(target=_say, args=(worker.app.wiring(), worker.hostname, worker.concurrency), daemon=True)
    thread.start()


def _say(wiring: Wiring, name: str, slots: int) -> None:
    pause = threading.Event()
    while not _ending[0]:
        service.introduce(wiring.transaction, name, slots)
        pause.wait(BEAT_SECONDS)
