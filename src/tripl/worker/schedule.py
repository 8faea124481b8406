"""The whole timetable."""

from typing import Any

from celery.schedules import crontab

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
    "cleanup-schema-drift": {"task": "collection.clean_up", "schedule": crontab(hour="3", minute="0")},
    "send-weekly-plan-digest": {
        "task": "collection.send_plan_digest",
        "schedule": crontab(day_of_week="monday", hour="8", minute="0"),
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

A daily or weekly entry does not expire, and a missed one is not sent again by beat: `run-due-jobs` sends what the
database does not know as done.
"""
