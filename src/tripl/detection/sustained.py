"""Sums of the slow z over parts of a day: shifts and decay that no single bucket shows."""

from collections.abc import Iterator

import numpy as np

from tripl.detection.grid import Bools, Floats, Season

PARTS_OF_A_DAY = (12, 4, 2, 1)
KINSHIP = 1.2  # neighbouring buckets err alike, so sums spread more than sums of strangers
NEWNESS = 0.25  # of a sum's size is put down to the weekday while no whole week has been seen
CAP = 4.0  # one bucket alone cannot carry a sum
RECENT = 1 / 6  # of the stretch must still lie on its side ...
SUPPORT = 0.5  # ... with this part of its mean, or the deviation is over


def sums(slow: Floats, usable: Bools, season: Season) -> Iterator[tuple[Floats, Bools]]:
    """For each stretch: (sum / sqrt(buckets) [time, row], whether its newest buckets still support it)."""
    capped = np.where(usable, np.clip(np.where(usable, slow, 0.0), -CAP, CAP), 0.0)
    total, count = _running(capped), _running(usable)
    for length in sorted({season.day // part for part in PARTS_OF_A_DAY} - {0, 1}):
        amount, n = _last(total, length), _last(count, length)
        enough = n >= length / 2
        recent = max(1, round(length * RECENT))
        newest = _last(total, recent) / np.maximum(_last(count, recent), 1)
        mean = amount / np.maximum(n, 1)
        supported = (np.sign(newest) == np.sign(mean)) & (np.abs(newest) >= SUPPORT * np.abs(mean))
        yield np.where(enough, amount / np.sqrt(np.maximum(n, 1)), np.nan), supported


def _running(values: Floats | Bools) -> Floats:
    """[time + 1, row]: sums of everything before each row."""
    total = np.zeros((len(values) + 1, values.shape[1]))
    np.cumsum(values, axis=0, out=total[1:])
    return total


def _last(running: Floats, length: int) -> Floats:
    """Sum of the last `length` buckets up to and with each; NaN before there are so many."""
    out = np.full((len(running) - 1, running.shape[1]), np.nan)
    out[length - 1 :] = running[length:] - running[:-length]
    return out
