"""What names a series, and what a window of counts looks like."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int32]
States = npt.NDArray[np.int8]
Scope = Literal["project_total", "event_type", "event"]


class SeriesKey(NamedTuple):
    """A series inside its scan. `value` None under a `column` is the warehouse's NULL; `is_other` the folded rest."""

    scope_type: Scope
    scope_id: uuid.UUID | None = None
    column: str | None = None
    value: str | None = None
    is_other: bool = False


class SeriesRow(NamedTuple):
    """A stored series and its key."""

    id: int
    scan_config_id: uuid.UUID
    interval: str
    key: SeriesKey


class SeriesOwner(NamedTuple):
    """Whose series they are and on which grid they lie."""

    project_id: uuid.UUID
    scan_config_id: uuid.UUID
    interval: str


class State(IntEnum):
    """What a scan knows about a bucket; zero is the absence of a collection."""

    UNKNOWN = 0
    COLLECTED = 1
    MISSING = 2
    LATE = 3


@dataclass(frozen=True, slots=True)
class Counts:
    """A dense window: `values[i, j]` counts rows of `keys[i]` in bucket j; NaN where there is none."""

    keys: Sequence[SeriesKey]
    values: Floats


@dataclass(frozen=True, slots=True)
class Matrix:
    """Series × buckets. `values` has NaN where nothing is stored; `numbers` counts from the grid's origin."""

    rows: list[SeriesRow]
    numbers: npt.NDArray[np.int64]
    values: Floats


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring buckets in one state: from <= t < to."""

    start: datetime
    end: datetime
    state: State


@dataclass(frozen=True, slots=True)
class WriteReport:
    """Points that hold a number after the write, and series that were made for it."""

    points: int
    new_series: int
