"""Says in our words what DuckDB reports; paths and engine text stay behind."""

import duckdb

from tripl.warehouses.base import ErrorKind, WarehouseError


def running(error: duckdb.Error, seconds: int, *, cancelled: bool, expired: bool) -> WarehouseError:
    """Why a statement failed."""
    if isinstance(error, duckdb.InterruptException) and expired:
        return WarehouseError(
            f"The warehouse did not answer within {seconds} seconds. "
            "Read less (a shorter window, fewer columns) or raise the timeout of the data source.",
            kind="timeout",
        )
    if isinstance(error, duckdb.InterruptException) and cancelled:
        return WarehouseError("The query was stopped on request.", kind="cancelled")
    for classes, kind, message in _BY_CLASS:
        if isinstance(error, classes):
            return WarehouseError(message, kind=kind)
    if isinstance(error, duckdb.BinderException) and "not found" in str(error):
        return WarehouseError(
            "A column that the query names does not exist. Compare the names with the table's columns.",
            kind="missing_column",
        )
    if isinstance(error, duckdb.ProgrammingError | duckdb.NotSupportedError):
        return WarehouseError(
            "The warehouse does not accept this query. Run it there by hand to see where it objects.",
            kind="refused_sql",
        )
    return WarehouseError("The warehouse could not run the query. The worker's log holds the reason.", kind="other")


_BY_CLASS: tuple[tuple[tuple[type[duckdb.Error], ...], ErrorKind, str], ...] = (
    (
        (duckdb.PermissionException,),
        "refused_sql",
        "The query reaches for something outside the source's folder. Select from the source's own tables.",
    ),
    (
        (duckdb.OutOfMemoryException,),
        "unsupported",
        "The query needs more memory than the source may use. Read a shorter window or fewer columns.",
    ),
    (
        (duckdb.CatalogException,),
        "refused_sql",
        "A table or function that the query names does not exist. Compare the names with the source's tables.",
    ),
    (
        (duckdb.ConversionException, duckdb.OutOfRangeException, duckdb.DataError),
        "refused_sql",
        "A value cannot be computed or cast as the query asks. Filter such rows out in the query.",
    ),
    (
        (duckdb.IOException,),
        "unreachable",
        "A file of the source cannot be read. Check that it is complete and still in its folder.",
    ),
)
