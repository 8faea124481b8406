"""The PostgreSQL that plays the user's warehouse: a server of its own, reached over TCP."""

import pathlib
import shutil
import tempfile
from collections.abc import Iterator
from typing import Any

import pytest
from tests.acceptance.stack import free_port

from tripl.cli.embedded import EmbeddedPostgres


@pytest.fixture(scope="session")
def warehouse_source() -> Iterator[dict[str, Any]]:
    """Members of a data source that reaches the warehouse."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tripl-wh-", dir="/tmp"))
    folder.chmod(0o755)
    port = free_port()
    server = EmbeddedPostgres(folder / "data", durable=False, options=("listen_addresses=127.0.0.1", f"port={port}"))
    server.start()
    yield {
        "host": "127.0.0.1",
        "port": port,
        "database_name": "tripl",
        "username": "tripl",
        "password": server.password,
    }
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def warehouse_server(warehouse_source: dict[str, Any]) -> str:
    s = warehouse_source
    return f"postgresql://{s['username']}:{s['password']}@{s['host']}:{s['port']}/{s['database_name']}"
