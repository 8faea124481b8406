"""A throw-away PostgreSQL warehouse on the suite's server, reached over TCP as a real one would be."""

import contextlib
import socket
import socketserver
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from tripl.warehouses.base import ConnectionSpec


@contextmanager
def warehouse_database(postgres_url: str, *, zone: str = "America/New_York") -> Iterator[ConnectionSpec]:
    """An empty database whose default zone is not UTC; dropped afterwards."""
    url = make_url(postgres_url)
    folder = url.query.get("host")
    name = f"tripl_warehouse_{uuid.uuid4().hex[:12]}"
    with contextlib.ExitStack() as stack:
        port = stack.enter_context(_relay(Path(str(folder)) / ".s.PGSQL.5432")) if folder else url.port or 5432
        spec = ConnectionSpec(
            "postgres",
            host=url.host or "127.0.0.1",
            port=port,
            database=name,
            username=url.username or "postgres",
            password=url.password or "",
        )
        server = {**superuser(spec), "dbname": url.database}
        with psycopg.connect(**server, autocommit=True) as connection:
            database = sql.Identifier(name)
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(database))
            connection.execute(sql.SQL("ALTER DATABASE {} SET timezone = {}").format(database, zone))
            yield spec
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(database))


def superuser(spec: ConnectionSpec) -> dict[str, Any]:
    """Parameters of a writing connection."""
    return {
        "host": spec.host,
        "port": spec.port or 5432,
        "dbname": spec.database,
        "user": spec.username,
        "password": spec.password,
    }


@contextmanager
def _relay(target: Path) -> Iterator[int]:
    """A TCP port in front of a Unix socket: sources take no socket paths, the embedded server nothing else."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.socket(socket.AF_UNIX) as server:
                server.connect(str(target))
                back = threading.Thread(target=_pump, args=(server, self.request), daemon=True)
                back.start()
                _pump(self.request, server)
                back.join()

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def _pump(source: socket.socket, target: socket.socket) -> None:
    """Either end's end is the end of both: nobody waits for an answer of one that is gone."""
    try:
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                target.sendall(data)
    finally:
        for each in (target, source):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
