"""Says in our words what psycopg reports; nothing of the driver's text leaves."""

import psycopg
from psycopg import errors

from tripl.warehouses.base import ErrorKind, WarehouseError

# libpq reports a failed connection as text only; these marks are matched, never shown.
_TLS = ("ssl", "certificate", "tls")
_REJECTED = (
    "authentication failed",
    "no password supplied",
    "pg_hba.conf",
    "does not exist",
    "not permitted to log in",
)


def connecting(error: psycopg.Error, seconds: int) -> WarehouseError:
    """Why no session came about."""
    text = str(error).lower()
    if isinstance(error, errors.ConnectionTimeout) or "timeout expired" in text:
        return timed_out(seconds)
    if any(mark in text for mark in _REJECTED):
        return _said("authentication", "The server rejected the user, the password or the database name. Check them.")
    if any(mark in text for mark in _TLS):
        return _said(
            "tls",
            "An encrypted connection could not be made. Check the SSL mode, and the certificates if you use them.",
        )
    if "too many clients" in text or "too many connections" in text or "starting up" in text:
        return _said("unreachable", "The server takes no more connections at the moment. Try again later.")
    return unreachable()


def running(error: psycopg.Error, seconds: int, *, cancelled: bool) -> WarehouseError:
    """Why a statement failed."""
    if isinstance(error, errors.QueryCanceled):
        return _said("cancelled", "The query was stopped on request.") if cancelled else timed_out(seconds)
    for classes, kind, message in _BY_CLASS:
        if isinstance(error, classes):
            return _said(kind, message)
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return _said(
            "unreachable",
            "The warehouse broke the connection off before it answered. Run it again; "
            "if that repeats, the warehouse's own log says why.",
        )
    return _said("other", "The warehouse could not run the query. The worker's log holds the reason.")


def timed_out(seconds: int) -> WarehouseError:
    return _said(
        "timeout",
        f"The warehouse did not answer within {seconds} seconds. "
        "Read less (a shorter window, fewer columns) or raise the timeout of the data source.",
    )


def unreachable() -> WarehouseError:
    return _said(
        "unreachable",
        "The warehouse cannot be reached. Check the host, the port and whether a firewall stands between.",
    )


_BY_CLASS: tuple[tuple[tuple[type[psycopg.Error], ...], ErrorKind, str], ...] = (
    (
        (errors.UndefinedColumn,),
        "missing_column",
        "A column that the query names does not exist. Compare the names with the table's columns.",
    ),
    (
        (errors.UndefinedTable, errors.InvalidSchemaName),
        "refused_sql",
        "A table that the query names does not exist, or not for this user. Check the name and its schema.",
    ),
    (
        (errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction),
        "refused_sql",
        "The warehouse user has no right to run this query. It needs CONNECT, USAGE on the schema and SELECT.",
    ),
    (
        (errors.AmbiguousColumn, errors.DuplicateColumn),
        "refused_sql",
        "Two columns of the query bear the same name. Give each its own with AS.",
    ),
    (
        (errors.UndefinedFunction,),
        "refused_sql",
        "A function or operator of the query does not exist for these types. Cast the values or choose another.",
    ),
    (
        (psycopg.DataError,),
        "refused_sql",
        "A value cannot be computed or cast as the query asks. Filter such rows out in the query.",
    ),
    (
        (psycopg.ProgrammingError, psycopg.NotSupportedError),
        "refused_sql",
        "The warehouse does not accept this query. Run it there by hand to see where it objects.",
    ),
)


def _said(kind: ErrorKind, message: str) -> WarehouseError:
    return WarehouseError(message, kind=kind)
