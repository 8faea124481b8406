"""Who may reach the page: this machine alone, or others through a proxy that speaks HTTPS."""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from tripl.cli.embedded.errors import EmbeddedError


@dataclass(frozen=True)
class Posture:
    """Local: plain HTTP, refused to every other machine. Production: every check of a server applies."""

    host: str
    base_url: str | None

    @classmethod
    def choose(cls, host: str, base_url: str | None) -> "Posture":
        """Local on a loopback address without a public name.

        Raises:
            EmbeddedError: Passwords and sessions would travel in the open.
        """
        if base_url is not None and not _is_https(base_url):
            raise EmbeddedError(f"--base-url {base_url} is no https:// address; sessions would travel unencrypted")
        if base_url is None and not _is_loopback(host):
            raise EmbeddedError(
                f"--host {host} lets other machines in, and tripl itself speaks plain HTTP: put a proxy with TLS "
                "before it and name its address with --base-url https://…"
            )
        return cls(host, base_url.rstrip("/") if base_url else None)

    @property
    def name(self) -> str:
        return "local" if self.base_url is None else "production"

    def settings(self, listening: str) -> dict[str, str]:
        """What the processes are told."""
        return {
            "DEPLOYMENT_POSTURE": self.name,
            "APP_BASE_URL": self.base_url or listening,
            "SESSION_COOKIE_SECURE": "false" if self.base_url is None else "true",
        }

    def warning(self, listening: str) -> str | None:
        """What the person at the terminal should know before the first visitor comes."""
        if _is_loopback(self.host):
            return None
        return (
            f"warning: {listening} answers other machines without encryption; let only the proxy of {self.base_url} "
            "reach it, and create the first account yourself: it owns this installation"
        )


def address(listener: socket.socket) -> str:
    """Of a listening socket, as a browser would write it."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def reached_from_here(listener: socket.socket) -> tuple[str, int]:
    """Host and port by which this machine itself reaches it, also when it listens on all addresses."""
    host, port = listener.getsockname()[:2]
    if ipaddress.ip_address(host).is_unspecified:
        host = "::1" if ":" in host else "127.0.0.1"
    return host, port


def _is_https(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and bool(parts.hostname) and parts.path in {"", "/"} and not parts.query


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
