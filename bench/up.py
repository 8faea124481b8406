"""`up`: from the command to a healthy page, the first time and warm, and back."""

import pathlib
import signal
import statistics
import urllib.request

from bench.table import Row, limited
from tests.cli.conftest import open_folder
from tests.ops.running import ADDRESS, RunningUp

NAME = "up"
WARM_RUNS = 5


def run() -> list[Row]:
    data = open_folder() / "data"
    first, _ = _cycle(data)
    warm = [_cycle(data) for _ in range(WARM_RUNS)]
    starts, stops = ([run[at] for run in warm] for at in (0, 1))
    return [
        limited(NAME, "first start to a healthy page", first, "s", 12),
        limited(NAME, "warm start to a healthy page", statistics.median(starts), "s", 6),
        limited(NAME, "stop", statistics.median(stops), "s", 10),
    ]


def _cycle(data: pathlib.Path) -> tuple[float, float]:
    with RunningUp(data) as up:
        seconds = up.wait_for(ADDRESS)
        request = urllib.request.Request(f"{up.url}/", headers={"Accept": "text/html"})
        with urllib.request.urlopen(request, timeout=5) as page:
            assert b'<div id="root">' in page.read()
        return seconds, up.end(signal.SIGINT)[1]
