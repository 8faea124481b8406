"""Hands the whole answer of a read out again while nothing has been written, without a thread or a connection.

Kept in each process, per caller, and only what a route allows. An answer is taken again when the mark of the newest
write is still the one it was computed under, and for seconds only: what an answer says about time grows old.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Protocol

from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECONDS = 10.0
MOST_BYTES = 32 * 2**20
MOST_OF_ONE = 2**20
SHAPING = frozenset(
    {b"cookie", b"authorization", b"accept", b"accept-encoding", b"accept-language", b"origin", b"host"}
)
"""Headers that an answer may depend on."""
CREDENTIALS = frozenset({b"cookie", b"authorization"})
CONDITIONAL = frozenset({b"range", b"if-none-match", b"if-modified-since", b"if-match", b"if-range", b"cache-control"})
"""Ask for something else than the whole answer, or for a fresh one."""


class Marks(Protocol):
    async def mark(self) -> bytes | str | None: ...


@dataclass(slots=True)
class Keeping:
    """In the scope of a request, for its route to allow what it wants kept."""

    asked_for: bool = False


@dataclass(slots=True)
class Answer:
    mark: bytes | str
    made: float
    headers: list[tuple[bytes, bytes]]
    body: bytes


@dataclass(slots=True)
class Shelf:
    """The newest used answers, up to so many bytes."""

    most: int = MOST_BYTES
    held: int = 0
    _answers: OrderedDict[bytes, Answer] = field(default_factory=OrderedDict)

    def take(self, key: bytes, mark: bytes | str, now: float) -> Answer | None:
        found = self._answers.get(key)
        if found is None:
            return None
        if found.mark != mark or now - found.made > SECONDS:
            self._drop(key)
            return None
        self._answers.move_to_end(key)
        return found

    def put(self, key: bytes, answer: Answer) -> None:
        if key in self._answers:
            self._drop(key)
        self._answers[key] = answer
        self.held += len(answer.body)
        while self.held > self.most:
            self._drop(next(iter(self._answers)))

    def _drop(self, key: bytes) -> None:
        self.held -= len(self._answers.pop(key).body)


class KeptAnswers:
    def __init__(self, app: ASGIApp, marks: Marks) -> None:
        self.app = app
        self._marks = marks
        self._shelf = Shelf()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = _key(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        mark = await self._marks.mark() if key else None
        if key is None or mark is None:
            await self.app(scope, receive, send)
            return
        now = asyncio.get_running_loop().time()
        found = self._shelf.take(key, mark, now)
        if found is None:
            keeping = scope["tripl.keeping"] = Keeping()
            await self.app(scope, receive, Recorder(send, keeping, self._shelf, key, Answer(mark, now, [], b"")))
            return
        await send({"type": "http.response.start", "status": 200, "headers": list(found.headers)})
        await send({"type": "http.response.body", "body": found.body})


class Recorder:
    """Sends on, and puts a whole answer that its route allowed on the shelf."""

    def __init__(self, send: Send, keeping: Keeping, shelf: Shelf, key: bytes, answer: Answer) -> None:
        self._send, self._keeping, self._shelf = send, keeping, shelf
        self._key, self._answer = key, answer
        self._pieces: list[bytes] | None = None
        self._size = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if self._keeping.asked_for and message["status"] == 200:
                self._answer.headers = list(message["headers"])
                self._pieces = []
        elif self._pieces is not None:
            piece = message.get("body", b"")
            self._pieces.append(piece)
            self._size += len(piece)
            if self._size > MOST_OF_ONE:
                self._pieces = None
            elif not message.get("more_body", False):
                self._answer.body = b"".join(self._pieces)
                self._shelf.put(self._key, self._answer)
        await self._send(message)


def _key(scope: Scope) -> bytes | None:
    """What the answer may depend on, digested: no credential is kept. None when it is not to be kept."""
    path: bytes = scope["raw_path"] or scope["path"].encode()
    if not path.startswith(b"/api/"):
        return None
    parts = [path, scope["query_string"]]
    known = False
    for name, value in scope["headers"]:
        if name in SHAPING:
            parts += (name, value)
            known = known or name in CREDENTIALS
        elif name in CONDITIONAL:
            return None
    return blake2b(b"\0".join(parts), digest_size=16).digest() if known else None
