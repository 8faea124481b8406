"""Makes a view of each file, named after it, with types that hold for the whole file."""

from typing import Any

import duckdb
from sqlglot import exp

from tripl.warehouses.base import WarehouseError
from tripl.warehouses.duckdb.files import File
from tripl.warehouses.sql.query import render

_KEPT = 512
# A CSV is read to its end to settle the types (a sample would turn a late text into a failed query), once a
# process and state of the file: (path, size, modified) → options of the reader.
_settled: dict[tuple[str, int, int], list[exp.Expr]] = {}


def create(connection: duckdb.DuckDBPyConnection, file: File) -> None:
    """Create the view; WarehouseError(unreachable) names an empty, damaged or unreadable file."""
    if file.path.stat().st_size == 0:
        raise _unreadable(file, "is empty")
    try:
        options = _options(connection, file) if file.reader == "read_csv" else []
        reader = exp.Anonymous(this=file.reader, expressions=[exp.Literal.string(str(file.path)), *options])
        view = exp.Create(
            kind="VIEW",
            this=exp.table_(exp.to_identifier(file.table, quoted=True)),
            expression=exp.select("*").from_(exp.Table(this=reader)),
        )
        connection.execute(render(view, "duckdb"))
    except duckdb.InterruptException:
        raise
    except duckdb.Error as error:
        raise _unreadable(file, "cannot be read; it is damaged, not UTF-8 or not what its ending says") from error


def _options(connection: duckdb.DuckDBPyConnection, file: File) -> list[exp.Expr]:
    state = file.path.stat()
    key = (str(file.path), state.st_size, state.st_mtime_ns)
    if key not in _settled:
        if len(_settled) >= _KEPT:
            _settled.clear()
        _settled[key] = _sniffed(connection, file)
    return [option.copy() for option in _settled[key]]


def _sniffed(connection: duckdb.DuckDBPyConnection, file: File) -> list[exp.Expr]:
    found = connection.execute(
        "SELECT Delimiter, Quote, Escape, SkipRows, HasHeader, Columns, DateFormat, TimestampFormat "
        "FROM sniff_csv(?, sample_size = -1)",
        [str(file.path)],
    ).fetchone()
    if found is None:
        raise _unreadable(file, "is empty")
    delimiter, quote, escape, skip, header, columns, date_format, timestamp_format = found
    if len(columns) == 1 and any(mark in columns[0]["name"] for mark in ",;\t|"):
        raise _unreadable(file, "has lines of unequal length")
    types = [
        exp.PropertyEQ(this=exp.Literal.string(each["name"]), expression=exp.Literal.string(each["type"]))
        for each in columns
    ]
    given: dict[str, Any] = {
        "auto_detect": False,
        "delim": delimiter,
        "quote": _mark(quote),
        "escape": _mark(escape),
        "skip": skip,
        "header": header,
        "dateformat": date_format,
        "timestampformat": timestamp_format,
    }
    options = [_option(name, exp.convert(value)) for name, value in given.items() if value is not None]
    return [*options, _option("columns", exp.Struct(expressions=types))]


def _mark(found: str) -> str:
    return "" if found == "(empty)" else found


def _option(name: str, value: exp.Expr) -> exp.Expr:
    return exp.EQ(this=exp.var(name), expression=value)


def _unreadable(file: File, why: str) -> WarehouseError:
    return WarehouseError(
        f"The file {file.path.name} {why}. Replace it or take it out of the folder.", kind="unreachable"
    )
