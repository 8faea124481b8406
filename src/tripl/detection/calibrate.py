"""How odd a series usually is: the 99 % quantile of its own |z|, as far as it is known at each bucket."""

from math import erfc, sqrt

import numpy as np

from tripl.detection.grid import Bools, Floats

RARE = 0.01
NORMAL = 2.576  # that quantile of a well-described series; a calmer one is not made louder
HEAVY = 0.8  # beyond it the tails of real series are longer than a normal law's: one z there is so much sigma
PRIOR = 300.0  # buckets' worth of belief in the normal law
_EDGES = np.concatenate([[1.25, 1.6, 2.0, 2.33, 2.576, 2.9, 3.3, 3.8, 4.4], 5.2 * 1.35 ** np.arange(20.0)])


def usual(z: Floats, first: int, *, wide: float = 1.0) -> Floats:
    """What to divide z[time, row] by, from row `first` on, so that its 99 % quantile is a normal law's; never below 1.

    |z| is counted beyond fixed edges, strictly before each bucket; the quantile lies log-linearly between two edges.
    Until the series has a history of its own, z is believed to be normal and `wide` times as large as it should be.
    """
    believed = [PRIOR * max(erfc(edge / wide / sqrt(2)), 1e-300) for edge in _EDGES]
    known = np.isfinite(z)
    size = np.where(known, np.abs(z), 0.0)
    past, now = size[:first], size[first:]
    total = known[:first].sum(axis=0) + _before(known[first:]) + PRIOR
    logs = np.empty((len(_EDGES), *now.shape))
    for index, edge in enumerate(_EDGES):
        beyond = (past > edge).sum(axis=0) + _before(now > edge) + believed[index]
        logs[index] = np.log(beyond / total)
    target = np.log(RARE)
    upper = np.clip((logs > target).sum(axis=0), 1, len(_EDGES) - 1)
    left = np.take_along_axis(logs, upper[None] - 1, 0)[0]
    right = np.take_along_axis(logs, upper[None], 0)[0]
    part = np.clip((left - target) / np.maximum(left - right, 1e-9), 0.0, 1.0)
    quantile = _EDGES[upper - 1] + part * (_EDGES[upper] - _EDGES[upper - 1])
    scale: Floats = np.maximum(quantile / NORMAL, 1.0)
    return scale


def sigmas(z: Floats) -> Floats:
    """Sigma units of a calibrated z, on the same side."""
    size = np.abs(z)
    return np.sign(z) * np.where(size > NORMAL, NORMAL + HEAVY * (size - NORMAL), size)


def reach(sigma: float) -> float:
    """The calibrated z that `sigma` units stand for: the inverse of `sigmas`."""
    return NORMAL + (sigma - NORMAL) / HEAVY if sigma > NORMAL else sigma


def _before(hits: Bools) -> Floats:
    """How many hits lie strictly before each row."""
    counts: Floats = np.cumsum(hits, axis=0, dtype=np.float64)
    return counts - hits
