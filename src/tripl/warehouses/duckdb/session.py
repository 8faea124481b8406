"""Opens DuckDB so that it reads one folder or one file and nothing else, then locks the door."""

import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import duckdb
from sqlglot import exp

from tripl.warehouses.base import ConnectionSpec, WarehouseError
from tripl.warehouses.duckdb.files import DATABASES, File, listed
from tripl.warehouses.sql.query import render


def opened(spec: ConnectionSpec, closing: ExitStack) -> duckdb.DuckDBPyConnection:
    """A connection with its limits; everything to undo goes into `closing`.

    Settings of the spec: `memory_limit` ("1GB") and `threads` (2).
    """
    spill = closing.enter_context(tempfile.TemporaryDirectory(prefix="tripl-duckdb-"))
    limits: dict[str, Any] = {
        "memory_limit": str(spec.settings.get("memory_limit") or "1GB"),
        "threads": int(spec.settings.get("threads") or 2),
        "temp_directory": spill,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        # Else a table name that is unknown is looked up among our own Python variables.
        "python_enable_replacements": False,
    }
    connection = duckdb.connect(":memory:", config=limits)
    closing.callback(connection.close)
    return connection


def locked(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[File, ...]:
    """Shut out every file but the source's own, forbid further settings; the files of a folder."""
    connection.execute("SET TimeZone = 'UTC'")
    if path.is_dir():
        folder = exp.Array(expressions=[exp.Literal.string(str(path))])
        connection.execute(f"SET allowed_directories = {render(folder, 'duckdb')}")
    else:
        _attach(connection, path)
    shut(connection)
    return listed(path) if path.is_dir() else ()


def shut(connection: duckdb.DuckDBPyConnection) -> None:
    """Nothing outside can be reached from now on, and no setting changed."""
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _attach(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Attached rather than opened: sessions of one process would share an opened file, with its locked settings."""
    if path.suffix.lower() not in DATABASES:
        raise WarehouseError(
            f"The path must name a folder, or a DuckDB file ending in {', '.join(DATABASES)}.", kind="unsupported"
        )
    file = exp.Literal.string(str(path))
    try:
        connection.execute(f"ATTACH {render(file, 'duckdb')} AS source (READ_ONLY)")
        connection.execute("USE source")
    except duckdb.InterruptException:
        raise
    except duckdb.Error as error:
        raise WarehouseError(
            f"The file {path.name} cannot be opened as a DuckDB database. It is damaged, "
            "written by a newer version, or open for writing elsewhere.",
            kind="unreachable",
        ) from error
