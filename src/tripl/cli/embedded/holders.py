"""Which processes hold a file open (Linux): those of an earlier `up` hold the lock of its folder."""

import os
from pathlib import Path


def holders_of(path: Path) -> list[int]:
    """Every other process that has `path` open."""
    wanted = path.stat()
    with os.scandir("/proc") as entries:
        pids = [int(entry.name) for entry in entries if entry.name.isdigit()]
    return [pid for pid in pids if pid != os.getpid() and _has_open(pid, wanted)]


def _has_open(pid: int, wanted: os.stat_result) -> bool:
    try:
        with os.scandir(f"/proc/{pid}/fd") as entries:
            return any(_is_at(entry, wanted) for entry in entries)
    except OSError:  # it ended, or it is not ours to look into
        return False


def _is_at(entry: os.DirEntry[str], wanted: os.stat_result) -> bool:
    try:
        return os.path.samestat(entry.stat(), wanted)
    except OSError:  # closed meanwhile
        return False
