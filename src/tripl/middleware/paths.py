"""One address for a route: without a trailing slash, with or without its organisation."""

from starlette.types import ASGIApp, Receive, Scope, Send

API, QUALIFIED = "/api/v1/", "/api/v1/orgs/"
WITH_ORGANIZATION = frozenset({"projects", "activity", "audit", "data-sources", "users", "me", "files"})
WHO_AM_I = "auth/me"
STREAMED = frozenset({("POST", "/api/v1/files")})
"""Routes that read a long body themselves, bit by bit, and limit it."""


class CanonicalPath:
    """`/api/v1/orgs/{org}/projects/…` becomes `/api/v1/projects/…` with the organisation beside it in the scope."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(API):
            scope = _canonical(scope)
        await self.app(scope, receive, send)


def _canonical(scope: Scope) -> Scope:
    path: str = scope["path"].rstrip("/")
    organization = None
    if path.startswith(QUALIFIED):
        name, _, rest = path.removeprefix(QUALIFIED).partition("/")
        if rest.split("/", 1)[0] in WITH_ORGANIZATION or rest == WHO_AM_I:
            organization, path = name, API + rest
    if path == scope["path"]:
        return scope
    found = {**scope, "path": path, "raw_path": path.encode()}
    if organization is not None:
        found["tripl.organization"] = organization
    return found


def is_streamed(scope: Scope) -> bool:
    return (scope["method"], scope["path"]) in STREAMED
