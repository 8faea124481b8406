"""Security headers on every answer, errors included; a header that is already set stays."""

from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STEADY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
SPA_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; frame-src https://www.figma.com https://embed.figma.com; "
    "frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
)
PRIVATE = "no-store"


@dataclass(frozen=True, slots=True)
class HeaderPolicy:
    content_security_policy: str = ""
    hsts_max_age: int | None = None

    def headers(self) -> dict[str, str]:
        found = dict(STEADY)
        if self.content_security_policy:
            found["Content-Security-Policy"] = self.content_security_policy
        if self.hsts_max_age is not None:
            found["Strict-Transport-Security"] = f"max-age={self.hsts_max_age}; includeSubDomains"
        return found


class SecurityHeaders:
    def __init__(self, app: ASGIApp, policy: HeaderPolicy) -> None:
        self.app = app
        self.headers = policy.headers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, guarded if scope["type"] == "http" else send)


class PrivateAnswers:
    """Answers of the API belong to one caller: no cache on the way keeps them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def private(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).setdefault("Cache-Control", PRIVATE)
            await send(message)

        is_api = scope["type"] == "http" and scope["path"].startswith("/api/")
        await self.app(scope, receive, private if is_api else send)
