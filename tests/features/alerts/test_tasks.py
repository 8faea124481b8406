"""The tasks as a worker runs them: by name, with ids."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from celery import Celery
from tests.factories.alerts import SNAPSHOT, make_delivery
from tests.features.alerts.conftest import LOCAL

from tripl.db.session import transaction
from tripl.features.alerts import tasks
from tripl.features.alerts.schemas import AlertPolicy
from tripl.kit.clock import utcnow
from tripl.worker.schedule import TIMETABLE


@pytest.fixture
def worker(sessions):
    """A Celery application that runs tasks in this process."""

    class Worker(Celery):
        def wiring(self):
            return SimpleNamespace(transaction=lambda: transaction(sessions), policy={AlertPolicy: LOCAL}.__getitem__)

    worker = Worker("worker", set_as_current=False)
    worker.finalize()
    return worker


def test_the_timetable_names_a_task_that_exists(worker):
    entry = TIMETABLE["requeue-stranded-alert-deliveries"]
    assert worker.tasks[entry["task"]].__module__ == tasks.__name__
    assert entry["schedule"] == 300


def test_a_stranded_delivery_is_chased_and_sent(worker, session, rule, scan, receiver, queue):
    old = utcnow() - timedelta(minutes=20)
    delivery = make_delivery(session, rule, scan, next_attempt_at=old, payload_snapshot=SNAPSHOT)
    session.commit()
    worker.tasks["alerts.requeue_stranded"].apply(throw=True)
    assert queue.named("alerts.deliver") == [[str(delivery.id)]]
    worker.tasks["alerts.deliver"].apply(args=(str(delivery.id),), throw=True)
    session.refresh(delivery)
    assert delivery.status == "sent"
    assert len(receiver.requests) == 1
