"""Refuses a large body before anything parses it, and hands a small one on in one piece.

The body is whole before the request takes a place in the queue for a thread and a connection: a slow sender holds
neither.
"""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tripl.middleware.paths import is_streamed
from tripl.middleware.refusal import refuse


class BodyLimit:
    def __init__(self, app: ASGIApp, most: int, most_streamed: int) -> None:
        self.app = app
        self.most, self.most_streamed = most, most_streamed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        streamed = is_streamed(scope)
        most = self.most_streamed if streamed else self.most
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced) > most:
            await self._refuse(scope, receive, send, most)
            return
        if streamed:  # such a route counts what it reads
            await self.app(scope, receive, send)
            return
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            if len(body) > self.most:
                await self._refuse(scope, receive, send, self.most)
                return
            if not message.get("more_body", False):
                break
        await self.app(scope, _replay(bytes(body), receive), send)

    @staticmethod
    async def _refuse(scope: Scope, receive: Receive, send: Send, most: int) -> None:
        detail = f"The request body is larger than {most // 2**20} MiB"
        await refuse(scope, receive, send, 413, detail, headers={"Connection": "close"})


def _replay(body: bytes, receive: Receive) -> Receive:
    """The body once, then whatever the connection says."""
    given = False

    async def read() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return read
