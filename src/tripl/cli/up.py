"""`tripl up`: one supervisor in the foreground."""

import contextlib
import os
import sys
import webbrowser
from pathlib import Path

import click

from tripl.cli.embedded import DataFolder, EmbeddedError
from tripl.cli.embedded.account import server_account
from tripl.cli.embedded.lock import FolderLock
from tripl.cli.embedded.logs import rotate
from tripl.cli.embedded.port import DEFAULT_PORT, bind
from tripl.cli.embedded.signals import StopRequests
from tripl.cli.embedded.stack import Stack

ROOT_DATA = Path("/var/lib/tripl")


@click.command()
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Data folder.  [default: .tripl]")
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the page.  [default: first free from 8000]")
@click.option("--no-browser", is_flag=True, help="Do not open the page.")
def command(data: Path | None, port: int | None, no_browser: bool) -> None:
    """Start everything on this machine and print the address; Ctrl-C stops it."""
    if sys.platform == "win32":
        raise click.ClickException("tripl up needs Linux or macOS; on Windows run it inside WSL")
    with StopRequests() as stops:
        try:
            status = run(data or default_data(), port, stops, browser=not no_browser)
        except EmbeddedError as error:
            raise click.ClickException(str(error)) from error
    sys.exit(status)


def run(data: Path, port: int | None, stops: StopRequests, *, browser: bool) -> int:
    """The exit status: 0 after an orderly stop, 128 + signal after a hard one."""
    folder = DataFolder.prepare(data)
    lock = FolderLock(folder.root)
    if lock.acquire():
        say("stopped what a killed tripl had left behind")
    rotate(folder.root / "logs")
    listener = bind(port)
    stack = Stack(folder, lock, listener, stops, say)
    if port is None and stack.port != DEFAULT_PORT:
        say(f"port {DEFAULT_PORT} is taken, using {stack.port}")
    try:
        stack.start()
        if not stops:
            say(f"tripl is running: {stack.url}")
            if browser:
                show(stack.url)
            stack.watch()
    finally:
        say("stopping")
        stack.stop()
        lock.release()
    return 0 if stops.count == 1 else 128 + stops.last


def default_data() -> Path:
    """`.tripl` here; as root in a folder closed to the servers' account, a place of the system."""
    account = server_account()
    here = Path.cwd()
    return ROOT_DATA if account and account.closed_parent(here) else here / ".tripl"


def say(line: str) -> None:
    """One line a state change; a reader that went away does not stop the servers."""
    with contextlib.suppress(OSError):
        print(line, flush=True)


def show(url: str) -> None:
    """Open the page where a person sits in front of a desktop."""
    desktop = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if desktop and sys.stdout.isatty() and os.geteuid() != 0:
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(url)
