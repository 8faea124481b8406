"""Celery's scheduler on a clock that may go back: without this, an hour back is an hour without a single task."""

import logging
from datetime import timedelta
from typing import Any

from celery.beat import PersistentScheduler
from celery.utils.time import maybe_make_aware

log = logging.getLogger(__name__)
SLACK = timedelta(seconds=1)


class Timekeeper(PersistentScheduler):
    """An entry that was last sent in the future is due one interval after the step."""

    def tick(self, *arguments: Any, **options: Any) -> float:
        back = False
        for entry in self.schedule.values():
            now = entry.default_now()
            if entry.last_run_at and maybe_make_aware(entry.last_run_at) > now + SLACK:
                entry.last_run_at, back = now, True
        if back:
            log.warning("the clock went back; the timetable goes on from here")
            self._heap = None
        delay: float = super().tick(*arguments, **options)
        return delay
