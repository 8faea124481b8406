"""A real web log of three and a half days: what breaks is found, what does not is left alone."""

import csv
import gzip
import pathlib
from collections import Counter
from datetime import UTC, datetime
from functools import cache

import numpy as np
import pytest
from tests.detection.shapes import HOUR

from tripl.detection import Finding, find, score

REAL = pathlib.Path(__file__).resolve().parents[3] / "shared" / "data" / "web_requests.csv.gz"
END = int(datetime(2015, 5, 20, 21, tzinfo=UTC).timestamp())
SHIFTS = [0, 1, 5, 24, 31, 77, 96, 101, 140, 167]

pytestmark = pytest.mark.skipif(not REAL.exists(), reason="the sample web log is not beside the repository")


@cache
def requests() -> list[tuple[int, str]]:
    """(time, section) of every request before the end of the last full hour, in order."""
    with gzip.open(REAL, "rt") as file:
        rows = [
            (int(datetime.fromisoformat(row["event_time"]).timestamp()), row["section"]) for row in csv.DictReader(file)
        ]
    return sorted(row for row in rows if row[0] < END)


def hourly(rows: list[tuple[int, str]], *, partial: bool) -> np.ndarray:
    first = requests()[0][0] // HOUR + (not partial)
    counts = Counter(moment // HOUR for moment, _ in rows)
    return np.array([counts[hour] for hour in range(first, END // HOUR)], dtype=float)


def late(values: np.ndarray, shift: int, *, sigma: float, last: int) -> list[Finding]:
    """Findings that touch the last buckets, on the grid shifted by whole hours."""
    stamps = END + (np.arange(-len(values), 0) + shift) * HOUR
    found = find(score(values, stamps, HOUR), values, stamps, HOUR, sigma=sigma, min_expected=10.0)
    return [finding for finding in found if finding.last_index >= len(values) - last]


@pytest.mark.parametrize("partial", [False, True])
@pytest.mark.parametrize("shift", SHIFTS)
def test_half_of_the_requests_missing(shift, partial):
    lost = [row for row in requests() if row[0] >= END - 6 * HOUR][1::2]
    values = hourly(requests(), partial=partial) - hourly(lost, partial=partial)
    (found,) = late(values, shift, sigma=4.0, last=6)
    assert found.direction == -1
    assert len(values) - 6 <= found.index <= len(values) - 5


@pytest.mark.parametrize("partial", [False, True])
@pytest.mark.parametrize("shift", SHIFTS)
def test_a_section_gone_quiet(shift, partial):
    kept = [row for row in requests() if row[1] == "blog" and row[0] < END - 12 * HOUR]
    values = hourly(kept, partial=partial)
    (found,) = late(values, shift, sigma=3.0, last=12)
    assert found.direction == -1
    assert found.open
    assert len(values) - 12 <= found.index <= len(values) - 9


@pytest.mark.parametrize("partial", [False, True])
@pytest.mark.parametrize("shift", SHIFTS)
def test_the_untouched_log_is_quiet(shift, partial):
    blog = [row for row in requests() if row[1] == "blog"]
    assert late(hourly(requests(), partial=partial), shift, sigma=4.0, last=6) == []
    assert late(hourly(blog, partial=partial), shift, sigma=3.0, last=12) == []


def test_few_findings_over_the_whole_history():
    top = [name for name, _ in Counter(section for _, section in requests()).most_common(12)]
    series = [hourly([row for row in requests() if row[1] == name], partial=False) for name in top]
    found = [late(values, 0, sigma=4.0, last=len(values)) for values in [*series, hourly(requests(), partial=False)]]
    assert sum(len(findings) for findings in found) <= 1
