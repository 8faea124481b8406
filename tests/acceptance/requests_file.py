"""The events of the acceptance story: 9,999 real web requests, or a generated file of the same shape."""

import csv
import gzip
import math
import pathlib
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

REAL = pathlib.Path(__file__).resolve().parents[3] / "shared" / "data" / "web_requests.csv.gz"
COLUMNS = [
    "event_time",
    "visitor_id",
    "method",
    "path",
    "section",
    "status",
    "bytes",
    "platform",
    "referrer",
    "user_agent",
]
HOUR = timedelta(hours=1)
LAST_FULL_HOUR = datetime(2015, 5, 20, 20, tzinfo=UTC)
FIRST = datetime(2015, 5, 17, 10, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Request:
    at: datetime
    section: str
    platform: str
    rest: dict[str, str]

    def row(self) -> list[str]:
        known = {**self.rest, "event_time": self.at.isoformat(), "section": self.section, "platform": self.platform}
        return [known[c] for c in COLUMNS]


def load(path: pathlib.Path) -> list[Request]:
    with gzip.open(path, "rt", newline="") as file:
        return [
            Request(datetime.fromisoformat(row["event_time"]), row["section"], row["platform"], row)
            for row in csv.DictReader(file)
        ]


def generate(seed: int = 7) -> list[Request]:
    """About as many requests with the same columns, daily rhythm and busiest sections."""
    rng = random.Random(seed)
    sections = {"images": 30, "blog": 24, "presentations": 22, "projects": 10, "files": 8, "favicon.ico": 6}
    platforms = {"windows": 40, "macOS": 25, "linux": 15, "other": 20}
    found: list[Request] = []
    hour = FIRST.replace(minute=0)
    while hour <= LAST_FULL_HOUR:
        rate = 119 * (1 + 0.18 * math.sin((hour.hour - 9) / 24 * 2 * math.pi))
        for _ in range(round(rng.gauss(rate, rate**0.5))):
            at = hour + timedelta(seconds=rng.randrange(3600))
            section = rng.choices(list(sections), list(sections.values()))[0]
            platform = rng.choices(list(platforms), list(platforms.values()))[0]
            rest = {
                "visitor_id": f"{rng.getrandbits(48):012x}",
                "method": "GET",
                "path": f"/{section}/{rng.randrange(400)}",
                "status": "200",
                "bytes": str(rng.randrange(90_000)),
                "referrer": "",
                "user_agent": "generated",
            }
            found.append(Request(at, section, platform, rest))
        hour += HOUR
    return sorted(found, key=lambda r: r.at)


def write(path: pathlib.Path, requests: Iterable[Request]) -> None:
    with gzip.open(path, "wt", newline="") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        out.writerows(r.row() for r in requests)


def hour_of(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def shifted(requests: list[Request], now: datetime) -> list[Request]:
    """Moved by whole hours and cut, so that the hour of 20:00 is the newest complete one at `now`."""
    by = hour_of(now) - HOUR - LAST_FULL_HOUR
    return [Request(r.at + by, r.section, r.platform, r.rest) for r in requests if r.at < LAST_FULL_HOUR + HOUR]


def halved(requests: list[Request], since: datetime) -> list[Request]:
    """Every second request from `since` on is lost."""
    late = [r for r in requests if r.at >= since]
    return [r for r in requests if r.at < since] + late[::2]


def without(requests: list[Request], section: str, since: datetime) -> list[Request]:
    return [r for r in requests if r.at < since or r.section != section]


def group_by_hour(requests: Iterable[Request]) -> Counter[tuple[datetime, str, str]]:
    """The independent GROUP BY: (hour, section, platform) → rows."""
    return Counter((hour_of(r.at), r.section, r.platform) for r in requests)
