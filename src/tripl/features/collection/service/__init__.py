"""The rules of collection."""

from tripl.features.collection.service.housekeeping import check_due, inherit, introduce, sweep, tick
from tripl.features.collection.service.recurring import clean_up, completed, run_due, send_plan_digest
from tripl.features.collection.service.running import advance

__all__ = [
    "advance",
    "check_due",
    "clean_up",
    "completed",
    "inherit",
    "introduce",
    "run_due",
    "send_plan_digest",
    "sweep",
    "tick",
]
