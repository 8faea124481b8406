"""Opens DuckDB so that it reads one folder or one file and nothing else, then locks the door."""

import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import duckdb
from sqlglot import exp

from tripl.warehouses.base import ConnectionSpec, WarehouseError
from tripl.warehouses.duckdb.files import DATABASES, File, listed, located
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
            _view(connection, each)
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


def _view(connection: duckdb.DuckDBPyConnection, file: File) -> None:
    if file.path.stat().st_size == 0:
        raise _unreadable(file, "is empty")
    # The whole file decides the types: a sample would turn a late text into a failed cast.
    options = [exp.EQ(this=exp.var("sample_size"), expression=exp.Literal.number(-1))] if _is_csv(file) else []
    reader = exp.Anonymous(this=file.reader, expressions=[exp.Literal.string(str(file.path)), *options])
    view = exp.Create(
        kind="VIEW",
        this=exp.table_(exp.to_identifier(file.table, quoted=True)),
        expression=exp.select("*").from_(exp.Table(this=reader)),
    )
    try:
        connection.execute(render(view, "duckdb"))
    except duckdb.Error as error:
        raise _unreadable(file, "cannot be read; it is damaged or not what its ending says") from error


def _is_csv(file: File) -> bool:
    return file.reader == "read_csv"


def _unreadable(file: File, why: str) -> WarehouseError:
    return WarehouseError(
        f"The file {file.path.name} {why}. Replace it or take it out of the folder.", kind="unreachable"
    )
