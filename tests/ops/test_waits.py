"""One worker that waits for a lock in its own database, and two whose clocks are wrong."""

import signal
import sys
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from tests.fakes.skew import FAKETIME
from tests.ops.crew import Crew, open_crew
from tests.ops.test_workers import STOP, assert_whole, blocked, holder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")
BLOCKED = """
SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name LIKE 'tripl-worker%'
"""
SWEPT = "SELECT max(last_completed_at) FROM periodic_jobs WHERE name = 'collection.sweep'"


@pytest.fixture
def crew() -> Iterator[Crew]:
    with open_crew() as crew:
        yield crew


@pytest.mark.spec("O-36", "O-42")
def test_a_lock_in_its_own_database_holds_up_neither_a_limit_nor_the_end(crew):
    """The driver waits outside of Python. A statement left behind would keep others waiting at the lock."""
    crew.hire(one=1)
    one = crew.workers["one"]
    crew.until(lambda: crew.value(SWEPT) is not None, "its own first look is over")
    with crew.engine.connect() as blocker:
        blocker.execute(text("LOCK TABLE scan_jobs IN ACCESS EXCLUSIVE MODE"))
        crew.send("collection.sweep", soft_time_limit=1, time_limit=60)
        crew.until(lambda: crew.value(BLOCKED), "it waits for the lock")
        crew.until(lambda: "SoftTimeLimitExceeded" in one.said, "the limit is heard", 20)
        crew.until(lambda: not crew.value(BLOCKED), "nothing is left waiting", 10)
        crew.send("collection.sweep")
        crew.until(lambda: crew.value(BLOCKED), "the next one waits")
        begin = time.monotonic()
        one.process.send_signal(signal.SIGTERM)
        one.process.wait(60)
        seconds = time.monotonic() - begin
        assert crew.value(BLOCKED) == 0
        before = crew.value(SWEPT)
    print(f"a worker that waited for a lock stopped in {seconds:.1f} s")
    assert seconds < STOP
    crew.hire(two=1)
    two = crew.workers["two"]
    crew.until(lambda: "Task collection.sweep" in two.said and crew.value(SWEPT) > before, "another does it")


@pytest.mark.spec("O-42")
@pytest.mark.skipif(FAKETIME is None, reason="libfaketime is not installed, and another clock takes it")
def test_a_worker_whose_clock_is_wrong_takes_no_run_and_loses_none(crew):
    """Ten minutes ahead every lease would look dead; ten minutes behind its own would look so to all others."""
    crew.hire_at(-10, behind=1)
    scan_id, job_id = crew.run("skewed")
    with blocked(crew):
        crew.send("collection.run", job_id)
        crew.until(lambda: holder(crew, job_id), "the one behind works on it")
        held = holder(crew, job_id)
        crew.hire_at(10, ahead=1)
        ahead = crew.workers["ahead"]
        for task, ids in (("collection.sweep", ()), ("collection.chunk", (job_id,))):
            crew.send(task, *ids)
            crew.until(lambda task=task: f"Task {task}" in ahead.said, f"the one ahead met {task}")
        crew.until(lambda: ahead.said.count(" succeeded in ") >= 2, "and is done with it")
        assert holder(crew, job_id) == held
        assert crew.value("SELECT fence FROM scan_jobs WHERE id = :id", id=job_id) == 1
    assert_whole(crew, scan_id, job_id)
