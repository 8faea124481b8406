"""The DuckDB warehouse."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import groupby
from pathlib import Path

import duckdb
import pyarrow as pa
from sqlglot import exp

from tripl.warehouses import capabilities
from tripl.warehouses.base import Column, ConnectionSpec, Table, WarehouseError
from tripl.warehouses.capabilities import Kind
from tripl.warehouses.duckdb import arrow, failures
from tripl.warehouses.duckdb.files import File
from tripl.warehouses.duckdb.session import locked, opened
from tripl.warehouses.duckdb.views import Views
from tripl.warehouses.folders import located
from tripl.warehouses.sql.query import capped, render

_KINDS: dict[str, Kind] = {
    "VARCHAR": "string",
    "UUID": "string",
    "ENUM": "string",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIME": "time",
    "TIME_NS": "time",
    "TIME WITH TIME ZONE": "time",
    "JSON": "json",
    "STRUCT": "struct",
    "MAP": "map",
}
_KINDS |= dict.fromkeys(
    (
        *("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"),
        *("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "BIGNUM", "FLOAT", "DOUBLE", "DECIMAL"),
    ),
    "number",
)
_TIMESTAMPS = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE")
_BEAT = 0.05  # seconds between two looks at the clock
_CATALOG = """
SELECT CASE WHEN schema_name = 'main' THEN '' ELSE '"' || replace(schema_name, '"', '""') || '".' END
       || CASE WHEN regexp_full_match(table_name, '[a-z_][a-z0-9_]*')
                    AND table_name NOT IN (SELECT keyword_name FROM duckdb_keywords())
               THEN table_name ELSE '"' || replace(table_name, '"', '""') || '"' END,
       column_name, data_type
FROM duckdb_columns() WHERE NOT internal AND database_name = current_database()
ORDER BY schema_name <> 'main', schema_name, table_name, column_index
"""


class DuckDBWarehouse:
    """One locked, read-only connection; a watching thread stands in for the missing statement timeout."""

    capabilities = capabilities.DUCKDB

    def __init__(self, spec: ConnectionSpec) -> None:
        self._seconds = spec.timeout_seconds
        self._cancelled = False
        with ExitStack() as opening:
            path = self._path(spec)
            self._connection = opened(spec, opening)
            with self._bounded():
                self._views = Views(self._connection, self._filled(spec, path))
            self._open = opening.pop_all()

    def probe(self) -> str:
        with self._bounded():
            self._views.serve_all(strict=True)
            row = self._connection.execute("SELECT version()").fetchone()
        if row is None:
            raise WarehouseError("The warehouse answered the connection test with nothing.", kind="no_answer")
        return f"DuckDB {str(row[0]).removeprefix('v')}"

    def tables(self) -> tuple[Table, ...]:
        with self._bounded():
            self._views.serve_all(strict=False)
            rows = self._connection.execute(_CATALOG).fetchall()
        tables = groupby(rows, key=lambda row: row[0])
        return tuple(Table(name, tuple(_column(*row[1:]) for row in part)) for name, part in tables)

    def columns(self, query: exp.Query) -> tuple[Column, ...]:
        with self._bounded(query):
            self._views.serve(query)
            rows = self._connection.execute(f"DESCRIBE SELECT * FROM ({render(query, 'duckdb')})").fetchall()
        return tuple(_column(row[0], row[1]) for row in rows)

    def query(self, statement: exp.Query, *, limit: int | None = None) -> pa.Table:
        with self._bounded(statement):
            self._views.serve(statement)
            return arrow.fetch(self._connection, render(capped(statement, limit), "duckdb"))

    def _path(self, spec: ConnectionSpec) -> Path | None:
        return located(spec.database, spec.settings.get("allowed_roots") or ())

    def _filled(self, spec: ConnectionSpec, path: Path | None) -> Sequence[File]:
        """Make the source's tables reachable and everything else not; the files that become views later."""
        del spec
        return locked(self._connection, path) if path else ()

    def cancel(self) -> None:
        self._cancelled = True

    def close(self) -> None:
        self._open.close()

    @contextmanager
    def _bounded(self, statement: exp.Query | None = None) -> Iterator[None]:
        done, expired = threading.Event(), threading.Event()
        watch = threading.Thread(target=self._watch, args=(done, expired), daemon=True)
        watch.start()
        try:
            yield
        except duckdb.Error as error:
            if statement is not None and (blamed := self._views.blamed(statement, error)):
                raise blamed from error
            raise failures.running(error, self._seconds, cancelled=self._cancelled, expired=expired.is_set()) from error
        finally:
            done.set()
            watch.join()
            self._cancelled = False

    def _watch(self, done: threading.Event, expired: threading.Event) -> None:
        deadline = time.monotonic() + self._seconds
        while not done.wait(_BEAT):
            if time.monotonic() >= deadline:
                expired.set()
            if self._cancelled or expired.is_set():
                # Again and again: an interrupt that falls between two statements is lost.
                self._connection.interrupt()


def _column(name: str, native: str) -> Column:
    if native.endswith("]"):
        return Column(name, native, "array")
    family = native.split("(", 1)[0]
    if family in _TIMESTAMPS:
        return Column(name, native, "datetime", zoned=native == "TIMESTAMP WITH TIME ZONE")
    return Column(name, native, _KINDS.get(family, "other"))
