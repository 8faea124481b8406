"""`tripl up`: one supervisor in the foreground."""

import contextlib
import os
import sys
import webbrowser
from pathlib import Path

import click

from tripl.cli.embedded import DataFolder, EmbeddedError
from tripl.cli.embedded import reset as resetting
from tripl.cli.embedded.account import server_account
from tripl.cli.embedded.demo import DemoDoor
from tripl.cli.embedded.limits import raise_open_files
from tripl.cli.embedded.lock import FolderLock
from tripl.cli.embedded.logs import rotate
from tripl.cli.embedded.port import DEFAULT_PORT, HOST, bind
from tripl.cli.embedded.posture import Posture
from tripl.cli.embedded.signals import StopRequests
from tripl.cli.embedded.stack import Stack
from tripl.cli.embedded.vetting import mark, vet

ROOT_DATA = Path("/var/lib/tripl")


@click.command()
@click.option("--data", type=click.Path(path_type=Path), help="Data folder.  [default: .tripl]")
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the page.  [default: first free from 8000]")
@click.option(
    "--host",
    default=HOST,
    show_default=True,
    help="Address to listen on; off this machine with --base-url.",
)
@click.option("--base-url", help="The https:// address of the proxy in front of it.")
@click.option("--reset", is_flag=True, help="Delete what is in the data folder and start over.")
@click.option("--yes", is_flag=True, help="Do not ask before --reset.")
@click.option("--demo", is_flag=True, help="Make a local owner and a demo project, and open on it.")
@click.option("--no-browser", is_flag=True, help="Do not open the page.")
def command(
    *,
    data: Path | None,
    port: int | None,
    host: str,
    base_url: str | None,
    reset: bool,
    yes: bool,
    demo: bool,
    no_browser: bool,
) -> None:
    """Start everything on this machine and print the address; Ctrl-C stops it."""
    if sys.platform == "win32":
        raise click.ClickException("tripl up needs Linux or macOS; on Windows run it inside WSL")
    try:
        root = absolute(data)
        posture = Posture.choose(host, base_url)
        if reset:
            resetting.confirm(root, yes=yes)
        with StopRequests() as stops:
            status = run(root, port, posture, stops, reset=reset, demo=demo, browser=not no_browser)
    except EmbeddedError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename or data or 'the data folder'}: {error.strerror}") from error
    sys.exit(status)


def run(
    root: Path, port: int | None, posture: Posture, stops: StopRequests, *, reset: bool, demo: bool, browser: bool
) -> int:
    """The exit status: 0 after an orderly stop, 128 + signal after a hard one."""
    raise_open_files()
    if not reset:
        vet(root)
    mark(root)
    folder = DataFolder.prepare(root)
    lock = FolderLock(root)
    if lock.acquire():
        say("stopped what a killed tripl had left behind")
    listener = bind(port, posture.host)
    if reset:
        folder = start_over(root)
    rotate(root / "logs")
    stack = Stack(folder, lock, listener, posture, stops=stops, say=say)
    if port is None and stack.port != DEFAULT_PORT:
        say(f"port {DEFAULT_PORT} is taken, using {stack.port}")
    if warning := posture.warning(stack.listening):
        say(warning)
    try:
        stack.start()
        if not stops:
            say(f"tripl is running: {stack.url}")
            page = show_demo(stack, root, stops) if demo else stack.url
            if browser and page:
                show(page)
            stack.watch()
    finally:
        say("stopping")
        stack.stop()
        lock.release()
    return 0 if stops.count == 1 else 128 + stops.last


def show_demo(stack: Stack, root: Path, stops: StopRequests) -> str | None:
    """The page of the demo; None when there is none to show."""
    ready = DemoDoor(*stack.here, root, lambda: bool(stops)).open()
    if ready is None:
        return None
    path, email, password = ready
    say(f"demo ready: {stack.url}{path}, sign in as {email} / {password}")
    return f"{stack.url}{path}"


def start_over(root: Path) -> DataFolder:
    """An empty folder in place of what was there."""
    resetting.clear(root)
    vet(root)
    say(f"{root} starts over")
    return DataFolder.prepare(root)


def absolute(data: Path | None) -> Path:
    """Where the data lies, whatever the current folder becomes.

    Raises:
        EmbeddedError: The current folder was deleted, and the place depends on it.
    """
    try:
        return (data or default_data()).absolute()
    except FileNotFoundError as error:
        raise EmbeddedError("the current folder is gone; change into one that exists") from error


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
