"""Asks an application in this process, quickly: one event loop, one connection, and everything undone after each."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

from fastapi import FastAPI
from sqlalchemy import Connection

Headers = dict[str, str]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def detail(self) -> Any:
        """What a refusal says; None where there is none."""
        if not self.body or not self.headers.get("content-type", "").startswith("application/json"):
            return None
        said = json.loads(self.body)
        return said.get("detail") if isinstance(said, dict) else None


class Door:
    """`with Door(app, connection) as door: door.ask("GET", "/projects")`, below /api/v1.

    `connection` is the one that every session of the application uses. With `keep` the changes stay.
    """

    def __init__(self, app: FastAPI, connection: Connection) -> None:
        self.app, self._connection = app, connection
        self._runner = asyncio.Runner()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.close()

    def ask(
        self,
        verb: str,
        path: str,
        headers: Headers | None = None,
        *,
        json: Any = None,
        params: Any = None,
        content: bytes | None = None,
        keep: bool = False,
    ) -> Answer:
        scope, body = _request(verb, "/api/v1" + path, headers or {}, json, params, content)
        if keep:
            return self._runner.run(self._ask(scope, body))
        return self._undoing(scope, body)

    def send(self, verb: str, path: str, query: bytes, headers: Headers, body: bytes) -> Answer:
        """What somebody else made, as it is."""
        scope, _ = _request(verb, path, headers, None, None, body)
        scope["query_string"] = query
        return self._undoing(scope, body)

    def _undoing(self, scope: dict[str, Any], body: bytes) -> Answer:
        with self.undone():
            return self._runner.run(self._ask(scope, body))

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Whatever is changed inside is taken back, so that the next one finds everything as it was."""
        undo = self._connection.begin_nested()
        try:
            yield
        finally:
            undo.rollback()

    async def _ask(self, scope: Any, body: bytes) -> Answer:
        """The caller leaves once the first bytes have come: an endless stream ends there."""
        begun, given, pieces = asyncio.Event(), False, list[bytes]()
        head: dict[str, Any] = {}

        async def receive() -> Any:
            nonlocal given
            if not given:
                given = True
                return {"type": "http.request", "body": body, "more_body": False}
            await begun.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                head.update(message)
            else:
                pieces.append(message.get("body", b""))
                begun.set()

        await self.app(scope, receive, send)
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in head["headers"]}
        return Answer(head["status"], headers, b"".join(pieces))


def _request(
    verb: str, path: str, headers: Headers, given: Any, params: Any, content: bytes | None
) -> tuple[dict[str, Any], bytes]:
    body = content if content is not None else b"" if given is None else json.dumps(given).encode()
    lower = {name.lower(): value for name, value in headers.items()}
    sent = {"host": "testserver", **lower, "content-length": str(len(body))}
    if given is not None:
        sent["content-type"] = "application/json"
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": verb,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(errors="surrogateescape"),
        "query_string": urlencode(params or {}, doseq=True).encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in sent.items()],
        "client": ("127.0.0.1", 50_000),
        "server": ("testserver", 80),
    }
    return scope, body
