"""What a worker tells of its tasks: ids for the log, and figures and traces where an operator wants them."""

import time
from collections import deque
from functools import lru_cache
from typing import Any

from celery.signals import task_failure, task_postrun, task_prerun, worker_process_shutdown

from tripl.kit import correlation
from tripl.kit.counters import TASKS
from tripl.observability.figures import Figures
from tripl.observability.traces import Traces, open_traces
from tripl.worker.started import started

_lost: deque[str] = deque(maxlen=100)
"""Ids of tasks whose process was killed: for a hard limit Celery tells the parent twice."""


@lru_cache(maxsize=1)
def figures() -> Figures | None:
    settings = started()
    return Figures(settings.prometheus_multiproc_dir) if settings.prometheus_metrics_enabled else None


@lru_cache(maxsize=1)
def spans() -> Traces | None:
    """Of this process: what sends them does not survive a fork."""
    settings = started()
    return open_traces(settings.otel_exporter_otlp_endpoint, settings.otel_service_name)


def count() -> None:
    """Before the forks: loaded once for all children, and for what only their parent sees."""
    if (told := figures()) is not None:
        told.listen()


def trace() -> None:
    """After the fork."""
    from tripl.worker import db

    spans.cache_clear()
    if (told := spans()) is not None:
        told.watch_tasks()
        told.watch_statements(db.wiring().sessions.kw["bind"])


@worker_process_shutdown.connect
def say_the_last(**_: object) -> None:
    if (told := spans()) is not None:
        told.end()


@task_prerun.connect
def begin(task_id: str, task: Any, **_: object) -> None:
    correlation.begin(correlation.Task(task_id, task.name, task.request.get(correlation.HEADER) or ""))


@task_postrun.connect
def end(task: Any, state: str | None, **_: object) -> None:
    """Every end that the process lives to see comes by here, once."""
    done = correlation.doing()
    correlation.end()
    TASKS.add(task.name, (state or "unknown").lower())
    if done is not None and (told := figures()) is not None:
        told.took(task.name, time.monotonic() - done.began)


@task_failure.connect
def lose(sender: Any, task_id: str, **_: object) -> None:
    """A process that was killed over its task cannot count; its parent hears of it, twice, with no task at hand."""
    if correlation.doing() is None and task_id not in _lost:
        _lost.append(task_id)
        TASKS.add(sender.name, "failure")
