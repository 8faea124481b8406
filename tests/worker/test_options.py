"""What the Celery application is set to, and the engine of a worker process."""

import pytest
from sqlalchemy import create_engine, text

from tripl.bootstrap import POOL
from tripl.db.engine import make_engine
from tripl.worker.celery_app import TASK_MODULES, app

MOST_CONNECTIONS = 100
RESERVED = 3


@pytest.fixture(scope="module")
def tasks():
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}


@pytest.mark.spec("O-36")
def test_options_of_the_application():
    conf = app.conf
    assert conf.task_acks_late is True
    assert conf.task_reject_on_worker_lost is True
    assert conf.worker_prefetch_multiplier == 1
    assert (conf.task_soft_time_limit, conf.task_time_limit) == (55 * 60, 60 * 60)
    assert conf.broker_connection_retry_on_startup is True


@pytest.mark.spec("O-36", "O-37")
def test_no_task_has_limits_or_retries_of_its_own(tasks):
    assert {module.split(".")[2] for module in TASK_MODULES} <= {name.split(".")[0] for name in tasks}
    for task in tasks.values():
        assert (task.soft_time_limit, task.time_limit, task.max_retries) == (3300, 3600, 0), task.name
        assert task.acks_late is True
        assert task.reject_on_worker_lost in {None, True}


@pytest.mark.spec("O-39", "O-40")
def test_every_entry_names_a_task_and_expires_after_its_interval(tasks):
    timetable = app.conf.beat_schedule
    assert {"check-metrics-due", "requeue-stranded-alert-deliveries"} <= set(timetable)
    for name in ("check-metrics-due", "requeue-stranded-alert-deliveries"):
        assert timetable[name]["schedule"] == 300
    for entry in timetable.values():
        assert entry["task"] in tasks
        assert not isinstance(entry["schedule"], float) or entry["options"]["expires"] == entry["schedule"]


def test_four_apps_and_three_workers_stay_below_the_servers_limit():
    app_processes, workers, slots = 4, 3, 8
    pools = app_processes * sum(POOL["app"]) + workers * (slots * sum(POOL["worker"]) + 1)  # a parent has one thread
    assert pools + app_processes <= MOST_CONNECTIONS - RESERVED  # each app may run a health probe


@pytest.mark.spec("O-34")
def test_a_severed_connection_heals_and_speaks_utc_whatever_the_role_says(postgres_url):
    admin = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    engine = make_engine(postgres_url, size=1, overflow=0, name="tripl-healing")
    with admin.connect() as root:
        root.execute(text("ALTER ROLE CURRENT_USER SET timezone = 'Asia/Kathmandu'"))
        try:
            with engine.connect() as connection:
                first = connection.scalar(text("SELECT pg_backend_pid()"))
                assert connection.scalar(text("SHOW timezone")) == "UTC"
            assert root.scalar(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": first})
            with engine.connect() as connection:
                assert connection.scalar(text("SELECT pg_backend_pid()")) != first
                assert connection.scalar(text("SHOW timezone")) == "UTC"
        finally:
            root.execute(text("ALTER ROLE CURRENT_USER RESET timezone"))
            engine.dispose()
            admin.dispose()
