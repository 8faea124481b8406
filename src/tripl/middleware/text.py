"""Refuses text that no database keeps: NUL, halves of surrogate pairs, and a body that is not UTF-8.

JSON can spell all three, and so can the `%00` of an address; past this point a string is one that can be stored.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from tripl.middleware.refusal import refuse

SUSPECT = re.compile(rb"\\u(?:0000|d[89a-f])", re.IGNORECASE)
NO_TEXT = "Text must be UTF-8 without NUL and without unpaired surrogates"


class PlainText:
    """Comes after BodyLimit, which hands the body on in one piece."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if "\0" in scope["path"]:
            await refuse(scope, receive, send, 404, "Not Found")
            return
        if not _storable(unquote_to_bytes(scope["query_string"])):
            await refuse(scope, receive, send, 422, _rows("query"))
            return
        if "json" not in Headers(scope=scope).get("content-type", ""):
            await self.app(scope, receive, send)
            return
        message = await receive()
        if not _is_text(message.get("body", b"")):
            await refuse(scope, receive, send, 422, _rows("body"))
            return
        waiting = [message]

        async def replay() -> Any:
            return waiting.pop() if waiting else await receive()

        await self.app(scope, replay, send)


def _rows(place: str) -> list[dict[str, Any]]:
    return [{"type": "text_invalid", "loc": [place], "msg": NO_TEXT}]


def _is_text(body: bytes) -> bool:
    """Broken JSON passes: the route says so in its own words."""
    if not _storable(body):
        return False
    if not SUSPECT.search(body):
        return True
    try:
        return all(_storable(text.encode("utf-8", "surrogatepass")) for text in _strings(json.loads(body)))
    except (ValueError, RecursionError):
        return True


def _storable(raw: bytes) -> bool:
    try:
        return "\0" not in raw.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
