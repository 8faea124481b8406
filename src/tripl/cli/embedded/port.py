"""The address of the page: bound by the supervisor, so it cannot be lost between choosing it and using it."""

import errno
import socket

from tripl.cli.embedded.errors import EmbeddedError

HOST = "127.0.0.1"
DEFAULT_PORT = 8000
TRIES = 100


def bind(asked: int | None, host: str = HOST) -> socket.socket:
    """A listening socket on the asked port; without one on the first free port from the default upwards.

    Raises:
        EmbeddedError: The asked port is taken, none is free, or the host is none of this machine's.
    """
    if asked is not None:
        found = _try(host, asked)
        if found is None:
            raise EmbeddedError(f"port {asked} is taken by another program; choose another with --port")
        return found
    for port in range(DEFAULT_PORT, DEFAULT_PORT + TRIES):
        if found := _try(host, port):
            return found
    raise EmbeddedError(f"ports {DEFAULT_PORT} to {DEFAULT_PORT + TRIES - 1} are all taken; choose one with --port")


def _try(host: str, port: int) -> socket.socket | None:
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise EmbeddedError(f"the host {host} cannot be found: {error.strerror}") from error
    listener = socket.socket(family, kind)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(256)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            return None
        if error.errno == errno.EADDRNOTAVAIL:
            raise EmbeddedError(f"{host} is not an address of this machine; choose another with --host") from error
        raise EmbeddedError(f"port {port} cannot be used: {error.strerror}") from error
    return listener
