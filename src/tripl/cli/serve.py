"""`tripl serve`: the API and the pages."""

import socket
import sys

import click

STARTUP_FAILURE = 3
DRAIN = 5  # seconds that open requests and streams get at the end


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--fd", type=int, hidden=True, help="A listening socket to take over instead.")
def command(host: str, port: int, fd: int | None) -> None:
    """Run the API and the web pages in the foreground."""
    import uvicorn

    from tripl.preflight import main as preflight

    if preflight():  # once and before uvicorn, which would leave with status 0 after a refusal
        sys.exit(1)
    server = uvicorn.Server(
        uvicorn.Config("tripl.main:app", host=host, port=port, timeout_graceful_shutdown=DRAIN, proxy_headers=False)
    )
    server.run(sockets=None if fd is None else [socket.socket(fileno=fd)])
    if not server.started:
        sys.exit(STARTUP_FAILURE)
