"""`file`: a generated CSV of a million rows, from the drop over HTTP to the first numbers of the overview."""

import pathlib
import random
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import httpx
from bench.rss import _pss_mb
from bench.table import Row, limited
from tests.cli.conftest import open_folder
from tests.ops.running import ADDRESS, RunningUp

from tripl.cli.embedded.holders import holders_of

NAME = "file"
ROWS = 1_000_000
PASSWORD = "correct-horse-9-battery"
ACTIONS = ("view", "search", "add", "remove", "checkout", "purchase", "login", "logout", "share", "rate")
FIRST = datetime(2026, 9, 1, tzinfo=UTC)


def generate(path: pathlib.Path, rows: int = ROWS, seed: int = 5) -> None:
    """Eight weeks of a shop, about 100 bytes a row."""
    rng = random.Random(seed)
    step = timedelta(weeks=8) / rows
    with path.open("w", encoding="utf-8") as file:
        file.write("event_time,event_name,user_id,platform,country,page,amount,session\n")
        for at in range(rows):
            when = FIRST + at * step
            file.write(
                f"{when:%Y-%m-%dT%H:%M:%S}Z,{rng.choice(ACTIONS)},u{rng.randrange(200_000):06},"
                f"{rng.choice(('web', 'ios', 'android'))},{rng.choice(('DE', 'FR', 'US', 'IN', 'BR'))},"
                f"/products/{rng.randrange(5_000)},{rng.randrange(20_000) / 100},{rng.getrandbits(64):016x}\n"
            )


def run() -> list[Row]:
    folder = open_folder()
    data, csv = folder / "data", folder / "events.csv"
    generate(csv)
    with RunningUp(data) as up:
        up.wait_for(ADDRESS)
        with Peak(data) as peak:
            seconds = _drop_to_chart(up.url, csv)
    csv.unlink()
    return [
        limited(NAME, "1 M rows, drop to chart", seconds, "s", 60),
        limited(NAME, "PSS of all processes, peak", peak.most, "MB", 1024),
    ]


def _drop_to_chart(url: str, csv: pathlib.Path) -> float:
    with httpx.Client(base_url=f"{url}/api/v1", timeout=120) as api:
        account = {"email": "owner@example.com", "password": PASSWORD, "name": "Owner"}
        _ask(api, "POST", "/auth/register", json=account)
        begin = time.monotonic()
        file = _ask(api, "POST", "/files", params={"name": csv.name}, content=_pieces(csv))
        _ask(api, "POST", f"/files/{file['id']}/reading", json={})
        _ask(api, "POST", f"/files/{file['id']}/start", json={"project_name": "Shop"})
        while (seen := _ask(api, "GET", f"/files/{file['id']}"))["status"] == "loading":
            time.sleep(0.2)
        assert seen["status"] == "loaded", seen["error"]
        assert (seen["loaded_rows"], seen["rejected_rows"]) == (ROWS, 0)
        slug = seen["project_slug"]
        window = {"from": seen["data_from"], "to": seen["data_to"]}
        while not any(each["count"] for each in _total(api, slug, window)):
            assert time.monotonic() - begin < 300, _ask(api, "GET", f"/projects/{slug}/scans/{seen['scan_id']}/jobs")
            time.sleep(0.2)
        return time.monotonic() - begin


def _total(api: httpx.Client, slug: str, window: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _ask(api, "GET", f"/projects/{slug}/metrics/total", params=window)["data"]
    return found


def _pieces(path: pathlib.Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(2**18):
            yield piece


def _ask(api: httpx.Client, verb: str, path: str, **options: Any) -> Any:
    answer = api.request(verb, path, **options)
    assert answer.is_success, f"{verb} {path}: {answer.status_code} {answer.text[:500]}"
    return answer.json()


class Peak:
    """The most memory that all processes over a data folder took together."""

    def __init__(self, data: pathlib.Path) -> None:
        self.most = 0.0
        self._data, self._done = data, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.5):
            self.most = max(self.most, sum(_pss_mb(pid) for pid in holders_of(self._data / "lock")))
