"""Expected value on daily and slower grids: a robust log-linear regression on weekday and trend."""

import numpy as np

from tripl.detection import units
from tripl.detection.experts import SMALLEST_CV, Forecast
from tripl.detection.grid import Bools, Floats
from tripl.detection.trimming import median

ROUNDS = 4
BISQUARE = 4.5  # residuals beyond so many robust spreads have no vote
WINSOR = 3.0  # and count as so large in the variance
PHASE_PRIOR = 0.1  # buckets' worth of belief that a weekday is like the others
TREND_PRIOR = 1.0
TREND_UNIT = 28.0
SETTLED = 14  # buckets, nearly all on one side, are the new level
MOST_OF_THEM = 12
MIN_FIT = 4


def forecast(values: Floats, teach: Bools, phases: int, first: int) -> Forecast:
    """Expectations of rows `first` on of [time, row] values, each fitted to the rows before it; NaN before `first`."""
    mean, variance = (np.full((2, *values.shape), np.nan) for _ in range(2))
    known = np.isfinite(values) & teach
    seen = np.cumsum(known, axis=0, dtype=np.float64) - known
    total = np.cumsum(np.where(known, np.abs(values), 0.0), axis=0)
    size = np.vstack([np.zeros_like(total[:1]), total[:-1]]) / np.maximum(seen, 1)
    one = units.unit(units.fractional(values), size)
    for t in range(max(first, MIN_FIT), len(values)):
        mean[:, t], variance[:, t] = _fit(np.where(known[:t], values[:t], np.nan), one[t], phases)
    return Forecast(mean, variance, one, seen, np.ones(values.shape, dtype=bool))


def _fit(past: Floats, unit: Floats, phases: int) -> tuple[Floats, Floats]:
    """Mean and variance of the bucket after `past` [time, row]."""
    known = np.isfinite(past)
    design = _design(len(past) + 1, phases)
    logs = np.log(np.maximum(past, 0.0) + 0.5 * unit)
    centre = median(logs)
    away = np.where(known, logs - centre, 0.0)
    base = known * _precision(np.where(known, past, 0.0).mean(axis=0), unit)
    vote = np.ones_like(away)
    for _ in range(ROUNDS):
        slope = _solve(design[:-1], base * vote, away, phases)
        residual = np.where(known, away - design[:-1] @ slope, np.nan)
        spread = np.maximum(1.4826 * median(np.abs(residual)), 0.02)
        reach = np.where(known, np.abs(residual) / (BISQUARE * spread), 1.0)
        vote = np.where(reach < 1.0, (1.0 - reach * reach) ** 2, 0.0)
    fitted = np.maximum(np.exp(design @ slope + centre) - 0.5 * unit, 0.0)
    mean = fitted[-1] * np.exp(_settled(residual, spread))
    error = (1.0 + (phases + 1) / np.maximum((known * vote).sum(axis=0), phases + 1)) ** 0.5
    return mean, unit * mean + _cv2(past, fitted[:-1], spread, unit) * (mean * error) ** 2


def _design(steps: int, phases: int) -> Floats:
    """[time, phase indicators and trend]; the trend is zero at the last row, the one to foretell."""
    row = np.arange(steps)
    design = np.zeros((steps, phases + 1))
    design[row, row % phases] = 1.0
    design[:, phases] = (row - steps + 1) / TREND_UNIT
    return design


def _precision(level: Floats, unit: Floats) -> Floats:
    """Weight of a logarithm at this level: counting noise falls with it, other noise does not."""
    return level / (unit + 0.01 * level) + 1e-9


def _solve(design: Floats, weight: Floats, target: Floats, phases: int) -> Floats:
    """[coefficient, row] of the weighted ridge regression."""
    prior = np.diag([PHASE_PRIOR] * phases + [TREND_PRIOR]) / len(design)
    strength = np.maximum(weight.sum(axis=0), 1e-9)[:, None, None]
    left = np.einsum("ti,tr,tj->rij", design, weight, design, optimize=True) + prior * strength
    right = np.einsum("ti,tr->ri", design, weight * target)
    solved: Floats = np.linalg.solve(left, right[..., None])[..., 0].T
    return solved


def _settled(residual: Floats, spread: Floats) -> Floats:
    """Log shift of the level where nearly all of the last buckets lie out on one side, else 0."""
    last = residual[-SETTLED:]
    middle = median(last)
    out = (np.abs(last) > WINSOR * spread) & (np.sign(last) == np.sign(middle))
    return np.where(out.sum(axis=0) >= MOST_OF_THEM, middle, 0.0)


def _cv2(past: Floats, fitted: Floats, spread: Floats, unit: Floats) -> Floats:
    """Squared variation beyond that of counting, from winsorised residuals."""
    known = np.isfinite(past)
    level = np.where(known, np.maximum(fitted, 0.1 * unit), 0.0)
    reach = WINSOR * (spread * level + np.sqrt(unit * level))
    square = np.minimum(np.where(known, past - fitted, 0.0) ** 2, reach**2)
    excess: Floats = (square - unit * level).sum(axis=0) / np.maximum((level * level).sum(axis=0), 1e-12)
    return np.maximum(excess, SMALLEST_CV**2)
