"""Refuses a change that a foreign page sends: with the visitor's cookie, or to get them one."""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from tripl.middleware.refusal import refuse

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITES = frozenset({"same-origin", "none"})


class SameOrigin:
    """Looks at requests that change something; a key is sent by nobody but its holder, so it may come from anywhere.

    Without a cookie too: a page that signs its visitor in as somebody else would see what they enter afterwards.
    """

    def __init__(self, app: ASGIApp, allowed: Collection[str]) -> None:
        self.app = app
        self.allowed = frozenset(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE and self._foreign(Headers(scope=scope)):
            await refuse(scope, receive, send, 403, "This change was sent by a page of another origin")
            return
        await self.app(scope, receive, send)

    def _foreign(self, headers: Headers) -> bool:
        if headers.get("authorization", "").lower().startswith("bearer "):
            return False
        origin = headers.get("origin")
        if origin in self.allowed:
            return False
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site not in OWN_SITES
        return origin is not None and urlsplit(origin).netloc != headers.get("host")
