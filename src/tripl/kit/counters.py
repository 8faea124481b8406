"""What happened, counted under fixed names. Nobody listens unless an entry point does, and counting is then nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True, slots=True)
class Counter:
    """A number that only grows; `known` are the values of its labels that are shown before anything happened."""

    name: str
    about: str
    labels: tuple[str, ...] = ()
    known: tuple[tuple[str, ...], ...] = ((),)

    def add(self, *values: str, by: int = 1) -> None:
        if len(values) != len(self.labels):
            raise ValueError(f"{self.name} wants {', '.join(self.labels) or 'no labels'}")
        for listener in _listeners:
            listener(self, values, by)


Listener = Callable[[Counter, tuple[str, ...], int], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """From now on, instead of whoever listened before."""
    _listeners[:] = [listener]


def silence() -> None:
    _listeners.clear()


def _each(*values: str) -> tuple[tuple[str, ...], ...]:
    return tuple((value,) for value in values)


TASKS = Counter("tripl_celery_tasks_total", "Tasks that ended", ("task", "status"), known=())
SCAN_RUNS = Counter("tripl_scan_runs_total", "Runs that ended", ("status",), _each("completed", "failed", "cancelled"))
ANOMALIES = Counter(
    "tripl_anomalies_detected_total",
    "Findings that are new",
    ("scope", "direction"),
    tuple(product(("project_total", "event_type", "event"), ("spike", "drop"))),
)
DELIVERIES = Counter(
    "tripl_alert_deliveries_total", "Alert messages that were sent or given up", ("status",), _each("sent", "failed")
)
DRIFTS = Counter(
    "tripl_schema_drifts_detected_total",
    "Differences between plan and data that are new",
    ("drift_type",),
    _each(
        "new_field",
        "missing_field",
        "type_changed",
        "enum_violation",
        "required_null_violation",
        "regex_violation",
        "range_violation",
    ),
)
MISSING_ITEMS = Counter(
    "tripl_alert_delivery_missing_items_total", "Items that an alert message should have named and could not"
)
SETTINGS_READ_FAILURES = Counter(
    "tripl_settings_read_failures_total",
    "Stored settings that could not be read, so that those of the environment held",
    ("section",),
    _each("ai", "email", "runtime"),
)

ALL = (TASKS, SCAN_RUNS, ANOMALIES, DELIVERIES, DRIFTS, MISSING_ITEMS, SETTINGS_READ_FAILURES)
TASK_SECONDS = "tripl_celery_task_seconds"
"""A histogram, which only a worker fills."""
