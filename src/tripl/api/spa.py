"""The web build behind every path that no route takes: its files, and its shell for navigation."""

import os
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

import tripl

RESERVED = ("/api", "/health", "/metrics", "/docs", "/openapi.json")
FOREVER = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
SHELL = "index.html"
PACKAGE = Path(tripl.__file__).parent


def find_build(configured: Path | None) -> Path | None:
    """The configured folder, else the one in the package, else the one a checkout has built; None without a shell."""
    places = [configured] if configured else [PACKAGE / "web", PACKAGE.parent.parent / "web" / "dist"]
    return next((place for place in places if (place / SHELL).is_file()), None)


class WebBuild:
    """The router's last resort. Without a build, and for reserved paths, everything unknown is a 404."""

    def __init__(self, folder: Path | None) -> None:
        self._files = StaticFiles(directory=folder) if folder else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._files is None or scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            raise HTTPException(404)
        path: str = scope["path"]
        if any(path == taken or path.startswith(f"{taken}/") for taken in RESERVED):
            raise HTTPException(404)
        found = self._find(path)
        if found is None and _navigates(scope):
            found = self._find(f"/{SHELL}")
        if found is None:
            raise HTTPException(404)
        response = self._files.file_response(*found, scope)
        response.headers["Cache-Control"] = FOREVER if path.startswith("/assets/") else REVALIDATE
        await response(scope, receive, send)

    def _find(self, path: str) -> tuple[str, os.stat_result] | None:
        """A file inside the build; links and `..` lead nowhere outside."""
        assert self._files is not None  # noqa: S101 - asked by the caller
        full, stat = self._files.lookup_path(path.lstrip("/"))
        return (full, stat) if stat is not None and Path(full).is_file() else None


def _navigates(scope: Scope) -> bool:
    """A browser that opens a page names text/html; `*/*` alone is a script or curl."""
    accepted = Headers(scope=scope).get("accept", "")
    return any(part.split(";")[0].strip().lower() == "text/html" for part in accepted.split(","))
