"""Valkey as a direct child over a Unix socket: the broker in database 0, the cache in database 1."""

import contextlib
import re
import shutil
import socket
from pathlib import Path
from urllib.parse import quote

from tripl.cli.embedded.folder import DataFolder
from tripl.cli.embedded.process import Process
from tripl.cli.embedded.server import EmbeddedServer

SOCKET = "valkey.sock"
LOG_FOLDER = "appendonlydir"
DAMAGED = re.compile("append only file|AOF|manifest|[Bb]ad file|crashed by signal|ASSERTION")
"""What it says of its own file; no room or no memory is no reason to give it up."""
BROKER_DATABASE, CACHE_DATABASE = 0, 1


class EmbeddedValkey(EmbeddedServer):
    """A server over `data_dir` that keeps its messages in an append-only file and never evicts."""

    title = "Valkey"

    def __init__(self, data_dir: Path | DataFolder, *, inherit: tuple[int, ...] = ()) -> None:
        self.folder = data_dir if isinstance(data_dir, DataFolder) else DataFolder.prepare(data_dir)
        self.socket = self.folder.sockets / SOCKET
        data = self.folder.server_folder("valkey")
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(data),
            "appendonly": "yes",
            "save": "",
            "maxmemory-policy": "noeviction",
            "databases": "2",
        }
        flags = [part for name, value in settings.items() for part in (f"--{name}", value)]
        self.process = Process(
            "valkey",
            [str(self.folder.binaries.valkey), *flags],
            self.folder.log("valkey"),
            cwd=data,
            account=self.folder.account,
            inherit=inherit,
        )

    @property
    def broker_url(self) -> str:
        """Of the broker, for kombu."""
        return f"redis+socket://{quote(str(self.socket))}?virtual_host={BROKER_DATABASE}"

    @property
    def url(self) -> str:
        """Of the cache, for redis-py."""
        return f"unix://{quote(str(self.socket))}?db={CACHE_DATABASE}"

    def set_aside(self) -> bool:
        """Messages are hints: what they were about stands in the database, and is sent again."""
        kept = self.folder.server_folder("valkey") / LOG_FOLDER
        if self.process.running or not kept.exists() or not DAMAGED.search(self.process.reason()):
            return False
        aside = self.folder.root / "valkey.broken"
        shutil.rmtree(aside, ignore_errors=True)
        kept.rename(aside)
        return True

    def launch(self) -> None:
        self.process.start()

    @property
    def ready(self) -> bool:
        """Whether it says PONG (it says LOADING while it reads its file)."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as link:
            link.settimeout(1.0)
            link.connect(str(self.socket))
            link.sendall(b"PING\r\n")
            return link.recv(16).startswith(b"+PONG")
        return False

    def clear_stale(self) -> None:
        self.socket.unlink(missing_ok=True)
