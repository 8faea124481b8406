"""A score depends on its own fixed window and on nothing else."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.detection.shapes import DAY, HOUR, MONDAY, WEEK, busy, grid, office

from tripl.detection import Scores, score, score_series

SETTINGS = settings(max_examples=8, deadline=None)


def same(left: Scores, right: Scores, part: slice, other: slice) -> None:
    for a, b in zip(left.arrays(), right.arrays(), strict=True):
        np.testing.assert_allclose(a[..., part], b[..., other], rtol=1e-9, atol=1e-9)


@SETTINGS
@given(seed=st.integers(0, 999), cut=st.integers(30, 5 * WEEK - 2), factor=st.floats(0, 50))
def test_the_future_changes_nothing(seed, cut, factor):
    values = busy(5, seed, level=20.0)
    other = values.copy()
    other[cut + 1 :] = np.random.default_rng(seed).permutation(other[cut + 1 :]) * factor + 0.5
    stamps = grid(len(values))
    told = score(values, stamps, HOUR)
    same(told, score(other, stamps, HOUR), slice(cut + 1), slice(cut + 1))
    same(told, score(values[: cut + 1], stamps[: cut + 1], HOUR), slice(cut + 1), slice(None))


@SETTINGS
@given(seed=st.integers(0, 999), into=st.integers(1, WEEK), hole=st.integers(0, 400))
def test_nine_twelve_and_forty_weeks_agree(seed, into, hole):
    values = busy(41, seed, level=30.0)[: 40 * WEEK + into]
    values[-500 : -500 + hole] = np.nan
    stamps = grid(len(values))
    judged = slice(-into, None)
    whole = score(values, stamps, HOUR, evaluate_from=40 * WEEK)
    assert np.isfinite(whole.score[judged]).any()
    for weeks in (9, 12):
        part = slice((40 - weeks) * WEEK, None)
        same(whole, score(values[part], stamps[part], HOUR, evaluate_from=weeks * WEEK), judged, judged)


def test_alone_in_ninety_days_and_among_others_agree():
    values = np.stack([busy(14, 1), office(14, 2), busy(14, 3, level=4.0)])
    stamps = grid(values.shape[1])
    together = score(values, stamps, HOUR)
    for row in range(3):
        same(together.series(row), score(values[row], stamps, HOUR), slice(None), slice(None))
    last = score(values, stamps, HOUR, evaluate_from=values.shape[1] - 1)
    same(together, last, slice(-1, None), slice(-1, None))
    assert np.isnan(last.score[:, :-1]).all()
    many = score(np.repeat(values, 60, axis=0), stamps, HOUR, evaluate_from=values.shape[1] - 200)
    same(together.series(1), many.series(61), slice(-200, None), slice(-200, None))


@pytest.mark.parametrize("interval", [900, HOUR, 6 * HOUR, DAY, 7 * DAY])
def test_every_grid_is_scored_causally(interval):
    count = min(6 * 7 * DAY // interval, 4_000) if interval < DAY else 80
    values = np.random.default_rng(interval).poisson(200, count).astype(float)
    stamps = grid(count, interval)
    scores = score_series(values, stamps, interval)
    assert np.isfinite(scores[10:]).all()
    other = values.copy()
    other[count // 2 + 1 :] *= 9
    again = score_series(other, stamps, interval)
    np.testing.assert_allclose(scores[: count // 2 + 1], again[: count // 2 + 1], rtol=1e-9)


def test_weekday_and_hour_of_the_first_bucket_do_not_matter_on_short_histories():
    values = busy(1, 5)[:90]
    values[-3:] *= 0.3
    at = [score(values, grid(90, start=MONDAY + hour * HOUR), HOUR).score for hour in (0, 7, 60, 100, 150)]
    for other in at[1:]:
        np.testing.assert_allclose(at[0], other, rtol=1e-9)


def test_below_a_handful_of_buckets_there_is_no_opinion():
    scores = score_series(busy(1, 0)[:20], grid(20), HOUR)
    assert np.isnan(scores[:8]).all()
    assert np.isfinite(scores[8:]).all()
    assert not len(score_series(np.empty(0), grid(0), HOUR))


@SETTINGS
@given(seed=st.integers(0, 999), age=st.integers(1, 4 * WEEK), older=st.integers(0, 9 * WEEK))
def test_a_young_series_is_scored_alike_beside_an_old_one(seed, age, older):
    values = busy(10, seed, level=20.0)
    values[:-age] = np.nan
    values[-3:] *= 3
    neighbour = busy(10, seed + 1, level=20.0)
    neighbour[:older] = np.nan
    stamps = grid(len(values))
    last = len(values) - min(age, WEEK)
    alone = score(values, stamps, HOUR, evaluate_from=last)
    same(
        alone,
        score(np.stack([values, neighbour]), stamps, HOUR, evaluate_from=last).series(0),
        slice(None),
        slice(None),
    )


def test_missing_is_not_zero():
    values = busy(6, 4)
    missing, zero = values.copy(), values.copy()
    missing[900:906], zero[900:906] = np.nan, 0.0
    stamps = grid(len(values))
    unseen, empty = score(missing, stamps, HOUR), score(zero, stamps, HOUR)
    assert np.isnan(unseen.score[900:906]).all()
    assert not unseen.direction[900:906].any()
    assert (empty.score[900:906] >= 4).all()
    assert (unseen.score[906:930] < 4).all()


def test_masked_buckets_are_scored_but_teach_nothing():
    values = busy(8, 6)
    campaign = slice(5 * WEEK, 5 * WEEK + 72)
    loud = values.copy()
    loud[campaign] *= 8
    mask = np.zeros(len(values), dtype=bool)
    mask[campaign] = True
    stamps = grid(len(values))
    taught = score(loud, stamps, HOUR, mask=mask)
    assert (taught.score[campaign] >= 4).all()
    after = slice(campaign.stop, None)
    same(taught, score(values, stamps, HOUR, mask=mask), after, after)
    same(taught, score(loud, stamps, HOUR, calendar=mask), after, after)


def test_the_band_and_the_score_agree_on_single_buckets():
    values = busy(10, 7, level=30.0)
    values[9 * WEEK + 30] = 200
    scores = score(values, grid(len(values)), HOUR, evaluate_from=9 * WEEK, sigma=3.0)
    part = slice(9 * WEEK, None)
    lower, upper = scores.lower[part], scores.upper[part]
    assert (lower >= 0).all()
    assert (lower <= scores.expected[part]).all()
    assert (scores.expected[part] <= upper).all()
    np.testing.assert_allclose(scores.stddev[part], (upper - lower) / 6.0)
    outside = (values[part] < lower - 1e-6) | (values[part] > upper + 1e-6)
    assert outside[30]
    assert (scores.score[part][outside] >= 3.0).all()


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="length"):
        score(np.zeros(5), grid(4), HOUR)
    with pytest.raises(ValueError, match="positive"):
        score(np.zeros(5), grid(5), 0)
