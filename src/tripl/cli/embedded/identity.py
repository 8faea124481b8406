"""Which process is which: pids are reused, so a pid counts only together with its start time."""

import os
import subprocess
import sys
from pathlib import Path

HAS_PROC = sys.platform == "linux"
STATE, START_TIME = 0, 19  # fields of /proc/PID/stat, counted after the command name


def start_time(pid: int) -> str | None:
    """When the living process `pid` began, in the system's own words; None when there is none (a zombie is none)."""
    return _from_proc(pid) if HAS_PROC else _from_ps(pid)


def is_same(pid: int, started: str) -> bool:
    """Whether `pid` still is the process that began at `started`."""
    return start_time(pid) == started


def holders_of(path: Path) -> list[int]:
    """Every other process that has `path` open (Linux)."""
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


def _from_proc(pid: int) -> str | None:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[STATE] in "ZX" else fields[START_TIME]


def _from_ps(pid: int) -> str | None:
    ran = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False, env={"LC_ALL": "C"}
    )
    state, _, started = ran.stdout.strip().partition(" ")
    return None if not started or state.startswith("Z") else started.strip()
