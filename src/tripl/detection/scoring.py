"""Scores of one or many series on one grid: a single causal pass over each week's fixed window."""

from collections.abc import Iterator

import numpy as np

from tripl.detection import experts, regression
from tripl.detection.grid import WINDOW_WEEKS, Bools, Floats, Ints, Season, Signs, Window, cut, season, windows
from tripl.detection.verdict import Case, Scores, decide

THRESHOLD = 4.0
MIN_HISTORY = 8  # real values before the first opinion
_BLOCK = 512  # rows walked together: enough to amortise the walk, few enough for the cache


def score(
    values: Floats,
    timestamps: Ints,
    interval: int,
    *,
    mask: Bools | None = None,
    calendar: Bools | None = None,
    evaluate_from: int | None = None,
    sigma: float = THRESHOLD,
) -> Scores:
    """Score float64[n] or [series, n] values on a regular grid of bucket starts (epoch seconds).

    NaN is a bucket that was not collected, zero a value. Buckets under `mask` (shaped like the values or the grid)
    and `calendar` (holidays, shaped like the grid) are scored but teach nothing. Only columns from `evaluate_from`
    on are filled. Raises ValueError on shapes or intervals that do not fit.
    """
    seasonal = season(interval)
    grid = np.atleast_2d(np.asarray(values, dtype=np.float64))
    stamps = np.asarray(timestamps, dtype=np.int64)
    if grid.shape[1:] != stamps.shape:
        raise ValueError("values and timestamps differ in length")
    teach = np.ones(grid.shape, dtype=bool)
    for quiet in (mask, calendar):
        if quiet is not None:
            teach &= ~np.asarray(quiet, dtype=bool)
    result = _blank(grid.shape, sigma)
    pieces = windows(stamps, interval, max(0, evaluate_from or 0))
    for rows, some in _blocks(len(grid), pieces):
        judged = _judge(grid[rows], teach[rows], some, seasonal, sigma)
        for target, block in zip(result.arrays(), judged.arrays(), strict=True):
            _place(target[rows], block, some)
    return result if np.ndim(values) == 2 else result.series(0)


def score_series(values: Floats, timestamps: Ints, interval: int) -> Floats:
    """float64[n] scores of one series, higher = more anomalous, NaN = no opinion; strictly causal."""
    return score(values, timestamps, interval).score


score_series.threshold = THRESHOLD  # type: ignore[attr-defined]  # a benchmark reads the shipped default here


def _blank(shape: tuple[int, ...], sigma: float) -> Scores:
    def floats() -> Floats:
        return np.full(shape, np.nan)

    def signs() -> Signs:
        return np.zeros(shape, dtype=np.int8)

    return Scores(floats(), signs(), floats(), floats(), floats(), floats(), signs(), sigma)


def _blocks(series: int, pieces: list[Window]) -> Iterator[tuple[slice, list[Window]]]:
    """Many series go week by week, few go with all their weeks side by side."""
    if series * 4 > _BLOCK:
        for piece in pieces:
            for start in range(0, series, _BLOCK):
                yield slice(start, start + _BLOCK), [piece]
        return
    together = max(1, _BLOCK // max(1, series))
    for start in range(0, len(pieces), together):
        yield slice(0, series), pieces[start : start + together]


def _place(target: Floats | Signs, block: Floats | Signs, pieces: list[Window]) -> None:
    """Write [time, series x windows], whose last row is the last of the longest window, back to [series, bucket]."""
    steps = max(piece.stop - piece.start for piece in pieces)
    shaped = block.reshape(len(block), len(pieces), -1)
    for index, piece in enumerate(pieces):
        offset = steps - len(block) + piece.start
        target[:, piece.first : piece.stop] = shaped[piece.first - offset : piece.stop - offset, index].T


def _judge(grid: Floats, teach: Bools, pieces: list[Window], seasonal: Season, sigma: float) -> Scores:
    """Scores [time from the first judged column, row]."""
    values, teaching = cut(grid, pieces, np.float64(np.nan)), cut(teach, pieces, np.bool_(False))
    empty = _empty(values, seasonal)
    values, teaching = values[empty:], teaching[empty:]
    week = WINDOW_WEEKS * seasonal.week - empty
    lift = _lift(values[:week])
    first = min(piece.first - piece.start for piece in pieces) - empty
    if seasonal.day > 1:
        told = experts.forecast(values + lift, teaching, seasonal)
    else:
        told = regression.forecast(values + lift, teaching, seasonal.phases, first)
    usable = np.isfinite(values) & np.isfinite(told.mean[0]) & (told.seen >= MIN_HISTORY)
    return decide(Case(values + lift, usable, teaching, told, lift, week), seasonal, first, sigma)


def _empty(values: Floats, seasonal: Season) -> int:
    """Whole days before any row of [time, row] begins: walking them changes nothing but the clock.

    A regression weighs its belief by the length of the window, so it keeps them all.
    """
    if seasonal.day == 1:
        return 0
    history = np.isfinite(values[: WINDOW_WEEKS * seasonal.week])
    filled = np.flatnonzero(history.any(axis=1))
    begins = int(filled[0]) if len(filled) else len(history)
    return begins - begins % seasonal.day


def _lift(history: Floats) -> Floats:
    """What to add so that a series with negative values (in the weeks before the judged one) counts from zero."""
    lift = np.zeros(history.shape[1])
    signed = np.flatnonzero((history < 0).any(axis=0))
    if len(signed):
        low, middle, high = np.nanquantile(history[:, signed], [0.1, 0.5, 0.9], axis=0)
        lift[signed] = np.maximum(4.0 * (high - low) - middle, 0.0)
    return lift
