"""The operating-system account the database servers run under.

PostgreSQL refuses to run as root, so as root both servers become `nobody`; anyone else runs them as themselves.
"""

import grp
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from tripl.cli.embedded.errors import EmbeddedError


@dataclass(frozen=True)
class Account:
    """Numeric ids of an unprivileged account."""

    uid: int
    gid: int

    def closed_parent(self, path: Path) -> Path | None:
        """The first folder above `path` (itself included) that this account may not enter."""
        for folder in reversed((path, *path.parents)):
            if not self._may_enter(folder):
                return folder
        return None

    def _may_enter(self, folder: Path) -> bool:
        found = folder.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)


def server_account() -> Account | None:
    """`nobody` when we are root, None when the servers simply run as the caller."""
    if os.geteuid() != 0:
        return None
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as error:
        raise EmbeddedError(
            "there is no account `nobody` to run PostgreSQL under; start tripl as a normal user"
        ) from error
    return Account(nobody.pw_uid, _own_group(nobody))


def _own_group(entry: pwd.struct_passwd) -> int:
    """`nogroup` where it exists: some systems give `nobody` a primary group that others share."""
    try:
        return grp.getgrnam("nogroup").gr_gid
    except KeyError:
        return entry.pw_gid
