"""Three workers that share a queue: killed, asked to stop, out of time, and after a broker that lost its messages."""

import os
import pathlib
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session
from tests.factories.sources import visits
from tests.fakes.receiver import Answer
from tests.ops.crew import Crew, Worker, open_crew
from tests.ops.processes import HOURS, counted_rows, environment, total, wait_until

from tripl.bootstrap import POOL
from tripl.features.collection.service.recurring import CLEAN_UP
from tripl.features.collection.service.running import OUT_OF_TIME
from tripl.kit.clock import utcnow
from tripl.models.scans import ScanJob, ScanLease
from tripl.models.system import PeriodicJob

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc"),
]
SLOTS = {"first": 2, "second": 1, "third": 1}
STOP = 8.0
NOTICED = 90.0
IMPORT = """
import sys
from tripl.worker.celery_app import app
app.loader.import_default_modules()
app.finalize()
print(len(app.tasks), flush=True)
sys.stdin.read()
"""
BACKENDS = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'tripl' AND application_name LIKE 'tripl-worker%'"
WAITING = """
SELECT DISTINCT client_port FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'tripl-worker'
"""


@pytest.fixture(scope="module")
def unmanned() -> Iterator[Crew]:
    with open_crew() as crew:
        yield crew


@pytest.fixture(scope="module")
def lost(unmanned: Crew) -> list[uuid.UUID]:
    """Deliveries whose messages were in a broker that is gone: only their rows are left."""
    long_ago = utcnow() - timedelta(minutes=16)
    made = unmanned.deliveries(2, created_at=long_ago, next_attempt_at=long_ago)
    with unmanned.committed() as session:
        session.add(PeriodicJob(name=CLEAN_UP, last_completed_at=utcnow() - timedelta(days=3)))
    return made


@pytest.fixture(scope="module")
def crew(unmanned: Crew, lost: list[uuid.UUID]) -> Crew:
    unmanned.hire(**SLOTS)
    return unmanned


@contextmanager
def blocked(crew: Crew) -> Iterator[None]:
    """The catalog pass of every run waits here."""
    with crew.engine.connect() as blocker:
        blocker.execute(text("LOCK TABLE events IN ACCESS EXCLUSIVE MODE"))
        yield
        blocker.rollback()


def holder(crew: Crew, job_id: uuid.UUID) -> int:
    """Pid of the child that has the lease."""
    with Session(crew.engine) as session:
        lease = session.get(ScanLease, job_id)
    return int(lease.holder.split("|")[1]) if lease else 0


def parent(crew: Crew, child: int) -> Worker:
    (found,) = [worker for worker in crew.workers.values() if child in worker.children]
    return found


def ended(job: ScanJob) -> bool:
    return job.status in {"completed", "failed"}


def assert_whole(crew: Crew, scan_id: uuid.UUID, job_id: uuid.UUID) -> None:
    job = wait_until(crew.engine, job_id, ended)
    assert job.status == "completed", job.error_message
    assert total(crew.engine, scan_id) == counted_rows(crew.engine, scan_id)


def owners(port: int) -> set[int]:
    """Processes that hold the client's end of a connection from this port."""
    rows = [line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inodes = {f"socket:[{row[9]}]" for row in rows if row[1].endswith(f":{port:04X}") and row[9] != "0"}
    found = set()
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if any(str(each.readlink()) in inodes for each in (process / "fd").iterdir()):
                found.add(int(process.name))
        except OSError:
            continue
    return found


@pytest.mark.spec("O-33")
def test_importing_the_application_opens_no_connection(unmanned):
    command = [sys.executable, "-c", IMPORT]
    with subprocess.Popen(
        command,
        env=environment(**unmanned.settings),
        cwd=unmanned.folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as importer:
        assert importer.stdout is not None
        assert int(importer.stdout.readline()) > 10
        seen = unmanned.value("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'tripl%'")
        importer.communicate()
    assert seen == 0


@pytest.mark.spec("O-42", "O-71", "O-41")
def test_what_was_in_a_lost_broker_is_made_up_for_at_the_next_tick(crew, lost):
    """Messages from their rows, and the daily job from when it was last completed."""
    assert [crew.arrived(each) for each in lost] == [0, 0]
    for _ in range(2):  # two ticks at once send nothing twice
        crew.send("alerts.requeue_stranded")
        crew.send("system.run_due")
    crew.until(lambda: all(crew.delivery(each).status == "sent" for each in lost), "the lost deliveries are sent")
    cleaned = "SELECT last_completed_at > now() - interval '5 minutes' FROM periodic_jobs WHERE name = :name"
    crew.until(lambda: crew.value(cleaned, name=CLEAN_UP), "the missed daily job ran")
    assert [crew.arrived(each) for each in lost] == [1, 1]
    said = "".join(worker.said for worker in crew.workers.values())
    assert said.count("clean_up: ") == 1


@pytest.mark.spec("O-51", "O-36")
def test_a_slow_task_does_not_keep_its_peers_waiting(crew):
    crew.receiver.then(Answer(delay=6))
    slow = crew.deliveries(1)[0]
    crew.send("alerts.deliver", slow)
    crew.until(lambda: crew.arrived(slow), "the slow one began")
    quick = crew.deliveries(9)
    for each in quick:
        crew.send("alerts.deliver", each)
    crew.until(lambda: crew.delivery(slow).status == "sent", "the slow one was sent")
    sent = [crew.delivery(each) for each in quick]
    assert {each.status for each in sent} == {"sent"}
    assert max(each.sent_at for each in sent) < crew.delivery(slow).sent_at
    assert [crew.arrived(each) for each in quick] == [1] * 9
    busy = [name for name, worker in crew.workers.items() if "alerts.deliver" in worker.said]
    assert len(busy) == 3, "a worker got nothing to do"


@pytest.mark.spec("O-33")
def test_children_hold_connections_of_their_own_and_few(crew):
    runs = [crew.run(f"own{number}") for number in range(3)]
    with blocked(crew):
        for _, job_id in runs:
            crew.send("collection.run", job_id)
        crew.until(lambda: crew.value(f"SELECT count(*) FROM ({WAITING})") == 3, "three children wait at once")
        with crew.engine.connect() as watching:
            found = [owners(port) for port in watching.scalars(text(WAITING))]
        holders = {holder(crew, job_id) for _, job_id in runs}
        backends = crew.value(BACKENDS)
    children = set().union(*(worker.children for worker in crew.workers.values()))
    assert all(len(each) == 1 for each in found), "a connection is held by two processes"
    assert set().union(*found) == holders
    assert len(holders) == 3
    assert holders <= children
    most = sum(slots * sum(POOL["worker"]) + 1 for slots in SLOTS.values())
    print(f"three workers with {sum(SLOTS.values())} slots hold {backends} connections, at most {most}")
    assert backends <= most
    for scan_id, job_id in runs:
        assert_whole(crew, scan_id, job_id)


@pytest.mark.spec("O-36")
def test_a_run_that_meets_the_soft_limit_fails_and_one_cut_off_hard_goes_on(crew):
    """The second cannot even write down that it failed: its row is held by somebody else."""
    (short, soft), (long, hard) = crew.run("soft"), crew.run("hard")
    with blocked(crew), crew.engine.connect() as keeper:
        for job_id in (soft, hard):
            crew.send("collection.run", job_id, soft_time_limit=2, time_limit=4)
        crew.until(lambda: holder(crew, hard), "the run is worked on")
        cut = holder(crew, hard)
        keeper.execute(text("SELECT FROM scan_jobs WHERE id = :id FOR UPDATE"), {"id": hard})
        job = wait_until(crew.engine, soft, ended, 30)
        assert (job.status, job.error_message) == ("failed", OUT_OF_TIME)
        assert crew.value("SELECT count(*) FROM scan_leases WHERE job_id = :id", id=soft) == 0
        assert crew.value("SELECT count(*) FROM metric_series WHERE scan_config_id = :id", id=short) == 0
        of_project = "SELECT count(*) FROM events WHERE project_id = (SELECT project_id FROM scan_jobs WHERE id = :id)"
        crew.until(lambda: not pathlib.Path(f"/proc/{cut}").exists(), "the child was ended at its hard limit", 30)
        keeper.rollback()
    begin = time.monotonic()
    assert crew.value(of_project, id=soft) == 0
    crew.send("collection.sweep")
    assert_whole(crew, long, hard)
    seconds = time.monotonic() - begin
    print(f"{seconds:.1f} s after the hard limit the run was whole")
    assert seconds < NOTICED


@pytest.mark.spec("O-36", "O-42")
def test_a_worker_asked_to_stop_gives_its_run_back(crew):
    """It waits for its warehouse in the middle of a chunk; what it had in hand is rolled back."""
    dsn = f"postgresql://tripl:{crew.warehouse['password']}@127.0.0.1:{crew.warehouse['port']}/tripl"
    with psycopg.connect(dsn) as warehouse:
        warehouse.execute("CREATE TABLE stopped (event_time timestamptz, kind text, section text)")
        with warehouse.cursor().copy("COPY stopped FROM STDIN") as copy:
            for row in visits(HOURS):
                copy.write_row((row["event_time"], row["kind"], row["section"]))
        warehouse.commit()
        scan_id, job_id = crew.run("stopped", **crew.warehouse)
        warehouse.execute("LOCK TABLE stopped IN ACCESS EXCLUSIVE MODE")
        crew.send("collection.run", job_id)
        crew.until(lambda: holder(crew, job_id), "the run is worked on")
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'stopped'::regclass"
        crew.until(lambda: crew.value(waiting), "it waits for the warehouse")
        child = holder(crew, job_id)
        worker = parent(crew, child)
        begin = time.monotonic()
        worker.process.send_signal(signal.SIGTERM)
        worker.process.wait(60)
        seconds = time.monotonic() - begin
        assert holder(crew, job_id) != child
        print(f"a worker with a chunk in hand stopped in {seconds:.1f} s")
        assert seconds < STOP
        warehouse.rollback()
    assert_whole(crew, scan_id, job_id)
    crew.hire(**{worker.name: SLOTS[worker.name]})


@pytest.mark.broker
@pytest.mark.spec("O-42", "O-36")
@pytest.mark.parametrize("victim", ["worker", "child"])
def test_rabbitmq_hands_out_again_what_was_killed_in_the_middle(crew, victim):
    """Late acknowledgement, and a lost child's message rejected: without beat or sweeper somebody else goes on.

    Nothing is counted or told twice.
    """
    if not crew.broker.startswith("amqp"):
        pytest.skip("RabbitMQ does not answer on 127.0.0.1:5672, or its virtual hosts are not ours to make")
    scan_id, job_id = crew.run(f"killed_{victim}")
    with blocked(crew):
        crew.send("collection.run", job_id)
        crew.until(lambda: holder(crew, job_id), "the run is worked on")
        child = holder(crew, job_id)
        worker = parent(crew, child)
        (told,) = crew.deliveries(1)
        if victim == "worker":
            worker.kill()
        else:
            os.kill(child, signal.SIGKILL)
        for _ in range(2):
            crew.send("alerts.deliver", told)
    assert_whole(crew, scan_id, job_id)
    crew.until(lambda: crew.delivery(told).status == "sent", "the message was sent")
    if victim == "worker":
        crew.hire(**{worker.name: SLOTS[worker.name]})
    assert crew.arrived(told) == 1
