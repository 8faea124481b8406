"""Writes down how a step begins and ends, also when tripl's own database is away for a moment."""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from tripl.db.outages import is_disk_full, is_outage
from tripl.features.collection.schemas import Work

log = logging.getLogger(__name__)
T = TypeVar("T")


def settle(work: Work, write: Callable[[Session], T]) -> T:
    """Run `write` in a transaction of its own, again while the database is away or full. It must be repeatable.

    When the pauses are over the lease runs out, and the sweeper hands the run on.
    """
    for pause in work.pauses:
        try:
            with work.transaction() as session:
                done = write(session)
        except Exception as error:
            if work.stopping() or not (is_outage(error) or is_disk_full(error)):
                raise
            log.warning("a step cannot be written down, next try in %s s: %s", pause, error)
            time.sleep(pause)
        else:
            return done
    with work.transaction() as session:
        return write(session)
