"""Series for detector tests: hourly grids that start on a Monday, and what happens to them."""

import numpy as np
from numpy.typing import NDArray

from tripl.detection import Finding, find, score

HOUR, DAY, WEEK = 3_600, 86_400, 168
MONDAY = 4 * DAY + 2_300 * 7 * DAY

Values = NDArray[np.float64]


def grid(count: int, interval: int = HOUR, *, start: int = MONDAY) -> NDArray[np.int64]:
    return start + np.arange(count, dtype=np.int64) * interval


def busy(weeks: int, seed: int, level: float = 100.0) -> Values:
    """Poisson counts with a daily wave and quieter weekends."""
    hours = np.arange(weeks * WEEK)
    wave = 1 + 0.6 * np.sin(2 * np.pi * hours / 24)
    weekend = (hours // 24) % 7 >= 5
    return np.random.default_rng(seed).poisson(level * wave * np.where(weekend, 0.6, 1.0)).astype(float)


def office(weeks: int, seed: int) -> Values:
    """An event of business hours, almost silent otherwise."""
    hours = np.arange(weeks * WEEK)
    at_work = (hours % 24 >= 9) & (hours % 24 < 18) & ((hours // 24) % 7 < 5)
    return np.random.default_rng(seed).poisson(np.where(at_work, 80, 0.3)).astype(float)


def findings(
    values: Values, interval: int = HOUR, *, since: int = 3 * WEEK, sigma: float = 4.0, least: float = 10.0
) -> list[Finding]:
    """Findings from bucket `since` on: before it no weekly season has three cycles."""
    stamps = grid(len(values), interval)
    scores = score(values, stamps, interval, evaluate_from=since)
    return find(scores, values, stamps, interval, sigma=sigma, min_expected=least)
