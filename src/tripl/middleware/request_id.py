"""Gives every request an id, and turns what broke into a 500 that names only that id."""

import re
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tripl.edge.problems import crashed
from tripl.kit.correlation import request_id

HARMLESS = re.compile(r"[A-Za-z0-9._-]{1,128}")


class RequestId:
    """Takes a harmless id from the caller, else makes one; the answer repeats it."""

    def __init__(self, app: ASGIApp, header: str) -> None:
        self.app = app
        self.header = header

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get(self.header, "")
        ident = given if HARMLESS.fullmatch(given) else uuid.uuid4().hex
        scope["tripl.request_id"] = ident
        request_id.set(ident)
        started = False

        async def stamp(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message)[self.header] = ident
            await send(message)

        try:
            await self.app(scope, receive, stamp)
        except Exception as error:
            answer = crashed(Request(scope), error)
            if started:
                raise
            await answer(scope, receive, stamp)
