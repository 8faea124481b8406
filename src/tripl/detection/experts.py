"""Expected value of every bucket: a mixture of causal experts, once with and once without the last hours."""

from dataclasses import dataclass

import numpy as np

from tripl.detection import units
from tripl.detection.grid import Bools, Floats, Season
from tripl.detection.trimming import lagged, trimmed_mean

WEEKS_BACK = 8
DAYS_BACK = 7
RATIO_RATE = 0.25  # the last hours' ratio forgets with this rate a bucket
LEVEL_RATE = 0.35  # the fast local level likewise
MEMORY_DAYS = 14  # errors and spreads are averages over about so long
TELLING = 3.0  # an error counts in full only where many times as much is expected
GAIN = 3.0  # spreads forget their beginnings: averages over the last third of a young history
PART_OF_DAY = 8  # a run of odd buckets longer than this part of a day, and not yet a day, teaches no spread
WINSOR = 2.5  # a bucket teaches as if it lay at most so many spreads out
WIDEN = 0.15  # ... a limit that widens for series which exceed it more than once in a hundred buckets
RARE = 0.01
SMALLEST_CV = 0.03  # no series is steadier than this
LEVEL_FLOOR = 0.02  # spread of an almost empty bucket, as a part of the usual level
SLOT_PRIOR = 12.0  # buckets' worth of belief that a slot spreads like the others
SLOT_RANGE = (0.5, 6.0)
ACCEPT = 2.5  # a day this far on one side (mean z, each at most 3) is the new level
RESCALE = (1e-3, 1e3)

WEEKLY, WEEKLY_NOW, DAILY, DAILY_NOW, LOCAL, LEVEL = range(6)
PATIENT = [WEEKLY, DAILY, LEVEL]  # the experts that may not follow the last hours
FAST, SLOW = 0, 1


@dataclass(frozen=True)
class Forecast:
    """Per bucket [time, row], known before it: means and variances [2: fast and slow, time, row], unit, history.

    `calm` buckets tell how odd the series usually is; those of an ongoing run of odd ones do not.
    """

    mean: Floats
    variance: Floats
    unit: Floats
    seen: Floats
    calm: Bools


def forecast(values: Floats, teach: Bools, season: Season) -> Forecast:
    """Walk [time, row] values forward; NaN is missing, and a bucket outside `teach` changes nothing."""
    return _Walk(values, teach, season).run()


class _Walk:
    """One causal walk over all rows at once; every array is [time, row] or [..., row]."""

    def __init__(self, values: Floats, teach: Bools, season: Season) -> None:
        steps, rows = values.shape
        self.values, self.season = values, season
        present = np.isfinite(values)
        self.known = present & teach
        self.fraction = units.fractional(values)
        self.mean = np.full((2, steps, rows), np.nan)
        self.variance = np.full((2, steps, rows), np.nan)
        self.unit = np.ones((steps, rows))
        self.seen = np.zeros((steps, rows))
        self.memory = np.full((steps, rows), np.nan)  # values as they teach the slow mean
        self.share = np.full((steps, rows), np.nan)  # the same over the level of their own week
        self.total, self.count, self.taught = np.zeros((3, rows))
        self.size = np.zeros(rows)  # mean absolute value so far
        self.local = np.full(rows, np.nan)
        self.ratio = np.zeros((2, rows))
        self.error, self.judged = np.ones((6, rows)), np.zeros((6, rows))
        self.excess, self.square, self.spreads = np.zeros((2, rows)), np.full((2, rows), 1e-9), np.zeros(rows)
        self.slot = np.ones((2, season.day, rows))
        self.slot_count = np.zeros((season.day, rows))
        self.wide = np.zeros(rows)
        self.calm = np.ones((steps, rows), dtype=bool)
        self.odd_run = np.zeros(rows)
        self.lean = np.zeros((steps, rows))
        self.lean_sum = np.zeros(rows)

    def run(self) -> Forecast:
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            for start in range(0, len(self.values), self.season.day):
                stop = min(start + self.season.day, len(self.values))
                by_week = trimmed_mean(lagged(self.share, start, stop, self.season.week, WEEKS_BACK))
                by_day = trimmed_mean(lagged(self.memory, start, stop, self.season.day, DAYS_BACK))
                for t in range(start, stop):
                    self._step(t, by_week[t - start], by_day[t - start :])
        return Forecast(self.mean, self.variance, self.unit, self.seen, self.calm)

    def _step(self, t: int, by_week: Floats, by_day: Floats) -> None:
        level = np.where(self.count >= min(self.season.day, 8), self.total / np.maximum(self.count, 1), np.nan)
        unit = units.unit(self.fraction[t], self.size)
        offset = units.log_offset(self.fraction[t], unit)
        logs = self._opinions(by_week * level, by_day[0], level, offset)
        mean = self._mix(logs, offset)
        slot = self.slot[:, t % self.season.day]
        cv2 = np.maximum(self.excess / self.square, SMALLEST_CV**2)
        variance = unit * mean * np.maximum(slot, 1.0) + cv2 * mean * mean * slot + (LEVEL_FLOOR * self.size) ** 2
        self.mean[:, t], self.variance[:, t], self.unit[t], self.seen[t] = mean, variance, unit, self.taught
        lesson = self._winsorise(t, mean, np.sqrt(variance + 0.25 * unit * unit))
        self._remember(t, lesson[SLOW], level)
        ready = self.known[t] & np.isfinite(mean[FAST])
        self._grade(
            logs,
            np.log(np.maximum(lesson[FAST], 0) + offset),
            ready,
            np.where(ready, mean[SLOW] / (mean[SLOW] + TELLING * unit), 0.0),
        )
        self._spread(t, (lesson - mean) ** 2, ready & self.calm[t])
        self.local = np.where(
            np.isfinite(self.local),
            np.where(ready, self.local + LEVEL_RATE * (lesson[FAST] - self.local), self.local),
            lesson[FAST],
        )
        self.taught = self.taught + self.known[t]
        self.size = np.where(
            self.known[t], self.size + (np.abs(self.values[t]) - self.size) / np.maximum(self.taught, 1), self.size
        )
        self._accept(t, level, by_day, np.where(ready, self.values[t] - mean[SLOW], 0) / np.sqrt(variance[SLOW] + 0.25))

    def _opinions(self, weekly: Floats, daily: Floats, level: Floats, offset: Floats) -> Floats:
        plain = np.log(np.maximum(np.stack([weekly, daily, self.local, level]), 0) + offset)
        return np.stack([plain[0], plain[0] + self.ratio[0], plain[1], plain[1] + self.ratio[1], plain[2], plain[3]])

    def _mix(self, logs: Floats, offset: Floats) -> Floats:
        """[fast, slow] geometric means of the experts, weighted by how well each has done on this series."""
        heard = np.isfinite(logs)
        loss = self.error + 1e-5
        weight = heard / (loss * np.sqrt(loss))  # mean squared log error to the power of -3/2
        voice = weight * np.where(heard, logs, 0.0)
        fast = voice.sum(axis=0) / weight.sum(axis=0)
        slow = voice[PATIENT].sum(axis=0) / weight[PATIENT].sum(axis=0)
        means = np.stack([fast, np.where(np.isfinite(slow), slow, fast)])
        mean: Floats = np.maximum(np.exp(means) - offset, 0.0)
        return mean

    def _winsorise(self, t: int, mean: Floats, spread: Floats) -> Floats:
        """The value as it teaches [fast, slow]; the expected one where there is none."""
        value, known = self.values[t], self.known[t]
        reach = WINSOR * np.exp(self.wide) * spread
        odd = (np.abs(value - mean) > reach).all(axis=0)
        side = np.sign(value - mean[SLOW]) * (np.abs(value - mean[SLOW]) > WINSOR * spread[SLOW])
        goes_on = (side != 0) & (side * self.odd_run >= 0)
        self.odd_run = np.where(known, np.where(goes_on, self.odd_run, 0.0) + side, self.odd_run)
        length = np.abs(self.odd_run)
        self.calm[t] = (length <= max(2, self.season.day // PART_OF_DAY)) | (length > self.season.day)
        ready = known & np.isfinite(mean[FAST]) & self.calm[t]
        self.wide = np.where(ready, np.clip(self.wide + WIDEN * (odd - RARE), 0.0, 4.0), self.wide)
        lesson = np.where(known, value, mean)
        return np.where(np.isfinite(mean), np.clip(lesson, mean - reach, mean + reach), lesson)

    def _remember(self, t: int, lesson: Floats, level: Floats) -> None:
        self.memory[t] = lesson
        self.share[t] = lesson / np.where(level > 0, level, np.nan)
        known = np.isfinite(lesson)
        self.total, self.count = self.total + np.where(known, lesson, 0), self.count + known
        if t >= self.season.week:
            old = self.memory[t - self.season.week]
            gone = np.isfinite(old)
            self.total, self.count = self.total - np.where(gone, old, 0), self.count - gone

    def _grade(self, logs: Floats, truth: Floats, ready: Bools, weight: Floats) -> None:
        error = truth - logs
        graded = np.isfinite(error) & ready
        self.judged = self.judged + graded * weight
        rate = np.minimum(np.maximum(1 / (self.judged + 0.5), 1 / (MEMORY_DAYS * self.season.day)) * weight, 1.0)
        self.error = np.where(graded, self.error + rate * (np.minimum(error * error, 4.0) - self.error), self.error)
        for index, expert in enumerate((WEEKLY, DAILY)):
            moved = self.ratio[index] + RATIO_RATE * (error[expert] - self.ratio[index])
            self.ratio[index] = np.where(graded[expert], moved, self.ratio[index])

    def _spread(self, t: int, square: Floats, ready: Bools) -> None:
        """Squared variation beyond that of counting, and how each slot of the day differs from it."""
        slot, mean = t % self.season.day, self.mean[:, t]
        self.spreads = self.spreads + ready
        rate = np.where(ready, np.maximum(GAIN / (self.spreads + GAIN), 1 / (MEMORY_DAYS * self.season.day)), 0.0)
        self.excess = self.excess + rate * (np.where(ready, square - self.unit[t] * mean, 0.0) - self.excess)
        self.square = self.square + rate * (np.where(ready, mean * mean, 0.0) - self.square)
        self.slot_count[slot] += ready
        pace = np.where(ready, GAIN / (self.slot_count[slot] + SLOT_PRIOR), 0.0)
        surprise = np.where(ready, square / np.maximum(self.variance[:, t], 1e-12), 1.0)
        self.slot[:, slot] = np.clip(self.slot[:, slot] * (1 + pace * (surprise - 1)), *SLOT_RANGE)

    def _accept(self, t: int, level: Floats, by_day: Floats, lean: Floats) -> None:
        """After a day on one side the past is retold on the new level."""
        day = self.season.day
        self.lean[t] = np.clip(lean, -3.0, 3.0)
        self.lean_sum = self.lean_sum + self.lean[t]
        if t < day or day == 1:
            return
        self.lean_sum = self.lean_sum - self.lean[t - day]
        moved = np.flatnonzero((np.abs(self.lean_sum) >= ACCEPT * day) & (self.taught > 2 * day))
        if not len(moved):
            return
        past, today = slice(0, t - day + 1), slice(t - day + 1, t + 1)
        known = self.known[today, moved]
        now = np.where(known, self.values[today, moved], 0.0).sum(axis=0)
        factor = now / np.maximum(np.where(known, self.mean[SLOW, today, moved], 0.0).sum(axis=0), 1e-9)
        factor = np.clip(factor, *RESCALE)
        self.memory[past, moved] *= factor
        self.memory[today, moved] = np.where(known, self.values[today, moved], self.memory[today, moved])
        self.share[today, moved] = self.memory[today, moved] / np.maximum(level[moved] * factor, 1e-9)
        self.total[moved] = np.nansum(self.memory[max(0, t - self.season.week + 1) : t + 1, moved], axis=0)
        by_day[:, moved] *= factor
        self.lean[today, moved], self.lean_sum[moved], self.odd_run[moved] = 0.0, 0.0, 0.0
