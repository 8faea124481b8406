"""The whole timetable."""

from typing import Any

TIMETABLE: dict[str, dict[str, Any]] = {
    "system-heartbeat": {"task": "system.heartbeat", "schedule": 30.0, "options": {"expires": 30}},
    "sweep-stale-runs": {"task": "collection.sweep", "schedule": 30.0, "options": {"expires": 30}},
    "sweep-stale-files": {"task": "files.sweep", "schedule": 30.0, "options": {"expires": 30}},
    "check-metrics-due": {"task": "collection.check_due", "schedule": 300.0, "options": {"expires": 300}},
    "requeue-stranded-alert-deliveries": {
        "task": "alerts.requeue_stranded",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "run-due-jobs": {"task": "system.run_due", "schedule": 300.0, "options": {"expires": 300}},
    "requeue-organization-deletions": {
        "task": "accounts.requeue_deletions",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "advance-demos": {"task": "demo.advance", "schedule": 300.0, "options": {"expires": 300}},
}
"""Polling entries expire after one interval: a tick stuck behind long tasks is dropped, the next one covers it.

Daily and weekly jobs are no entries: `run-due-jobs` sends what the database does not know as done.
"""
