"""Each start begins new logs; the earlier ones are kept for a while."""

from pathlib import Path

KEPT = 3


def rotate(folder: Path) -> None:
    """`x.log` becomes `x.log.1`, and so on to `x.log.3`."""
    for log in folder.glob("*.log"):
        for number in range(KEPT - 1, 0, -1):
            older = log.with_name(f"{log.name}.{number}")
            if older.exists():
                older.replace(log.with_name(f"{log.name}.{number + 1}"))
        log.replace(log.with_name(f"{log.name}.1"))
