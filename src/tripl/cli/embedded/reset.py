"""Starting over: everything tripl made in its folder goes; what a person put there stays."""

import shutil
import sys
from pathlib import Path

import click

from tripl.cli.embedded.errors import EmbeddedError
from tripl.cli.embedded.lock import refuse_if_running
from tripl.cli.embedded.vetting import CLUSTER, FILES, HALF_MADE, MADE, STAMP, refuse_foreign


def confirm(root: Path, *, yes: bool) -> None:
    """Ask a person, or want `--yes` where there is none; refused while a tripl runs on the folder.

    Raises:
        EmbeddedError: The folder is not tripl's, is in use, or nobody confirmed.
    """
    refuse_foreign(root)
    refuse_if_running(root)
    if yes or not root.exists():
        return
    gone = "accounts, plans, counts, uploads, secrets, logs and backups"
    what = f"This deletes the {gone} in {root}; what you put into {FILES} stays"
    if not sys.stdin.isatty():
        raise EmbeddedError(f"{what[0].lower()}{what[1:]}. Say --yes as well to confirm it")
    click.confirm(f"{what}. Go on?", abort=True)


def clear(root: Path) -> None:
    """Remove what tripl made. Only for the holder of the folder's lock."""
    with (root / STAMP).open("w"):  # emptied, which a full disk allows: what is left may be a person's files alone,
        pass  # and the folder is still ours
    if (root / CLUSTER).exists():  # half of a database is never taken for one
        shutil.rmtree(root / HALF_MADE, ignore_errors=True)
        (root / CLUSTER).rename(root / HALF_MADE)
    for path in (root / name for name in MADE if name != STAMP):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
