"""How each engine gets the shared rows; an engine is a spec plus the base query that returns them."""

import csv
import gzip
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import psycopg
from psycopg import sql
from tests.warehouses.contract.dataset import COLUMNS, Row
from tests.warehouses.server import superuser

from tripl.warehouses.base import ConnectionSpec

_TYPES = {
    "postgres": (
        *("timestamptz", "timestamp", "date", "text", "bigint", "boolean", "double precision", "numeric(10,2)"),
        *("text", "json"),
    ),
    "duckdb": (
        "TIMESTAMPTZ",
        "TIMESTAMP",
        "DATE",
        "TEXT",
        "BIGINT",
        "BOOLEAN",
        "DOUBLE",
        "DECIMAL(10,2)",
        "TEXT",
        "JSON",
    ),
}


@dataclass(frozen=True)
class Engine:
    name: str
    spec: ConnectionSpec
    rows: list[Row]
    base_query: str = "SELECT * FROM events"


def postgres(rows: list[Row], folder: Path, spec: ConnectionSpec) -> Engine:
    with psycopg.connect(**superuser(spec), autocommit=True) as connection:
        connection.execute(f"CREATE TABLE IF NOT EXISTS events ({_columns('postgres')})")
        connection.execute("TRUNCATE events")
        insert = sql.SQL("INSERT INTO events VALUES ({})").format(
            sql.SQL(", ").join([sql.Placeholder()] * len(COLUMNS))
        )
        with connection.cursor() as cursor:
            cursor.executemany(insert, [tuple(row.values()) for row in rows])
    return Engine("postgres", spec, rows)


def database_file(rows: list[Row], folder: Path, spec: ConnectionSpec) -> Engine:
    path = folder / "events.duckdb"
    with duckdb.connect(str(path)) as connection:
        _load(connection, rows)
    return Engine("duckdb", _files(path, folder), rows)


def parquet_folder(rows: list[Row], folder: Path, spec: ConnectionSpec) -> Engine:
    with duckdb.connect() as connection:
        _load(connection, rows)
        connection.execute(f"COPY events TO '{folder / 'events.parquet'}'")
    return Engine("parquet", _files(folder, folder), rows)


def csv_folder(rows: list[Row], folder: Path, spec: ConnectionSpec) -> Engine:
    """CSV cannot tell an empty text from none and has no exact decimals; the expected rows say so."""
    with gzip.open(folder / "events.csv.gz", "wt", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in rows:
            writer.writerow([_cell(value) for value in row.values()])
    read = [{name: _read_back(value) for name, value in row.items()} for row in rows]
    return Engine("csv", _files(folder, folder), read)


ENGINES: dict[str, Callable[[list[Row], Path, ConnectionSpec], Engine]] = {
    "postgres": postgres,
    "duckdb": database_file,
    "parquet": parquet_folder,
    "csv": csv_folder,
}


def _columns(dialect: str) -> str:
    quoted = (f'"{name.replace(chr(34), chr(34) * 2)}"' for name in COLUMNS)
    return ", ".join(f"{name} {type_}" for name, type_ in zip(quoted, _TYPES[dialect], strict=True))


def _load(connection: duckdb.DuckDBPyConnection, rows: list[Row]) -> None:
    connection.execute("SET TimeZone = 'Asia/Kathmandu'")
    connection.execute(f"CREATE TABLE events ({_columns('duckdb')})")
    marks = ", ".join("?" * len(COLUMNS))
    connection.executemany(f"INSERT INTO events VALUES ({marks})", [list(row.values()) for row in rows])


def _cell(value: object) -> object:
    isoformat = getattr(value, "isoformat", None)
    return isoformat() if isoformat else str(value).lower() if isinstance(value, bool) else value


def _read_back(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    return None if value == "" else value


def _files(path: Path, root: Path) -> ConnectionSpec:
    return ConnectionSpec("duckdb", database=str(path), settings={"allowed_roots": [str(root)]})
