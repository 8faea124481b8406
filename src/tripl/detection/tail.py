"""How far out a count lies: z of the mid-p value of a negative binomial."""

import numpy as np

from tripl.detection.grid import Floats

_TINY = 1e-12
_NEAR = 0.02  # of the mean the bend is its limit, a sixth of the skewness


def normal_quantile_of_tail(log_p: Floats) -> Floats:
    """Quantile z >= 0 with upper tail exp(log_p) <= 1/2 (rational start of Abramowitz-Stegun 26.2.23)."""
    t = np.sqrt(-2.0 * log_p)
    top = 2.515517 + t * (0.802853 + t * 0.010328)
    bottom = 1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    return np.maximum(t - top / bottom, 0.0)


def count_z(actual: Floats, mean: Floats, variance: Floats, unit: Floats) -> Floats:
    """Deviation z of `actual` under a negative binomial of this mean and variance, counted in `unit`.

    The modified signed root r + ln(u / r) / r (Barndorff-Nielsen 1986) of the deviance; without a continuity
    correction it agrees with the mid-p value of a lattice. An empty bucket is exact: P(0) / 2.
    """
    y = np.maximum(actual, 0.0) / unit
    mu = np.maximum(mean / unit, 1e-9)
    inverse = np.maximum(variance / (unit * unit) - mu, 1e-7 * mu * (mu + 1.0)) / (mu * mu)
    size = 1.0 / inverse
    inside = np.maximum(y, _TINY)
    lean = np.log(inside / mu)
    pull = np.log1p((inside - mu) / (mu + size))
    root = np.sign(lean) * np.sqrt(np.maximum(2.0 * (inside * lean - (inside + size) * pull), 0.0))
    wald = (lean - pull) * np.sqrt(inside * (1.0 + inside * inverse))
    near = np.abs(root) < _NEAR
    skew = (1.0 + 2.0 * mu * inverse) / np.sqrt(mu * (1.0 + mu * inverse))
    safe = np.where(near, 1.0, root)
    bend = np.where(near, skew / 6.0, np.log(np.where(near, 1.0, wald / safe)) / safe)
    z: Floats = root + np.clip(bend, -1.0, 1.0)  # the expansion means nothing where the spread dwarfs the mean
    none = y <= _TINY
    log_none = -size[none] * np.log1p(mu[none] * inverse[none])
    z[none] = -normal_quantile_of_tail(np.minimum(log_none, 0.0) - np.log(2.0))
    return z


def value_at(z: Floats, mean: Floats, variance: Floats, unit: Floats) -> Floats:
    """The value, never below zero, that lies `z` out: the inverse of `count_z`.

    Starts from the cube-root normal approximation (Wilson-Hilferty 1931) and refines it by secants on that scale.
    """
    centre = np.maximum(mean, 1e-9 * unit)
    cv = np.sqrt(variance) / centre
    old = np.maximum(1.0 - cv * cv / 9.0 + z * cv / 3.0, 0.0)
    new = old * 1.02 + 1e-3
    miss = count_z(centre * old**3, mean, variance, unit) - z
    for _ in range(4):
        now = count_z(centre * new**3, mean, variance, unit) - z
        slope = (now - miss) / np.where(new == old, 1.0, new - old)
        step = np.where(slope > 0, -now / np.where(slope > 0, slope, 1.0), 0.0)
        old, miss, new = new, now, np.clip(new + np.clip(step, -1.0, 1.0), 0.0, None)
    return np.where(count_z(np.zeros_like(mean), mean, variance, unit) > z, 0.0, centre * new**3)
