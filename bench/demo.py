"""`demo`: the whole first collection of a demo, nine weeks in one run, by the real worker."""

import os
import pathlib
import time

from bench.serve import collected_demo
from bench.table import Row, limited
from tests.cli.conftest import open_folder
from tests.ops.running import ADDRESS, RunningUp

from tripl.cli.embedded.holders import holders_of

NAME = "demo"
ORIGINAL_SECONDS = 67  # what a full collection cost before: the least of what was measured
TICKS = os.sysconf("SC_CLK_TCK")


def run() -> list[Row]:
    data = open_folder() / "data"
    with RunningUp(data) as up:
        up.wait_for(ADDRESS)
        begin, cpu = time.monotonic(), _cpu_seconds(data)
        collected_demo(up.url)
        took, used = time.monotonic() - begin, _cpu_seconds(data) - cpu
    return [
        limited(NAME, "made and collected whole, wall", took, "s", ORIGINAL_SECONDS / 2),
        limited(NAME, "made and collected whole, CPU of all processes", used, "s", ORIGINAL_SECONDS / 2),
    ]


def _cpu_seconds(data: pathlib.Path) -> float:
    """User and system time of every process over the folder, of ended children too."""
    total = 0.0
    for pid in holders_of(data / "lock"):
        try:
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(int(field) for field in fields[11:15]) / TICKS
    return total
