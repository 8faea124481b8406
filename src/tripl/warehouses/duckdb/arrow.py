"""Fetches a result as Arrow in the shape all warehouses share."""

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

_UTC = pa.timestamp("us", tz="UTC")


def fetch(connection: duckdb.DuckDBPyConnection, statement: str) -> pa.Table:
    """Run a rendered SELECT; duplicate column names are kept."""
    described = connection.execute(f"DESCRIBE SELECT * FROM ({statement})").fetchall()
    names = [row[0] for row in described]
    aliases = ", ".join(f"c{at}" for at in range(len(names)))
    shown = ", ".join(_shown(f"c{at}", row[1]) for at, row in enumerate(described))
    table = connection.sql(f"SELECT {shown} FROM ({statement}) AS shaped({aliases})").to_arrow_table()
    return pa.Table.from_arrays([_cast(column) for column in table.columns], names=names)


def _shown(column: str, native: str) -> str:
    if native.endswith("]") or native.startswith(("STRUCT", "MAP", "UNION")):
        return f"CAST(to_json({column}) AS VARCHAR)"
    if native in _AS_TEXT or native.startswith("ENUM"):
        return f"CAST({column} AS VARCHAR)"
    if native.startswith("DECIMAL") or native in _WIDE:
        return f"CAST({column} AS DOUBLE)"
    return column


_WIDE = frozenset({"HUGEINT", "UHUGEINT", "UBIGINT", "BIGNUM"})
_AS_TEXT = frozenset(
    {"JSON", "UUID", "BLOB", "BIT", "INTERVAL", "TIME", "TIME_NS", "TIME WITH TIME ZONE", "GEOMETRY", "VARIANT"}
)


def _cast(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_timestamp(kind):
        utc = column if kind.tz else pc.assume_timezone(column, "UTC")
        return utc.cast(_UTC, safe=False)
    if pa.types.is_integer(kind):
        return column.cast(pa.int64())
    if pa.types.is_floating(kind):
        return column.cast(pa.float64())
    if pa.types.is_large_string(kind) or pa.types.is_null(kind):
        return column.cast(pa.string())
    return column
