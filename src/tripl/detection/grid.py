"""Where a bucket lies in its week, and the fixed window that judges it."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

DAY = 86_400
WEEK = 7 * DAY
MONDAY = 4 * DAY  # 1970-01-05, the first Monday after the epoch
WINDOW_WEEKS = 9  # whole weeks before the bucket's own one

T = TypeVar("T", np.float64, np.bool_)

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Signs = NDArray[np.int8]


@dataclass(frozen=True)
class Season:
    """Buckets a day and a week of one grid (at least one each), and weekly phases of a daily or slower one."""

    day: int
    week: int
    phases: int


def season(interval: int) -> Season:
    """The season of a grid whose buckets are `interval` seconds long."""
    if interval <= 0:
        raise ValueError("interval must be positive")
    return Season(max(1, DAY // interval), max(1, WEEK // interval), 1 if WEEK % interval else WEEK // interval)


@dataclass(frozen=True)
class Window:
    """Columns of one week's fixed window: it opens at `start` (maybe before the grid), judges `first` to `stop`."""

    start: int
    first: int
    stop: int


def windows(timestamps: Ints, interval: int, evaluate_from: int) -> list[Window]:
    """The windows that judge the columns from `evaluate_from` on, one for each week that holds any."""
    if evaluate_from >= len(timestamps):
        return []
    week = (timestamps - MONDAY) // WEEK
    found = []
    for number in range(int(week[evaluate_from]), int(week[-1]) + 1):
        first, stop = (int(edge) for edge in np.searchsorted(week, [number, number + 1]))
        opens = MONDAY + (number - WINDOW_WEEKS) * WEEK
        start = -((int(timestamps[0]) - opens) // interval)
        if first < stop:
            found.append(Window(start, max(first, evaluate_from), stop))
    return found


def cut(grid: NDArray[T], pieces: list[Window], blank: T) -> NDArray[T]:
    """[series, bucket] -> [time, series x windows]: the windows side by side, `blank` where the grid has no column."""
    steps = max(piece.stop - piece.start for piece in pieces)
    out = np.full((steps, len(pieces), len(grid)), blank, dtype=grid.dtype)
    for index, piece in enumerate(pieces):
        begin = max(piece.start, 0)
        out[begin - piece.start : piece.stop - piece.start, index] = grid[:, begin : piece.stop].T
    return out.reshape(steps, -1)
