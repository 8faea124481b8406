"""Many clients for minutes: how long answers take, and whether any process grows."""

import pathlib
import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


def request(method: str, path: str, cookie: str, body: bytes = b"") -> bytes:
    """As it goes over the wire."""
    head = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Accept: application/json",
        f"Cookie: {cookie}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([*head, "", ""]).encode() + body


@dataclass
class _Client:
    turn: int
    connection: socket.socket
    began: float = 0.0
    received: bytearray = field(default_factory=bytearray)


@dataclass
class Clients:
    """`many` connections that ask `requests` in turn, each again as soon as it is answered."""

    port: int
    requests: Sequence[bytes]
    many: int
    seconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)

    def ask_for(self, seconds: float, meanwhile: Callable[[], None], every: float) -> None:
        """Hold the load, and call `meanwhile` every so many seconds."""
        clients = [_Client(turn, self._connect()) for turn in range(self.many)]
        with selectors.DefaultSelector() as waiting:
            for client in clients:
                waiting.register(client.connection, selectors.EVENT_READ, client)
                self._ask(client)
            until, due = time.monotonic() + seconds, time.monotonic()
            while time.monotonic() < until:
                if time.monotonic() >= due:
                    meanwhile()
                    due += every
                for key, _ in waiting.select(0.2):
                    self._hear(key.data, waiting)
        for client in clients:
            client.connection.close()

    def slowest(self, of_hundred: int) -> float:
        """Seconds that so many of a hundred answers stay below."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, len(ordered) * of_hundred // 100)]

    def _connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def _ask(self, client: _Client) -> None:
        client.received.clear()
        client.began = time.monotonic()
        client.connection.sendall(self.requests[client.turn % len(self.requests)])
        client.turn += 1

    def _hear(self, client: _Client, waiting: selectors.BaseSelector) -> None:
        piece = client.connection.recv(2**18)
        if not piece:
            self.statuses["hung up"] += 1
            waiting.unregister(client.connection)
            client.connection.close()
            client.connection = self._connect()
            waiting.register(client.connection, selectors.EVENT_READ, client)
            self._ask(client)
            return
        client.received += piece
        head, mark, body = (
            bytes(client.received).partition(b"\r\n\r\n") if len(client.received) < 2**20 else (b"", b"", b"")
        )
        if mark and len(body) >= _length(head):
            self.seconds.append(time.monotonic() - client.began)
            self.statuses[head.split(b" ", 2)[1].decode()] += 1
            self._ask(client)


def _length(head: bytes) -> int:
    lines = (line.partition(b":") for line in head.lower().split(b"\r\n"))
    return next((int(value) for name, _, value in lines if name == b"content-length"), 0)


@dataclass
class Memory:
    """Private memory of processes over time: what they alone hold, in MB."""

    processes: dict[str, int]
    samples: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def look(self) -> None:
        for name, pid in self.processes.items():
            self.samples.setdefault(name, []).append((time.monotonic(), private(pid)))

    def grown(self, name: str) -> tuple[float, float]:
        """(MB a minute, MB in all) after the first two fifths, in which caches fill and code is first run."""
        points = self.samples[name]
        return slope(points[len(points) * 2 // 5 :]), points[-1][1] - points[0][1]


def private(pid: int) -> float:
    """Clean and dirty pages that no other process has: shared buffers of a server are nobody's growth."""
    lines = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Least squares, by minute."""
    middle, mean = (sum(each) / len(points) for each in zip(*points, strict=True))
    spread = sum((at - middle) ** 2 for at, _ in points)
    return 60 * sum((at - middle) * (held - mean) for at, held in points) / spread if spread else 0.0
