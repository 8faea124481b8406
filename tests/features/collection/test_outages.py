"""tripl's own database goes away in the middle of a step, or has no space: the run goes on, or says why not."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from tests.features.collection.test_chain import begun, small_chunks
from tests.features.collection.test_counts import HOUR, START, collected, hits, reference

from tripl.db.session import transaction
from tripl.features.collection import service
from tripl.features.collection.schemas import Work
from tripl.features.collection.service import running
from tripl.models.scans import ScanJob, ScanLease


def unreliable(work: Work, error: psycopg.Error, *, times: int) -> Work:
    """The run is claimed; then the database refuses that many commits that move it, and is well again."""
    moves = 0

    @contextmanager
    def open_() -> Iterator[Session]:
        nonlocal moves
        with work.transaction() as session:
            yield session
            if session.info.get("tripl.after_commit"):
                moves += 1
                if 1 < moves <= 1 + times:
                    raise OperationalError("COMMIT", {}, error)

    return replace(work, transaction=open_, pauses=(0.0,) * 6)


@pytest.mark.spec("O-34")
def test_a_step_that_loses_the_database_is_repeated(committing, shop, work, drain, queue, tmp_path):
    rows = hits(60)
    scan, job = begun(committing, shop, tmp_path, rows)
    drain(most=1)
    small_chunks(committing, job)
    queue.sent.clear()
    service.advance(unreliable(work, psycopg.errors.AdminShutdown(), times=3), job.id)
    with transaction(committing) as session:
        held = session.get_one(ScanJob, job.id)
        assert (held.status, held.error_message) == ("running", None)
        assert session.get(ScanLease, job.id) is None, "nobody waits for a lease to run out"
    assert [str(job.id)] in queue.named("collection.chunk")
    drain()
    with transaction(committing) as session:
        assert session.get_one(ScanJob, job.id).status == "completed"
        assert collected(session, scan) == reference(session, scan, rows, START + 60 * HOUR)


def test_a_full_disk_fails_the_run_in_words_once_that_can_be_written(committing, shop, work, drain, tmp_path):
    _, job = begun(committing, shop, tmp_path, hits(60))
    drain(most=1)
    service.advance(unreliable(work, psycopg.errors.DiskFull(), times=3), job.id)
    with transaction(committing) as session:
        held = session.get_one(ScanJob, job.id)
        assert (held.status, held.error_message) == ("failed", running.NO_SPACE)


def test_a_database_that_dies_of_a_step_again_and_again_ends_the_run(committing, shop, work, drain, tmp_path):
    _, job = begun(committing, shop, tmp_path, hits(60))
    drain(most=1)
    for _ in range(running.MOST_TAKEOVERS + 1):
        service.advance(unreliable(work, psycopg.errors.CrashShutdown(), times=1), job.id)
    with transaction(committing) as session:
        held = session.get_one(ScanJob, job.id)
        assert (held.status, held.error_message) == ("failed", running.GAVE_UP)
