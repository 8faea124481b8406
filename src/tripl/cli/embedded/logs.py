"""The logs of the parts: never larger than they may be, whether they begin anew or grow for months."""

import contextlib
import os
from pathlib import Path

KEPT = 3
LIMIT = 5 * 2**20  # bytes of one log; with the kept ones and six parts at most 120 MB


def rotate(folder: Path) -> None:
    """Each start begins new logs."""
    for log in folder.glob("*.log"):
        turn_over(log)


def turn_over(log: Path) -> None:
    """`x.log` becomes `x.log.1`, and so on to `x.log.3`."""
    for number in range(KEPT - 1, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        if older.exists():
            older.replace(log.with_name(f"{log.name}.{number + 1}"))
    log.replace(log.with_name(f"{log.name}.1"))


class LogFile:
    """Takes what a part prints, piece by piece, and turns over between two lines."""

    def __init__(self, path: Path, limit: int = LIMIT) -> None:
        self._path = path
        self._limit = limit
        self._fd: int | None = None
        self._size = 0
        self._lost = 0

    def write(self, piece: bytes) -> None:
        """Append; what a full disk does not take is counted, and said when it takes something again."""
        if self._size + len(piece) <= self._limit:
            self._append(piece)
            return
        whole = piece.rfind(b"\n") + 1
        self._append(piece[:whole])
        if whole or self._size > 2 * self._limit:
            self._begin_anew()
        self._append(piece[whole:])

    def _append(self, piece: bytes) -> None:
        if self._lost:
            piece = b"\n(the disk was full: %d bytes of this log are missing)\n%b" % (self._lost, piece)
        while piece:
            try:
                taken = os.write(self._open(), piece)
            except OSError:
                self._lost += len(piece)
                return
            self._size, piece = self._size + taken, piece[taken:]
        self._lost = 0

    def _open(self) -> int:
        if self._fd is None:
            self._fd = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._size = os.fstat(self._fd).st_size
        return self._fd

    def _begin_anew(self) -> None:
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None
        with contextlib.suppress(OSError):
            turn_over(self._path)
        self._size = 0
