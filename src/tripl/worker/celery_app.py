"""The Celery application: late acknowledgement, prefetch 1, limits of 55 and 60 minutes."""

import gc
import logging
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any

from celery import Celery
from celery.signals import setup_logging, worker_before_create_process, worker_process_init

from tripl import extensions
from tripl.preflight import BadSettings, assert_production_ready, configure_logging, load_settings
from tripl.settings import Settings
from tripl.worker import observing, stopping
from tripl.worker.schedule import TIMETABLE
from tripl.worker.started import started

if TYPE_CHECKING:
    from tripl.edge.wiring import Wiring

SOFT_LIMIT = 55 * 60
HARD_LIMIT = 60 * 60
VISIBILITY = 2 * HARD_LIMIT
"""Redis brokers hand an unacknowledged message out again after this; it must outlast the hard limit."""

DEPLOY_CHECK = ("celery.apps.worker", "celery.beat")
"""They say "ready" and "Sending due task", which an operator looks for after a deploy at any LOG_LEVEL."""

TASK_MODULES = (
    "tripl.features.accounts.tasks",
    "tripl.features.alerts.tasks",
    "tripl.features.collection.tasks",
    "tripl.features.demo.tasks",
    "tripl.features.files.tasks",
    "tripl.features.scans.tasks",
    "tripl.features.usage.tasks",
)


class TriplCelery(Celery):
    """Celery that hands each task the wiring of its process."""

    def wiring(self) -> "Wiring":
        from tripl.worker import db

        return db.wiring()

    @cached_property
    def Beat(self) -> type:  # noqa: N802 - Celery's name
        """A scheduler without the tasks: it sends names, and their modules are half of its memory."""
        beat: type = super().Beat
        return type("Beat", (beat,), {"init_loader": lambda scheduler: scheduler.app.finalize()})


def make_celery(settings: Settings) -> TriplCelery:
    extended = [module for each in extensions.installed() for module in each.celery_modules]
    app = TriplCelery("tripl", broker=settings.rabbitmq_url, include=(*TASK_MODULES, *extended))
    app.conf.update(
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        task_soft_time_limit=SOFT_LIMIT,
        task_time_limit=HARD_LIMIT,
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        broker_connection_retry_on_startup=True,
        broker_transport_options=transport_options(settings.rabbitmq_url),
        beat_schedule={**TIMETABLE, **extended_timetable()},
        beat_scheduler="tripl.worker.scheduler:Timekeeper",
        beat_max_loop_interval=5,
        timezone="UTC",
        enable_utc=True,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_cancel_long_running_tasks_on_connection_loss=True,
    )
    return app


def extended_timetable() -> dict[str, Any]:
    """Entries of extensions. Raises BadExtension for a name that is taken."""
    found: dict[str, Any] = {}
    for each in extensions.installed():
        for name, entry in each.beat.items():
            if name in TIMETABLE or name in found:
                raise extensions.BadExtension(f"The beat entry “{name}” of “{each.name}” exists already; rename it")
            found[name] = dict(entry)
    return found


def transport_options(broker_url: str) -> dict[str, Any]:
    return {} if broker_url.startswith("amqp") else {"visibility_timeout": VISIBILITY}


def read_settings() -> Settings:
    """Celery would bury an error of this import in a traceback; ending says it in a line."""
    try:
        return load_settings()
    except BadSettings as error:
        sys.exit(str(error))


app = make_celery(read_settings())


@setup_logging.connect
def start(**_: object) -> None:
    """The first thing that a worker or a scheduler does, and nobody who only imports the application."""
    settings = started()
    configure_logging(settings)
    for name in DEPLOY_CHECK:
        logging.getLogger(name).setLevel(min(logging.INFO, logging.getLogger().level))
    try:
        assert_production_ready(settings)
    except RuntimeError as error:
        sys.exit(str(error))


@worker_before_create_process.connect
def share_with_children(**_: object) -> None:
    """Loaded before the fork is loaded once; what the collector no longer visits stays shared."""
    app.wiring()
    observing.count()
    gc.collect()
    gc.freeze()


@worker_process_init.connect
def forget_parent_connections(**_: object) -> None:
    from tripl.worker import db

    db.dispose()
    observing.trace()
    stopping.watch()
