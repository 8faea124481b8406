"""An instant as a request names it."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator

from tripl.kit.clock import as_utc

FIRST_YEAR, LAST_YEAR = 100, 9900


def _placed(instant: datetime) -> datetime:
    """UTC where no zone is named; far enough from the ends of the calendar to be counted with."""
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise ValueError(f"must lie between the years {FIRST_YEAR} and {LAST_YEAR}")
    return as_utc(instant)


Instant = Annotated[datetime, AfterValidator(_placed)]
