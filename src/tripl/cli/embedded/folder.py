"""The data folder: what lies where, who owns it, and where its sockets are."""

import hashlib
import os
import re
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tripl.cli.embedded.account import Account, server_account
from tripl.cli.embedded.binaries import Binaries, for_account
from tripl.cli.embedded.errors import EmbeddedError

SOCKET_PATH_LIMIT = 100  # bytes; the systems stop at 104 (macOS) and 108 (Linux)
LONGEST_SOCKET = ".s.PGSQL.5432.lock"
PLAIN = re.compile(r"[A-Za-z0-9_./@=~-]+")
"""What every client understands in the path of a socket: commas, spaces and signs of URLs mean other things to some."""


@dataclass(frozen=True)
class DataFolder:
    """A prepared data folder; `root` is ours, `servers` below it belong to the account the servers run under."""

    root: Path
    account: Account | None
    binaries: Binaries
    sockets: Path

    @classmethod
    def prepare(cls, root: Path) -> "DataFolder":
        """Make the folder usable, or say in one sentence why it is not."""
        root = Path(os.path.abspath(root))  # noqa: PTH100 - resolve() would turn a link to a short path into a long one
        account = server_account()
        try:
            root.mkdir(parents=True, exist_ok=True)
            # Servers under another account must pass through it, so it is enterable but cannot be listed.
            root.chmod(0o711 if account else 0o700)
        except OSError as error:
            raise EmbeddedError(f"the data folder {root} cannot be used: {error.strerror}") from error
        if account and (closed := account.closed_parent(root)):
            raise EmbeddedError(
                f"PostgreSQL runs as `nobody` here and may not enter {closed}; choose another folder with --data"
            )
        binaries = for_account(account, _owned(root / "bin", 0o755, None))
        return cls(root, account, binaries, _socket_folder(root, account))

    def server_folder(self, name: str) -> Path:
        """A folder below the root that belongs to the servers' account."""
        return _owned(self.root / name, 0o700, self.account)

    def log(self, name: str) -> Path:
        """Where the output of the process `name` goes."""
        return _owned(self.root / "logs", 0o700, None) / f"{name}.log"


def _socket_folder(root: Path, account: Account | None) -> Path:
    inside = root / "run"
    if PLAIN.fullmatch(str(inside)) and len(os.fsencode(inside / LONGEST_SOCKET)) <= SOCKET_PATH_LIMIT:
        return _owned(inside, 0o700, account)
    digest = hashlib.sha256(os.fsencode(root)).hexdigest()[:12]
    return _owned(Path(tempfile.gettempdir()) / f"tripl-{os.geteuid()}-{digest}", 0o700, account)


def _owned(folder: Path, mode: int, account: Account | None) -> Path:
    """Create `folder` for `account`; a folder that someone else put there is refused, never taken over."""
    folder.mkdir(mode=mode, exist_ok=True)
    found = folder.lstat()
    allowed = {os.geteuid(), account.uid if account else os.geteuid()}
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in allowed:
        raise EmbeddedError(f"{folder} belongs to another account; move it away or choose another folder with --data")
    if account and found.st_uid != account.uid:
        os.chown(folder, account.uid, account.gid)
    if stat.S_IMODE(found.st_mode) != mode:
        folder.chmod(mode)
    return folder
