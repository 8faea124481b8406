"""Opens DuckDB so that it reads one folder or one file and nothing else, then locks the door."""

import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import duckdb
from sqlglot import exp

from tripl.warehouses.base import ConnectionSpec, WarehouseError
from tripl.warehouses.duckdb import views
from tripl.warehouses.duckdb.files import DATABASES, listed, located
from tripl.warehouses.sql.query import render


def opened(spec: ConnectionSpec, closing: ExitStack) -> duckdb.DuckDBPyConnection:
    """A locked connection; everything to undo goes into `closing`.

    `spec.database` is the path; settings: `allowed_roots`, `memory_limit` ("1GB"), `threads` (2).
    """
    path = located(spec.database, spec.settings.get("allowed_roots") or ())
    spill = closing.enter_context(tempfile.TemporaryDirectory(prefix="tripl-duckdb-"))
    limits = {
        "memory_limit": str(spec.settings.get("memory_limit") or "1GB"),
        "threads": int(spec.settings.get("threads") or 2),
        "temp_directory": spill,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
    }
    connection = _connect(path, limits)
    closing.callback(connection.close)
    connection.execute("SET TimeZone = 'UTC'")
    if path.is_dir():
        _set(connection, "allowed_directories", exp.Array(expressions=[exp.Literal.string(str(path))]))
        _close_door(connection)
        for each in listed(path):
            views.create(connection, each)
    else:
        _close_door(connection)
    connection.execute("SET lock_configuration = true")
    return connection


def _connect(path: Path, limits: Mapping[str, Any]) -> duckdb.DuckDBPyConnection:
    if path.is_dir():
        return duckdb.connect(":memory:", config=dict(limits))
    if path.suffix.lower() not in DATABASES:
        raise WarehouseError(
            f"The path must name a folder, or a DuckDB file ending in {', '.join(DATABASES)}.", kind="unsupported"
        )
    try:
        return duckdb.connect(str(path), read_only=True, config=dict(limits))
    except duckdb.Error as error:
        raise WarehouseError(
            f"The file {path.name} cannot be opened as a DuckDB database. It is damaged, "
            "written by a newer version, or open for writing elsewhere.",
            kind="unreachable",
        ) from error


def _close_door(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("SET enable_external_access = false")


def _set(connection: duckdb.DuckDBPyConnection, name: str, value: exp.Expr) -> None:
    connection.execute(f"SET {name} = {render(value, 'duckdb')}")
