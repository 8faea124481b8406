"""Which process is which: pids are reused, so a pid counts only together with its start time and its machine."""

import os
import socket
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

HAS_PROC = sys.platform == "linux"
STATE, START_TIME = 0, 19  # fields of /proc/PID/stat, counted after the command name
BOOT, PIDS = Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/pid")


def start_time(pid: int) -> str | None:
    """When the living process `pid` began, in the system's own words; None when there is none (a zombie is none)."""
    return _from_proc(pid) if HAS_PROC else _from_ps(pid)


def is_same(pid: int, started: str) -> bool:
    """Whether `pid` still is the process that began at `started`."""
    return start_time(pid) == started


def signature() -> str:
    """This process for others: where its pid counts, the pid, and when it began."""
    return "|".join((_space(), str(os.getpid()), start_time(os.getpid()) or ""))


def is_gone(signed: str) -> bool:
    """Whether the process that signed is known to have ended: only its own machine can tell."""
    space, _, rest = signed.partition("|")
    pid, _, started = rest.partition("|")
    return space == _space() and pid.isdigit() and bool(started) and not is_same(int(pid), started)


@lru_cache(maxsize=1)
def _space() -> str:
    """Host, boot and pid namespace: two containers of one host may share a name, and never a namespace."""
    try:
        return f"{socket.gethostname()}/{BOOT.read_text().strip()}/{PIDS.readlink()}"
    except OSError:
        return socket.gethostname()


def _from_proc(pid: int) -> str | None:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[STATE] in "ZX" else fields[START_TIME]


def _from_ps(pid: int) -> str | None:
    ran = subprocess.run(  # noqa: S603 - a number and constants
        ["/bin/ps", "-o", "stat=,lstart=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
        env={"LC_ALL": "C"},
    )
    state, _, started = ran.stdout.strip().partition(" ")
    return None if not started or state.startswith("Z") else started.strip()
