"""What an error of our own database means for the work in hand: it went away, or it has no space."""

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

DISK_FULL = "53100"
GOING_AWAY = ("08", "57P")
"""Classes of SQLSTATE: connection exceptions, and a server that stops, crashed or starts."""


def is_outage(error: BaseException) -> bool:
    """Whether the server was lost; it will be back, and the same work may succeed then."""
    if isinstance(error, NoConnection):
        return True
    found = _driver_error(error)
    if not isinstance(found, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    return found.sqlstate is None or found.sqlstate.startswith(GOING_AWAY)


def is_disk_full(error: BaseException) -> bool:
    found = _driver_error(error)
    return found is not None and found.sqlstate == DISK_FULL


def _driver_error(error: BaseException) -> psycopg.Error | None:
    """COPY runs on the driver's own connection, everything else through SQLAlchemy."""
    found = error.orig if isinstance(error, DBAPIError) else error
    return found if isinstance(found, psycopg.Error) else None
