"""The address of the page: bound by the supervisor, so it cannot be lost between choosing it and using it."""

import errno
import socket

from tripl.cli.embedded.errors import EmbeddedError

HOST = "127.0.0.1"
DEFAULT_PORT = 8000
TRIES = 100


def bind(asked: int | None) -> socket.socket:
    """A listening socket on the asked port; without one on the first free port from the default upwards.

    Raises:
        EmbeddedError: The asked port is taken, or none is free.
    """
    if asked is not None:
        found = _try(asked)
        if found is None:
            raise EmbeddedError(f"port {asked} is taken by another program; choose another with --port")
        return found
    for port in range(DEFAULT_PORT, DEFAULT_PORT + TRIES):
        if found := _try(port):
            return found
    raise EmbeddedError(f"ports {DEFAULT_PORT} to {DEFAULT_PORT + TRIES - 1} are all taken; choose one with --port")


def _try(port: int) -> socket.socket | None:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(256)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            return None
        raise EmbeddedError(f"port {port} cannot be used: {error.strerror}") from error
    return listener
