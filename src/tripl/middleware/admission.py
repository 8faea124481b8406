"""Lets as many API requests work at once as there are connections; the others wait without holding anything.

A request needs a thread again and again while its transaction holds a connection. With more of them inside than
there are connections, the threads would all wait for connections held by requests that wait for threads.
"""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tripl.middleware.paths import is_streamed


class Admission:
    """A place is given back when the answer begins: its transaction has ended, and a stream may last for hours.

    A route that reads a long body gives it back before: it lasts as long as the sender takes, and holds nothing.
    """

    def __init__(self, app: ASGIApp, places: int) -> None:
        self.app = app
        self.places = asyncio.Semaphore(places)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self.app(scope, receive, send)
            return
        await self.places.acquire()
        inside = True

        def leave() -> None:
            nonlocal inside
            if inside:
                inside = False
                self.places.release()

        async def watched(message: Message) -> None:
            leave()
            await send(message)

        async def reading() -> Message:
            leave()
            return await receive()

        try:
            await self.app(scope, reading if is_streamed(scope) else receive, watched)
        finally:
            leave()
