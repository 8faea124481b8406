"""How many rows the app sends: a pure function of the seed, the event and the hour.

An hour's numbers never depend on when or how often they are asked for, so a collection that reads it again
writes the same.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tripl.kit.clock import EPOCH, bucket_number
from tripl.warehouses.base import ConnectionSpec, WarehouseError
from tripl.warehouses.synthetic.recipe import (
    CAMPAIGNS,
    EVENTS,
    FAULTS,
    FIRST_HOUR,
    HISTORY_DAYS,
    NEWEST_RELEASE_AGE,
    PLATFORMS,
    RELEASE_EVERY,
    Campaign,
    Fault,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
HOUR = timedelta(hours=1)
_DAY = np.array(
    [46, 40, 37, 36, 38, 45, 58, 76, 94, 106, 112, 116, 120, 122, 121, 120, 122, 128, 136, 142, 138, 120, 92, 65], float
)
"""Rows by hour of the day, relative."""
_WEEK = np.array([0.97, 0.98, 0.99, 1.0, 1.04, 1.06, 0.96])
_GROWTH = 0.004
"""A week."""
_SPREAD = 0.5
"""Standard deviation of an hour, in square roots of its mean: calmer than independent users would be."""


@dataclass(frozen=True, slots=True)
class World:
    """One demo's traffic: its seed, the hour it was made in, and whether anything goes wrong."""

    seed: int
    made_at: datetime
    faults: bool = True

    @property
    def made(self) -> int:
        """Number of the hour it was made in."""
        return bucket_number(self.made_at, "1h")

    @property
    def begins(self) -> int:
        return (self.made // 24 - HISTORY_DAYS) * 24 + FIRST_HOUR


def world_of(spec: ConnectionSpec) -> World:
    """WarehouseError(unsupported) for a source that no recipe made."""
    try:
        made_at = datetime.fromisoformat(str(spec.settings["made_at"])).astimezone(UTC)
        return World(int(spec.settings["seed"]), made_at, faults=bool(spec.settings.get("faults", True)))
    except (KeyError, TypeError, ValueError) as error:
        raise WarehouseError("This synthetic source belongs to no demo. Reset the demo.", kind="unsupported") from error


def planted(world: World) -> tuple[Fault | Campaign, ...]:
    return (*FAULTS, *CAMPAIGNS) if world.faults else ()


def span(world: World, planted: Fault | Campaign) -> tuple[int, int]:
    """Hours of what was planted, the end exclusive."""
    return world.made + planted.begins // HOUR, world.made + planted.ends // HOUR


def counts(world: World, first: int, stop: int) -> Ints:
    """[events, platforms, hours] rows in each hour from `first` to before `stop`."""
    hours = np.arange(first, stop, dtype=np.int64)
    platforms = np.array(list(PLATFORMS.values()))
    answer = np.zeros((len(EVENTS), len(platforms), len(hours)), np.int64)
    level = _level(hours) * (hours >= world.begins)
    for at, event in enumerate(EVENTS):
        mean = event.hourly * level
        if event.ended is not None:
            mean = mean * (hours < world.made - event.ended // HOUR)
        noisy = mean + _SPREAD * np.sqrt(mean) * _normal(world.seed, at, hours)
        answer[at] = _split(np.maximum(np.rint(noisy), 0), platforms, _uniform(world.seed, at, hours, 7))
    for each in planted(world):
        _plant(answer, each, *(edge - first for edge in span(world, each)))
    return answer


def cells(world: World, first: int, stop: int) -> pa.Table:
    """Rows to be, grouped: hour, event, platform, version and how many."""
    grid = counts(world, first, stop)
    event, platform, hour = np.nonzero(grid)
    number, rows = hour + first, grid[event, platform, hour]
    newest, share = _release(world, number)
    draw = _uniform(world.seed, 101, number * 64 + event * 4 + platform, 3)
    new = np.floor(rows * share + draw).astype(np.int64).clip(0, rows)
    both = [(newest, new), (newest - 1, rows - new)]
    keep = [amount > 0 for _, amount in both]
    columns = {
        "hour": np.concatenate([number[k] for k in keep]),
        "event": np.concatenate([event[k] for k in keep]),
        "platform": np.concatenate([platform[k] for k in keep]),
        "version": np.concatenate([version[k] for (version, _), k in zip(both, keep, strict=True)]),
        "amount": np.concatenate([amount[k] for (_, amount), k in zip(both, keep, strict=True)]),
    }
    return pa.table({name: pa.array(values.astype(np.int32)) for name, values in columns.items()})


def _level(hours: Ints) -> Floats:
    """Shape of day and week with mean one, and a slow growth."""
    day = _DAY[hours % 24] / _DAY.mean()
    weekday = (hours // 24 + 3) % 7  # the epoch was a Thursday
    weeks = (hours - bucket_number(EPOCH, "1h")) / 168
    return np.asarray(day * _WEEK[weekday] * np.exp(_GROWTH * (weeks - 2968)))


def _split(total: Floats, shares: Floats, draw: Floats) -> Ints:
    """[shares, …] whole numbers that add up to the total, rounded with one draw for all."""
    edges = np.concatenate([[0.0], np.cumsum(shares / shares.sum())])
    marks = np.floor(edges[:, None] * total[None, :] + draw[None, :]).astype(np.int64)
    marks[0], marks[-1] = 0, total.astype(np.int64)
    parts: Ints = np.diff(np.minimum(marks, marks[-1]), axis=0)
    return parts


def _plant(grid: Ints, fault: Fault | Campaign, first: int, stop: int) -> None:
    at = next(at for at, event in enumerate(EVENTS) if event.name == fault.event)
    where = slice(max(first, 0), max(stop, 0))
    names = list(PLATFORMS)
    which = slice(None) if fault.platform is None else names.index(fault.platform)
    grid[at, which, where] = np.rint(grid[at, which, where] * fault.factor).astype(np.int64)


def _release(world: World, hours: Ints) -> tuple[Ints, Floats]:
    """Number of the newest release at each hour, and its share of the traffic: half after four days."""
    every = RELEASE_EVERY // HOUR
    since = hours - (world.made - NEWEST_RELEASE_AGE // HOUR)
    age = since % every
    return since // every, 0.97 / (1 + np.exp(-(age - 96) / 22.0))


def _uniform(seed: int, stream: int, hours: Ints, lane: int) -> Floats:
    """Numbers in [0, 1) by the finaliser of SplitMix64 over (seed, stream, lane, hour)."""
    with np.errstate(over="ignore"):
        start = np.uint64((seed * 0x9E3779B97F4A7C15 + stream * 0xD1B54A32D192ED03 + lane * 0x8CB92BA72F3D8DD7) % 2**64)
        x = hours.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + start
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        x = x ^ (x >> np.uint64(31))
    return (x >> np.uint64(11)).astype(np.float64) / float(2**53)


def _normal(seed: int, stream: int, hours: Ints) -> Floats:
    """Standard normal by Box and Muller."""
    one, two = _uniform(seed, stream, hours, 1), _uniform(seed, stream, hours, 2)
    return np.asarray(np.sqrt(-2 * np.log(1 - one)) * np.cos(2 * np.pi * two))
