"""Earlier buckets of the same phase, and their trimmed mean."""

import numpy as np

from tripl.detection.grid import Floats


def lagged(source: Floats, start: int, stop: int, lag: int, depth: int) -> Floats:
    """[depth, stop - start, row]: rows `start`..`stop` of `source` 1 to `depth` lags earlier; NaN before the first."""
    stack = np.full((min(depth, (stop - 1) // lag), stop - start, source.shape[1]), np.nan)
    for back in range(len(stack)):
        first = start - (back + 1) * lag
        begin = max(0, -first)
        if begin < stop - start:
            stack[back, begin:] = source[first + begin : first + stop - start]
    return stack


def trimmed_mean(stack: Floats) -> Floats:
    """Mean over the first axis without a quarter at each end (none of two); NaN = absent, NaN when all are."""
    if not len(stack):
        return np.full(stack.shape[1:], np.nan)
    ordered = np.sort(stack, axis=0)
    count = np.isfinite(ordered).sum(axis=0)
    weight = np.moveaxis(_weights(len(stack))[count], -1, 0)
    mean = (np.where(np.isfinite(ordered), ordered, 0.0) * weight).sum(axis=0)
    return np.where(count > 0, mean, np.nan)


def _weights(depth: int) -> Floats:
    """[count, rank]: weight of each rank among `count` values."""
    table = np.zeros((depth + 1, depth))
    for count in range(1, depth + 1):
        cut = count // 4 if count > 2 else 0
        table[count, cut : count - cut] = 1.0 / (count - 2 * cut)
    return table


def median(stack: Floats) -> Floats:
    """Median over the first axis; NaN = absent, NaN when all are."""
    ordered = np.sort(stack, axis=0)
    count = np.isfinite(ordered).sum(axis=0)
    low, high = np.maximum(count - 1, 0) // 2, np.minimum(count // 2, len(stack) - 1)
    pair: Floats = np.take_along_axis(ordered, np.stack([low, high]), 0)
    middle: Floats = pair.mean(axis=0)
    return middle
