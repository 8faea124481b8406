"""A worker over RabbitMQ and over a Redis server of the machine; said and skipped where they do not answer."""

import pytest
from tests.ops.brokers import rabbitmq, redis_server
from tests.ops.processes import WORKER, ask_for_a_run, counted_rows, logged, settings, total, wait_until

from tripl.bootstrap import CeleryQueue

pytestmark = pytest.mark.broker

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
