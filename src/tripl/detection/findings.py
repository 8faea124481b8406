"""From scores to findings: one for each deviation, however long it lasts."""

from dataclasses import dataclass, replace

import numpy as np

from tripl.detection.grid import Floats, Ints, season
from tripl.detection.verdict import Scores

HYSTERESIS = 0.8  # of the threshold: an open finding closes below it
_STILL = 0.5  # spreads: a gap whose values stay so far out belongs to the deviation around it


@dataclass(frozen=True)
class Finding:
    """A deviation, dated and described at its first anomalous bucket; `last_index` is the last that supports it."""

    index: int
    bucket: int
    actual: float
    expected: float
    lower: float
    upper: float
    stddev: float
    score: float
    direction: int
    kind: int
    last_index: int
    open: bool


def find(
    scores: Scores,
    values: Floats,
    timestamps: Ints,
    interval: int,
    *,
    sigma: float,
    min_expected: float,
    opened: Finding | None = None,
) -> list[Finding]:
    """Findings of one series in order; it rings at score >= sigma where expected >= min_expected.

    A level shift, a silent run or any other stretch on one side is one finding; it is `open` while the last collected
    bucket supports it. `opened` is the finding that was open before the scored stretch: it is carried on, not repeated.
    """
    story = _Story(scores, np.asarray(values, dtype=np.float64), season(interval).day, sigma, opened)
    collected = np.flatnonzero(np.isfinite(story.values) & np.isfinite(scores.score))
    for t in collected:
        story.tell(int(t), bool(scores.score[t] >= sigma and scores.expected[t] >= min_expected), int(timestamps[t]))
    return story.findings


class _Story:
    def __init__(self, scores: Scores, values: Floats, day: int, sigma: float, opened: Finding | None) -> None:
        self.scores, self.values, self.day, self.sigma = scores, values, day, sigma
        self.findings = [] if opened is None else [opened]

    def tell(self, t: int, rings: bool, bucket: int) -> None:
        direction = int(self.scores.direction[t])
        last = self.findings[-1] if self.findings else None
        bridged = rings and last is not None and last.direction == direction and self._bridged(last, t)
        if last is not None and (bridged or self._supports(last, t, direction)):
            self.findings[-1] = replace(last, last_index=t, open=True)
        elif rings:
            self._close(last)
            self.findings.append(self._finding(t, direction, bucket))
        else:
            self._close(last)

    def _close(self, last: Finding | None) -> None:
        if last is not None and last.open:
            self.findings[-1] = replace(last, open=False)

    def _supports(self, last: Finding, t: int, direction: int) -> bool:
        """Whether an open finding goes on: still nearly as odd on its side, or still silent."""
        if not last.open:
            return False
        silent = last.direction < 0 and self.values[t] == 0 and not self.values[max(last.index, 0) : t].any()
        return silent or (direction == last.direction and bool(self.scores.score[t] >= HYSTERESIS * self.sigma))

    def _bridged(self, last: Finding, t: int) -> bool:
        """Whether the buckets since the last support, at most a day of them, stayed on its side."""
        between = slice(last.last_index + 1, t)
        if t - last.last_index > max(self.day, 7) or last.last_index < -1:
            return False
        away = (self.values[between] - self.scores.expected[between]) / self.scores.stddev[between]
        away = away[np.isfinite(away)]
        return not len(away) or bool(away.mean() * last.direction >= _STILL)

    def _finding(self, t: int, direction: int, bucket: int) -> Finding:
        s = self.scores
        return Finding(
            index=t,
            bucket=bucket,
            actual=float(self.values[t]),
            expected=float(s.expected[t]),
            lower=float(s.lower[t]),
            upper=float(s.upper[t]),
            stddev=float(s.stddev[t]),
            score=float(s.score[t]),
            direction=direction,
            kind=int(s.kind[t]),
            last_index=t,
            open=True,
        )
