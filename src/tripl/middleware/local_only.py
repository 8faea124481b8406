"""Posture local: the app talks to this machine only, under a name of this machine."""

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from tripl.middleware.refusal import refuse


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


class LocalOnly:
    """403 on a socket that is not loopback, and on a foreign Host (a rebound name)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._local(scope):
            await refuse(scope, receive, send, 403, "This instance serves its own machine only")
            return
        await self.app(scope, receive, send)

    @staticmethod
    def _local(scope: Scope) -> bool:
        server = scope.get("server")
        if server is None or not is_loopback(server[0]):
            return False
        try:
            host = urlsplit(f"//{Headers(scope=scope).get('host', '')}").hostname
        except ValueError:
            return False
        return host is not None and is_loopback(host)
