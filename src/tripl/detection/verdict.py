"""From expectations to one score a bucket: how odd, which way, and whether alone or over hours."""

from dataclasses import dataclass, replace

import numpy as np

from tripl.detection import calibrate, sustained, tail
from tripl.detection.experts import FAST, SLOW, Forecast
from tripl.detection.grid import Bools, Floats, Season, Signs

NONE, POINT, SUSTAINED = 0, 1, 2
NEWNESS = 0.1  # of a deviation is put down to the weekday while no whole week has been seen


@dataclass(frozen=True)
class Scores:
    """Arrays shaped like the values; NaN (direction and kind 0) = no opinion or not asked for.

    `score` is in sigma units and never negative, `lower` and `upper` are the band at `sigma` of them,
    `kind` is NONE, POINT or SUSTAINED.
    """

    score: Floats
    direction: Signs
    expected: Floats
    lower: Floats
    upper: Floats
    stddev: Floats
    kind: Signs
    sigma: float

    def arrays(self) -> tuple[Floats | Signs, ...]:
        """Every array, in the order of the fields."""
        return self.score, self.direction, self.expected, self.lower, self.upper, self.stddev, self.kind

    def without(self, mask: Bools) -> "Scores":
        """The same with no opinion under the mask, as if those buckets had not been collected."""
        return replace(self, score=np.where(mask, np.nan, self.score), expected=np.where(mask, np.nan, self.expected))

    def series(self, index: int) -> "Scores":
        """The scores of one row of a matrix."""
        return Scores(
            self.score[index],
            self.direction[index],
            self.expected[index],
            self.lower[index],
            self.upper[index],
            self.stddev[index],
            self.kind[index],
            self.sigma,
        )


@dataclass(frozen=True)
class Case:
    """What is known of each bucket [time, row]; values and forecast are `lift`ed to count from zero.

    The judged week begins at row `week`.
    """

    values: Floats
    usable: Bools
    teaching: Bools
    told: Forecast
    lift: Floats
    week: int


def decide(case: Case, season: Season, first: int, sigma: float) -> Scores:
    """Scores of the rows from `first` on; all earlier ones only calibrate."""
    with np.errstate(invalid="ignore", divide="ignore"):
        fast, slow = _oddness(case, FAST), _oddness(case, SLOW)
        nearer = np.where(np.abs(fast) < np.abs(slow), fast, slow)
        point = np.where(case.usable, np.where(np.sign(fast) == np.sign(slow), nearer, 0.0), np.nan)
        counted, new = _experienced(case, season), np.clip(2.0 - case.told.seen[first:] / season.week, 0.0, 1.0)
        usual = calibrate.usual(np.where(counted, point, np.nan), first) * (1.0 + NEWNESS * new)
        best, kind = point[first:] / usual, np.full(point[first:].shape, POINT, dtype=np.int8)
        summable = case.usable & case.teaching & (case.told.seen >= season.day)
        for total, supported in sustained.sums(slow, summable, season):
            scale = calibrate.usual(np.where(counted, total, np.nan), first, wide=sustained.KINSHIP)
            level = np.where(supported, total, 0.0)[first:] / (scale * (1.0 + sustained.NEWNESS * new))
            stronger = np.abs(level) > np.abs(best)
            best, kind = np.where(stronger, level, best), np.where(stronger, np.int8(SUSTAINED), kind)
        follows = (np.abs(fast) < np.abs(slow))[first:] & (kind == POINT)
        band = _band(case, first, follows, calibrate.reach(sigma) * usual)
    return _scores(calibrate.sigmas(best), kind, band, sigma)


def _experienced(case: Case, season: Season) -> Bools:
    """Buckets that tell how odd the series usually is: not those before the week was known, if it is known by now."""
    seen = case.told.seen
    known_by_now = seen[min(case.week, len(seen) - 1)] >= 2 * season.week
    counted: Bools = case.teaching & case.told.calm & (~known_by_now | (seen >= season.week + season.day))
    return counted


def _oddness(case: Case, which: int) -> Floats:
    z = tail.count_z(case.values, case.told.mean[which], case.told.variance[which], case.told.unit)
    return np.where(case.usable, z, np.nan)


def _band(case: Case, first: int, follows: Bools, reach: Floats) -> tuple[Floats, Floats, Floats]:
    """(expected, lower, upper) about the fast mean where `follows`, else the slow one, `reach` sigma wide."""
    mean, variance = (
        np.where(follows, pair[FAST, first:], pair[SLOW, first:]) for pair in (case.told.mean, case.told.variance)
    )
    lower, upper = (tail.value_at(side * reach, mean, variance, case.told.unit[first:]) for side in (-1, 1))
    return mean - case.lift, lower - case.lift, upper - case.lift


def _scores(signed: Floats, kind: Signs, band: tuple[Floats, Floats, Floats], sigma: float) -> Scores:
    silent = ~np.isfinite(signed)
    expected, lower, upper = (np.where(silent, np.nan, edge) for edge in band)
    return Scores(
        score=np.abs(signed),
        direction=np.where(silent, 0, np.sign(signed)).astype(np.int8),
        expected=expected,
        lower=lower,
        upper=upper,
        stddev=(upper - lower) / (2.0 * sigma),
        kind=np.where(silent | (signed == 0), NONE, kind).astype(np.int8),
        sigma=sigma,
    )
