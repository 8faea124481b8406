"""Readers that ask again as soon as they are answered: a client cheap enough not to be what is measured."""

import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass

READERS = 50


@dataclass
class _Reader:
    connection: socket.socket
    turn: int  # which of the requests is next
    received: bytearray
    due: int = -1  # bytes of the whole answer, once its head is there

    def ask(self, requests: Sequence[bytes]) -> None:
        self.connection.sendall(requests[self.turn % len(requests)])
        self.turn += 1
        self.received.clear()
        self.due = -1

    def hear(self) -> None:
        piece = self.connection.recv(2**18)
        if not piece:
            raise ConnectionError("the server hung up in the middle of an answer")
        self.received += piece

    def complete(self) -> bool:
        if self.due < 0 and (head := self.received.find(b"\r\n\r\n")) >= 0:
            lines = bytes(self.received[:head]).lower().split(b"\r\n")
            if not lines[0].startswith(b"http/1.1 200"):
                raise RuntimeError(bytes(self.received[:400]).decode(errors="replace"))
            length = next(line for line in lines if line.startswith(b"content-length:"))
            self.due = head + 4 + int(length.partition(b":")[2])
        return 0 <= self.due <= len(self.received)


def throughput(port: int, requests: Sequence[bytes], seconds: float, many: int = READERS) -> float:
    """Answers a second, each read to its last byte, with `many` connections that ask `requests` in turn.

    Raises: RuntimeError on an answer that is not a 200, ConnectionError when the server hangs up.
    """
    readers = [
        _Reader(socket.create_connection(("127.0.0.1", port), timeout=30), turn, bytearray()) for turn in range(many)
    ]
    try:
        with selectors.DefaultSelector() as waiting:
            for reader in readers:
                waiting.register(reader.connection, selectors.EVENT_READ, reader)
                reader.ask(requests)
            begin, done, asking = time.monotonic(), 0, len(readers)
            while asking:
                for key, _ in waiting.select():
                    reader = key.data
                    reader.hear()
                    if not reader.complete():
                        continue
                    done += 1
                    if time.monotonic() - begin < seconds:
                        reader.ask(requests)
                    else:
                        waiting.unregister(reader.connection)
                        asking -= 1
            return done / (time.monotonic() - begin)
    finally:
        for reader in readers:
            reader.connection.close()


def request(path: str, *headers: str) -> bytes:
    """A GET as it goes over the wire."""
    return "\r\n".join(
        [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: application/json", *headers, "", ""]
    ).encode()
