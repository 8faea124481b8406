"""Makes a view of each file, named after it, with types that hold for the whole file.

A view is made when a statement first names it: a damaged file stops only those who read it.
"""

from collections.abc import Iterable
from typing import Any

import duckdb
from sqlglot import exp

from tripl.warehouses.base import WarehouseError
from tripl.warehouses.duckdb.files import File
from tripl.warehouses.sql.query import render

_KEPT = 512
_DAMAGED = "cannot be read; it is damaged, not UTF-8 or not what its ending says"
_DAMAGE = (duckdb.Error, duckdb.IOException, duckdb.SerializationException)
"""What the readers raise over torn pages; the rest of the family blames the query."""
# A CSV is read to its end to settle the types (a sample would turn a late text into a failed query), once a
# process and state of the file: (path, size, modified) → options of the reader.
_settled: dict[tuple[str, int, int], list[exp.Expr]] = {}


class Views:
    """The tables of a folder. All raise WarehouseError(unreachable), which names the file and what to do."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, files: Iterable[File]) -> None:
        self._connection = connection
        self._left = {each.table.lower(): each for each in files}
        self._made: dict[str, File] = {}

    def serve(self, statement: exp.Query) -> None:
        """Make what the statement reads."""
        for name in _named(statement) & self._left.keys():
            self._make(name)

    def serve_all(self, *, strict: bool) -> None:
        """Make all; without `strict` a damaged file is left out while another one can be read."""
        first: WarehouseError | None = None
        for name in list(self._left):
            try:
                self._make(name)
            except WarehouseError as error:
                first = first or error
        if first is not None and (strict or not self._made):
            raise first

    def blamed(self, statement: exp.Query, error: duckdb.Error) -> WarehouseError | None:
        """Which file the engine stumbled over while it ran the statement."""
        if isinstance(error, duckdb.CatalogException):
            return self._gone(statement)
        if isinstance(error, duckdb.ConversionException):  # names the file, but a cast of the query is to blame
            return None
        read = [each for name, each in self._made.items() if name in _named(statement)]
        hit = [each for each in read if str(each.path) in str(error)]
        if not hit and len(read) == 1 and type(error) in _DAMAGE:
            hit = read
        return _unreadable(hit[0], _DAMAGED) if hit else None

    def _gone(self, statement: exp.Query) -> WarehouseError | None:
        """The file that is not there, where the statement names a table that no file of the folder makes."""
        if not self._made and not self._left:  # a database file
            return None
        own = {each.alias.lower() for each in statement.find_all(exp.CTE)}
        gone = sorted(_named(statement) - own - self._made.keys() - self._left.keys())
        if not gone:
            return None
        return WarehouseError(
            f"There is no file for the table “{gone[0]}” in the source's folder: it was removed or renamed, or the "
            "query misspells it. Put the file back, or correct the query.",
            kind="refused_sql",
        )

    def _make(self, name: str) -> None:
        create(self._connection, self._left[name])
        self._made[name] = self._left.pop(name)


def _named(statement: exp.Query) -> set[str]:
    return {each.name.lower() for each in statement.find_all(exp.Table)}


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
        raise _unreadable(file, _DAMAGED) from error


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
