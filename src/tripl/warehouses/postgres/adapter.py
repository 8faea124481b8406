"""The PostgreSQL warehouse."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import groupby

import psycopg
import pyarrow as pa
from psycopg import sql
from sqlglot import exp

from tripl.kit.addresses import Resolver, resolve
from tripl.warehouses import capabilities
from tripl.warehouses.base import Column, ConnectionSpec, Table, WarehouseError
from tripl.warehouses.capabilities import Kind
from tripl.warehouses.postgres import arrow, failures
from tripl.warehouses.postgres.session import parameters, pins
from tripl.warehouses.sql.query import capped, render

MINIMUM = 140_000
_KINDS: dict[str, Kind] = {
    "text": "string",
    "character varying": "string",
    "character": "string",
    "name": "string",
    "uuid": "string",
    "citext": "string",
    "smallint": "number",
    "integer": "number",
    "bigint": "number",
    "numeric": "number",
    "real": "number",
    "double precision": "number",
    "oid": "number",
    "boolean": "boolean",
    "timestamp with time zone": "datetime",
    "timestamp without time zone": "datetime",
    "date": "date",
    "time without time zone": "time",
    "time with time zone": "time",
    "json": "json",
    "jsonb": "json",
    "hstore": "map",
}
_CATALOG = """
SELECT CASE WHEN pg_table_is_visible(c.oid) THEN '' ELSE quote_ident(n.nspname) || '.' END || quote_ident(c.relname),
       a.attname, format_type(a.atttypid, NULL), t.typtype = 'e'
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND has_table_privilege(c.oid, 'SELECT')
ORDER BY pg_table_is_visible(c.oid) DESC, 1, a.attnum
"""
_TYPES = "SELECT oid, format_type(oid, NULL), typtype = 'e' FROM pg_type WHERE oid = ANY(%s)"


class PostgresWarehouse:
    """One read-only session, pinned to UTC and to the source's time limit."""

    capabilities = capabilities.POSTGRES

    def __init__(self, spec: ConnectionSpec, resolver: Resolver = resolve) -> None:
        self._seconds = spec.timeout_seconds
        self._cancelled = False
        settings = pins(spec)
        with ExitStack() as opening:
            # Kept for the session: a cancel opens a second connection with the same certificates.
            given = opening.enter_context(parameters(spec, resolver))
            try:
                self._connection = psycopg.connect(**given, autocommit=True, prepare_threshold=None)
            except psycopg.Error as error:
                raise failures.connecting(error, self._seconds) from error
            opening.callback(self._connection.close)
            self._pin(settings)
            self._open = opening.pop_all()

    def probe(self) -> str:
        with self._translated():
            row = self._connection.execute("SELECT current_setting('server_version')").fetchone()
        if row is None:
            raise WarehouseError("The warehouse answered the connection test with nothing.", kind="no_answer")
        return supported(str(row[0]), self._connection.info.server_version)

    def tables(self) -> tuple[Table, ...]:
        with self._translated():
            rows = self._connection.execute(_CATALOG).fetchall()
        tables = groupby(rows, key=lambda row: row[0])
        return tuple(Table(name, tuple(_column(*row[1:]) for row in part)) for name, part in tables)

    def columns(self, query: exp.Query) -> tuple[Column, ...]:
        with self._translated():
            empty = f"SELECT * FROM ({render(query, 'postgres')}) AS described LIMIT 0"
            described = self._connection.execute(empty).description or []
            oids = [each.type_code for each in described]
            types = {row[0]: row[1:] for row in self._connection.execute(_TYPES, [oids]).fetchall()}
        return tuple(_column(each.name, *types[each.type_code]) for each in described)

    def query(self, statement: exp.Query, *, limit: int | None = None) -> pa.Table:
        with self._translated():
            return arrow.fetch(self._connection, render(capped(statement, limit), "postgres"))

    def cancel(self) -> None:
        self._cancelled = True
        self._connection.cancel_safe(timeout=5)

    def close(self) -> None:
        self._open.close()

    def _pin(self, settings: dict[str, str]) -> None:
        calls = [sql.SQL("set_config({}, {}, false)").format(name, value) for name, value in settings.items()]
        with self._translated():
            self._connection.execute(sql.SQL("SELECT {}").format(sql.SQL(", ").join(calls)))

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raise failures.running(error, self._seconds, cancelled=self._cancelled) from error
        finally:
            self._cancelled = False


def supported(found: str, number: int) -> str:
    """Product and version; WarehouseError(unsupported) below PostgreSQL 14, which brought date_bin."""
    version = found.split(" ", 1)[0]
    if number < MINIMUM:
        raise WarehouseError(
            f"The server runs PostgreSQL {version}. Upgrade it to version {MINIMUM // 10_000} or newer.",
            kind="unsupported",
        )
    return f"PostgreSQL {version}"


def _column(name: str, native: str, is_enum: bool) -> Column:
    kind: Kind = "array" if native.endswith("[]") else "string" if is_enum else _KINDS.get(native, "other")
    return Column(name, native, kind, zoned=native == "timestamp with time zone")
