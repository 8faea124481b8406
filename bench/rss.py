"""`rss`: proportional set size of the idle embedded stack, the supervisor included."""

import pathlib
import time

from bench.table import Row, limited
from tests.cli.conftest import open_folder
from tests.ops.running import ADDRESS, RunningUp

from tripl.cli.embedded.holders import holders_of

NAME = "rss"
SETTLE = 20.0  # seconds after which start-up garbage is gone and the first ticks have run


def run() -> list[Row]:
    data = open_folder() / "data"
    with RunningUp(data) as up:
        up.wait_for(ADDRESS)
        time.sleep(SETTLE)
        total = sum(_pss_mb(pid) for pid in holders_of(data / "lock"))
    return [limited(NAME, "PSS of all processes, idle", total, "MB", 450)]


def _pss_mb(pid: int) -> float:
    try:
        lines = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
