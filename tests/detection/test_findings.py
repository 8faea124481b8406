"""How scores become findings: thresholds, hysteresis, gaps, carrying on."""

from collections.abc import Sequence

import numpy as np
import pytest
from tests.detection.shapes import HOUR, MONDAY, WEEK, busy, findings, grid, office

from tripl.detection import POINT, Finding, Scores, find, score


def made(marks: Sequence[float], *, expected: float = 100.0) -> tuple[Scores, np.ndarray]:
    """Scores with these signed marks, ten wide, and values to match."""
    signed = np.array(marks)
    mean = np.full(len(marks), expected)
    flags = np.where(np.isfinite(signed), np.sign(signed), 0).astype(np.int8)
    scores = Scores(np.abs(signed), flags, mean, mean - 40, mean + 40, mean * 0 + 10, np.abs(flags), 4.0)
    return scores, mean + 10 * signed


def told(marks: Sequence[float], **changes) -> list[tuple[int, int, bool]]:
    scores, values = made(marks)
    options = {"sigma": 4.0, "min_expected": 10.0} | changes
    return [(f.index, f.last_index, f.open) for f in find(scores, values, grid(len(marks)), HOUR, **options)]


def test_a_finding_closes_below_four_fifths_of_the_threshold():
    assert told([0, 5, 3.3, 3.2, 3.1, 0]) == [(1, 3, False)]
    assert told([0, 5, 3.3]) == [(1, 2, True)]


def test_directions_are_findings_of_their_own():
    assert told([0, 5, -5, -5]) == [(1, 1, False), (2, 3, True)]


def test_a_return_to_the_expectation_ends_it_and_a_lull_does_not():
    assert told([5, 0, 0, 5]) == [(0, 0, False), (3, 3, True)]
    assert told([5, 3, 2, 5]) == [(0, 3, True)]
    assert told([5] + [2] * 30 + [5]) == [(0, 0, False), (31, 31, True)]


def test_uncollected_buckets_neither_support_nor_end_it():
    nan = float("nan")
    assert told([5, nan, nan]) == [(0, 0, True)]
    assert told([5, nan, 5, 0]) == [(0, 2, False)]


@pytest.mark.spec("D-35")
def test_score_and_expectation_must_both_reach_their_minimum():
    assert told([3.99, 4.0, 0]) == [(1, 1, False)]
    assert told([5, 5], min_expected=101.0) == []
    assert told([5, 5], min_expected=100.0) == [(0, 1, True)]


@pytest.mark.spec("D-50")
def test_a_silent_run_is_anchored_at_its_first_anomalous_bucket_and_stays_open_until_something_comes():
    scores, _ = made([-1, -2, -5, -5, -1, 0, 0, -5, 0, 0])
    values = np.array([0, 0, 0, 0, 0, 0, 0, 0, 0, 90.0])
    (found,) = find(scores, values, grid(10), HOUR, sigma=4.0, min_expected=10.0)
    assert (found.index, found.last_index, found.open) == (2, 8, False)


def test_every_number_is_that_of_the_first_bucket():
    scores, values = made([0, -5, -9, -6])
    (found,) = find(scores, values, grid(4), HOUR, sigma=4.0, min_expected=10.0)
    assert found == Finding(
        index=1,
        bucket=MONDAY + HOUR,
        actual=50.0,
        expected=100.0,
        lower=60.0,
        upper=140.0,
        stddev=10.0,
        score=5.0,
        direction=-1,
        kind=POINT,
        last_index=3,
        open=True,
    )


@pytest.mark.spec("D-46", "D-51")
def test_the_pass_is_deterministic_and_an_open_finding_is_carried_on_not_repeated():
    values = office(8, 3)
    values[4 * WEEK + 28 :] = 0
    whole = findings(values)
    assert findings(values) == whole
    (first,) = findings(values[: 4 * WEEK + 40])
    assert (first.bucket, first.open) == (whole[0].bucket, True)
    stamps = grid(len(values))
    later = score(values, stamps, HOUR, evaluate_from=4 * WEEK + 40)
    (carried,) = find(later, values, stamps, HOUR, sigma=4.0, min_expected=10.0, opened=first)
    assert carried == whole[0]


@pytest.mark.spec("D-46")
def test_a_trailing_window_tells_what_the_whole_told():
    values = busy(12, 8)
    values[11 * WEEK + 40 : 11 * WEEK + 44] //= 5
    whole, window = findings(values), findings(values, since=len(values) - 150)
    assert len(whole) == 1
    assert whole == window
