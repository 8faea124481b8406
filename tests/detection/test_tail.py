"""The tail against exact probabilities, the trimmed mean against its definition."""

from math import exp, lgamma, log
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tripl.detection import calibrate, tail, trimming

MEANS = st.floats(0.5, 60.0)
OVER = st.floats(1.02, 8.0)  # variance over mean


def mid_p_z(count: int, mean: float, variance: float) -> float:
    """Exact z of the mid-p value of a negative binomial, summed term by term."""
    size = mean * mean / (variance - mean)

    def mass(k: int) -> float:
        shape = lgamma(k + size) - lgamma(size) - lgamma(k + 1)
        return exp(shape + size * log(size / (size + mean)) + k * log(mean / (size + mean)))

    below = sum(mass(k) for k in range(count))
    above = sum(mass(k) for k in range(count + 1, count + 1_500))
    half = mass(count) / 2
    return -NormalDist().inv_cdf(above + half) if below > above else NormalDist().inv_cdf(below + half)


def z_of(value: float, mean: float, variance: float) -> float:
    arrays = (np.array([number], dtype=float) for number in (value, mean, variance, 1.0))
    return float(tail.count_z(*arrays)[0])


@given(mean=MEANS, over=OVER, count=st.integers(0, 150))
def test_z_is_that_of_the_exact_mid_p_value(mean, over, count):
    exact = mid_p_z(count, mean, mean * over)
    if abs(exact) < 7:
        assert z_of(count, mean, mean * over) == pytest.approx(exact, abs=0.12)


@given(mean=st.floats(4, 1e6), over=OVER, z=st.floats(-6, 6))
def test_value_at_is_the_inverse(mean, over, z):
    arrays = [np.array([number], dtype=float) for number in (mean, mean * over, 1.0)]
    value = float(tail.value_at(np.array([z]), *arrays)[0])
    assert value >= 0
    if value > 2:
        assert z_of(value, mean, mean * over) == pytest.approx(z, abs=0.05)


def test_noise_and_news():
    assert abs(z_of(14, 11, 11.01)) < 1.5
    assert z_of(700, 1000, 1000 + 0.03**2 * 1e6) < -5


def test_a_spread_that_dwarfs_the_mean_excuses_everything():
    assert abs(z_of(67, 14.7, 2e7)) < 1.5
    assert abs(z_of(0, 14.7, 2e7)) < 1.5


def test_the_scale_of_fractions_does_not_matter():
    one = tail.count_z(*(np.array([x]) for x in (0.7, 1.0, 0.01, 1e-4)))
    big = tail.count_z(*(np.array([x]) for x in (7e3, 1e4, 1e6, 1.0)))
    np.testing.assert_allclose(one, big, rtol=1e-9)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=9), st.integers(0, 3))
def test_trimmed_mean_and_median(values, absent):
    stack = np.array(values + [np.nan] * absent)[:, None]
    cut = len(values) // 4 if len(values) > 2 else 0
    kept = sorted(values)[cut : len(values) - cut]
    np.testing.assert_allclose(trimming.trimmed_mean(stack), [np.mean(kept)], rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(trimming.median(stack), [np.median(values)], rtol=1e-9, atol=1e-6)
    assert np.isnan(trimming.trimmed_mean(stack * np.nan)).all()


def test_calibration_leaves_a_normal_series_alone_and_quietens_an_odd_one():
    z = np.random.default_rng(0).normal(size=(1_600, 3)) * [1.0, 2.0, 0.3]
    usual = calibrate.usual(z, 1_500)[-1]
    np.testing.assert_allclose(usual, [1.0, 1.9, 1.0], atol=0.12)


@given(st.floats(0.1, 30))
def test_reach_is_the_inverse_of_sigmas(sigma):
    assert float(calibrate.sigmas(np.array(calibrate.reach(sigma)))) == pytest.approx(sigma)
