"""Which installation a command works on: that of the environment, or a data folder of `tripl up`."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from tripl.cli.embedded import DataFolder, EmbeddedError, EmbeddedPostgres
from tripl.cli.embedded.lock import FolderLock, refuse_if_running
from tripl.cli.embedded.secrets import load_secrets
from tripl.cli.embedded.vetting import CLUSTER, refuse_foreign, vet

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tripl.settings import Settings

NAMED_BY = ("DATABASE_URL", "SYNC_DATABASE_URL")
Transaction = Callable[[], "AbstractContextManager[Session]"]
F = TypeVar("F", bound=Callable[..., object])


@dataclass(frozen=True)
class Installation:
    """Where its database answers, and the keys that belong to it."""

    url: str
    encryption_key: str
    secret_key: str
    folder: Path | None = None
    """The data folder; None where the environment names the servers."""
    base_url: str = ""
    """Where its pages are; empty where that is not known."""

    @property
    def name(self) -> str:
        return name_of(self.folder)


def name_of(folder: Path | None) -> str:
    return f"the data folder {folder}" if folder else "the database of DATABASE_URL"


def data_option(function: F) -> F:
    """The option that chooses a data folder."""
    text = "Data folder of tripl up.  [default: the servers of the environment, else .tripl]"
    return click.option("--data", type=click.Path(file_okay=False, path_type=Path), help=text)(function)


def chosen_folder(data: Path | None) -> Path | None:
    """The data folder that is meant; None for the servers of the environment."""
    if data is not None:
        return data.absolute()
    here = Path.cwd() / ".tripl"
    if any(os.environ.get(name) for name in NAMED_BY) or not (here / CLUSTER).exists():
        return None
    return here


@contextmanager
def opened(data: Path | None) -> Iterator[Installation]:
    """The installation with a database that answers; that of a folder is started for as long as it is needed.

    Raises:
        click.ClickException: The folder cannot be used, or the environment cannot be read.
    """
    folder = chosen_folder(data)
    try:
        if folder is None:
            yield from_environment()
        else:
            with answering(folder) as postgres:
                yield of_folder(folder, postgres)
    except EmbeddedError as error:
        raise click.ClickException(str(error)) from error


def from_environment() -> Installation:
    settings = read_settings()
    return Installation(settings.database, settings.encryption_key, settings.secret_key, base_url=settings.app_base_url)


def of_folder(folder: Path, postgres: EmbeddedPostgres) -> Installation:
    kept = load_secrets(folder, first_start=False)
    return Installation(postgres.url, kept["ENCRYPTION_KEY"], kept["SECRET_KEY"], folder)


def read_settings() -> "Settings":
    from tripl.preflight import BadSettings, load_settings

    try:
        return load_settings()
    except BadSettings as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def answering(folder: Path) -> Iterator[EmbeddedPostgres]:
    """The server over a data folder: the running one, or one of our own until the end.

    Raises:
        EmbeddedError: There is no database in it, or it cannot be used.
    """
    refuse_foreign(folder)
    if not (folder / CLUSTER).exists():
        raise EmbeddedError(f"{folder} holds no database of tripl; name the folder with --data")
    if runs(folder):
        yield _server(folder)
        return
    vet(folder)
    with alone(folder) as postgres:
        yield postgres


@contextmanager
def alone(folder: Path) -> Iterator[EmbeddedPostgres]:
    """A server over a data folder that nobody else runs; nobody can start tripl on it meanwhile.

    Raises:
        EmbeddedError: tripl is running on it.
    """
    lock = FolderLock(folder)
    lock.acquire()
    postgres = _server(folder, inherit=(lock.fd,))
    try:
        postgres.clear_stale()
        with postgres:
            yield postgres
    finally:
        lock.release()


def runs(folder: Path) -> bool:
    """Whether tripl is up on it."""
    try:
        refuse_if_running(folder)
    except EmbeddedError:
        return True
    return False


def _server(folder: Path, inherit: tuple[int, ...] = ()) -> EmbeddedPostgres:
    kept = load_secrets(folder, first_start=not (folder / CLUSTER).exists())
    return EmbeddedPostgres(DataFolder.prepare(folder), password=kept["POSTGRES_PASSWORD"], inherit=inherit)


@contextmanager
def transactions_of(found: Installation) -> "Iterator[Transaction]":
    """Opens transactions in its database that send no messages; an error of the database is one sentence."""
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from tripl.db.engine import make_engine
    from tripl.db.live import SilentBus
    from tripl.db.session import make_sessions, transaction

    engine = make_engine(found.url, size=1, overflow=0, name="tripl-command")
    try:
        sessions = make_sessions(engine, NoQueue(), SilentBus())
        yield lambda: transaction(sessions)
    except (OperationalError, ProgrammingError) as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise click.ClickException(f"{found.name} cannot be used: {reason}") from error
    finally:
        engine.dispose()


class NoQueue:
    """For commands whose work starts no task."""

    def send(self, task: str, *ids: str, countdown: float | None = None) -> None:
        raise RuntimeError(f"a command has nobody to hand {task} of {ids} to, after {countdown or 0} s")
