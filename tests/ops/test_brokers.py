"""A worker over RabbitMQ and over a Redis server of the machine; said and skipped where they do not answer."""

import os
import shutil
import signal
import socket
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis
from sqlalchemy import text
from tests.ops.processes import WORKER, ask_for_a_run, counted_rows, logged, settings, start_worker, total, wait_until

from tripl.bootstrap import CeleryQueue

pytestmark = [pytest.mark.broker, pytest.mark.xdist_group("processes")]

ADMIN_FOLDERS = ("/usr/sbin", "/sbin", "/usr/local/sbin")


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def rabbitmq() -> Iterator[str]:
    """A virtual host of its own, so that nobody else's messages are touched."""
    if not answers(5672):
        pytest.skip("RabbitMQ does not answer on 127.0.0.1:5672")
    control = shutil.which("rabbitmqctl", path=os.pathsep.join((os.environ.get("PATH", ""), *ADMIN_FOLDERS)))
    if control is None:
        pytest.skip("RabbitMQ answers, but rabbitmqctl is not here to make a virtual host")
    host = f"tripl-test-{uuid.uuid4().hex[:8]}"
    made = subprocess.run([control, "-q", "add_vhost", host], capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip("RabbitMQ answers, but its virtual hosts are not ours to make")
    subprocess.run([control, "-q", "set_permissions", "-p", host, "guest", ".*", ".*", ".*"], check=True)
    try:
        yield f"amqp://guest:guest@127.0.0.1:5672/{host}"
    finally:
        subprocess.run([control, "-q", "delete_vhost", host], capture_output=True, check=False)


@contextmanager
def redis_server() -> Iterator[str]:
    """An empty database of the server."""
    if not answers(6379):
        pytest.skip("Redis does not answer on 127.0.0.1:6379")
    for number in range(15, 0, -1):
        client = redis.Redis(port=6379, db=number)
        if client.dbsize() == 0:
            break
    else:
        pytest.skip("every database of the Redis server is in use")
    try:
        yield f"redis://127.0.0.1:6379/{number}"
    finally:
        client.flushdb()


BROKERS = {"RabbitMQ": rabbitmq, "Redis": redis_server}


@pytest.mark.parametrize("broker", BROKERS)
def test_a_run_goes_through_the_broker_to_its_end(database, tmp_path, broker):
    files = tmp_path / "files"
    files.mkdir()
    with BROKERS[broker]() as url:
        over = settings(database, url)
        scan_id, job_id = ask_for_a_run(database, CeleryQueue(url), files)
        with logged(tmp_path, " ready.", *WORKER, FILE_SOURCE_DIRS=str(files), **over):
            job = wait_until(database, job_id, lambda each: each.status in {"completed", "failed"})
        assert job.status == "completed", job.error_message
        assert total(database, scan_id) == counted_rows(database, scan_id)


@pytest.mark.spec("O-42")
def test_rabbitmq_hands_out_again_what_a_killed_worker_held(database, tmp_path):
    """Late acknowledgement: the message of the dead worker reaches the next one without beat or sweeper."""
    files = tmp_path / "files"
    files.mkdir()
    with rabbitmq() as url:
        over = settings(database, url)
        scan_id, job_id = ask_for_a_run(database, CeleryQueue(url), files)
        with database.connect() as blocker:
            blocker.execute(text("LOCK TABLE events IN ACCESS EXCLUSIVE MODE"))  # the catalog pass waits here
            worker = start_worker(tmp_path, FILE_SOURCE_DIRS=str(files), **over)
            wait_until(database, job_id, lambda each: each.status == "running")
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
            blocker.rollback()
        with database.begin() as connection:  # its lease is as old as the time-out
            connection.execute(text("UPDATE scan_leases SET heartbeat_at = heartbeat_at - interval '10 minutes'"))
        with logged(tmp_path, " ready.", *WORKER, FILE_SOURCE_DIRS=str(files), **over):
            job = wait_until(database, job_id, lambda each: each.status in {"completed", "failed"})
        assert job.status == "completed", job.error_message
        assert total(database, scan_id) == counted_rows(database, scan_id)
