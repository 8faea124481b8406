"""What must ring, what must not, and how often."""

import numpy as np
import pytest
from tests.detection.shapes import DAY, WEEK, busy, findings, office

from tripl.detection import POINT, SUSTAINED

NOON = 4 * WEEK + 36  # a Tuesday


@pytest.mark.spec("D-47")
@pytest.mark.parametrize("level", [0.0, 3.0, 100.0, 1e6])
def test_a_constant_series_never_flags(level):
    assert findings(np.full(10 * WEEK, level), since=0) == []
    assert findings(np.full(120, level), DAY, since=0) == []


@pytest.mark.spec("D-47")
@pytest.mark.parametrize("seed", range(4))
def test_a_weekly_pattern_with_noise_never_flags(seed):
    assert findings(busy(11, seed)) == []


@pytest.mark.spec("D-47", "D-41")
@pytest.mark.parametrize("seed", range(4))
def test_a_step_that_holds_is_one_finding(seed):
    values = busy(8, seed)
    values[NOON:] *= 3
    (found,) = findings(values)
    assert (found.index, found.direction, found.open) == (NOON, 1, False)
    assert found.last_index - NOON < 36  # a day, then it is the new level


@pytest.mark.spec("D-47")
@pytest.mark.parametrize("seed", range(4))
def test_a_spike_is_one_finding(seed):
    values = busy(6, seed)
    values[NOON] *= 4
    (found,) = findings(values)
    assert (found.index, found.kind, found.direction, found.actual) == (NOON, POINT, 1, values[NOON])
    assert found.last_index <= NOON + 1
    assert found.lower < found.expected < found.upper < found.actual


@pytest.mark.spec("D-47")
def test_a_little_more_on_a_quiet_series_is_noise():
    values = np.random.default_rng(0).poisson(11, 5 * WEEK).astype(float)
    values[NOON] = 14
    assert findings(values) == []


@pytest.mark.spec("D-47", "D-50")
@pytest.mark.parametrize("seed", range(4))
def test_the_death_of_a_business_hours_event_is_one_finding(seed):
    values = office(8, seed)
    values[4 * WEEK + 28 :] = 0  # Tuesday at four in the morning
    (found,) = findings(values)
    assert found.index - (4 * WEEK + 33) in (0, 1)  # its first busy hours
    assert (found.direction, found.actual, found.open) == (-1, 0.0, True)
    assert found.last_index == len(values) - 1


@pytest.mark.spec("D-50")
@pytest.mark.parametrize("seed", range(3))
def test_a_second_death_is_a_second_finding(seed):
    values = busy(8, seed)
    values[NOON : NOON + 60] = 0
    values[NOON + 160 : NOON + 200] = 0
    first, second = (found for found in findings(values) if found.direction < 0)
    assert (first.index, first.last_index) == (NOON, NOON + 59)
    assert NOON + 160 <= second.index <= NOON + 166


def test_one_broken_value_does_not_make_a_series_fractional():
    values = busy(8, 8)
    values[3 * WEEK] += 0.5
    assert findings(values) == []


def test_a_series_of_fractions_is_scored_at_any_scale():
    values = np.random.default_rng(3).normal(1.0, 0.05, 6 * WEEK)
    values[NOON] = 0.5
    for scale in (1e-3, 1.0, 1e5):
        (found,) = findings(values * scale, least=0)
        assert (found.index, found.direction) == (NOON, -1)
        assert found.last_index <= NOON + 1


def test_half_the_volume_over_hours_is_found_and_carried_by_sums():
    values = busy(8, 9, level=8.0)
    values[NOON : NOON + 24] = np.floor(values[NOON : NOON + 24] * 0.35)
    (found,) = findings(values, least=3)
    assert (found.direction, found.kind) == (-1, SUSTAINED)
    assert NOON < found.index < NOON + 18


@pytest.mark.spec("D-35")
def test_small_expectations_do_not_ring():
    values = busy(6, 2, level=9.0)
    values[NOON] = 60
    assert findings(values, least=5)
    assert findings(values, least=50) == []
    assert findings(values, sigma=40, least=5) == []


@pytest.mark.parametrize("seed", range(4))
def test_daily_grids(seed):
    days = np.arange(120)
    values = np.random.default_rng(seed).poisson(1000 * np.where(days % 7 < 5, 1.3, 1.0)).astype(float)
    assert findings(values, DAY, since=21) == []
    for factor, direction in ((3.0, 1), (0.0, -1), (0.5, -1)):
        changed = values.copy()
        changed[90] *= factor
        (found,) = findings(changed, DAY, since=21)
        assert (found.index, found.last_index, found.direction) == (90, 90, direction)
    stepped = values.copy()
    stepped[90:] *= 3
    (found,) = findings(stepped, DAY, since=21)
    assert (found.index, found.open) == (90, False)
