"""Which buckets of which series lie in an expected window: one rule for the live pass, the chart and signals."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from tripl.features.annotations import repository
from tripl.models.annotations import Annotation

Bools = npt.NDArray[np.bool_]
Stamps = npt.NDArray[np.int64]
Key = tuple[str, str] | None
"""What an annotation is fastened to; None is the whole project."""


class Subject(NamedTuple):
    """A series as annotations know it; the type is that of an event."""

    scope_type: str
    scope_ref: str
    event_type_id: uuid.UUID | None = None


def keys(project_id: uuid.UUID, subject: Subject) -> list[tuple[str, str]]:
    """Beside the whole project, what an annotation that applies to the series may be fastened to."""
    found = [(subject.scope_type, subject.scope_ref)]
    if subject.scope_type == "event" and subject.event_type_id is not None:
        found.append(("event_type", str(subject.event_type_id)))
    if subject.scope_type == "project_total":
        found.append(("project_total", str(project_id)))
    return found


@dataclass(frozen=True, slots=True)
class Window:
    begins: datetime
    ends: datetime
    key: Key


@dataclass(frozen=True, slots=True)
class Expected:
    """The expected windows of a project."""

    project_id: uuid.UUID
    windows: tuple[Window, ...]

    def mask(self, subjects: Sequence[Subject], stamps: Stamps, width: int) -> Bools | None:
        """[series, bucket]: buckets that a window touches, however little; None where nothing is expected.

        `stamps` are starts of buckets in order, `width` is their length; both in seconds.
        """
        if not self.windows:
            return None
        rows: dict[Key, list[int]] = defaultdict(list)
        for at, subject in enumerate(subjects):
            for key in (None, *keys(self.project_id, subject)):
                rows[key].append(at)
        found = np.zeros((len(subjects), len(stamps)), dtype=bool)
        for window in self.windows:
            first = np.searchsorted(stamps, window.begins.timestamp() - width, side="right")
            stop = np.searchsorted(stamps, window.ends.timestamp(), side="left")
            found[rows[window.key], first:stop] = True
        return found if found.any() else None

    def covers(self, subject: Subject, first: datetime, last: datetime, width: timedelta) -> bool:
        """Whether every bucket from `first` to `last` is expected."""
        seconds = int(width.total_seconds())
        stamps = np.arange(int(first.timestamp()), int(last.timestamp()) + seconds, seconds, dtype=np.int64)
        mask = self.mask([subject], stamps, seconds)
        return mask is not None and bool(mask.all())


def expected(
    session: Session, project_id: uuid.UUID, start: datetime | None = None, end: datetime | None = None
) -> Expected:
    """The windows that touch the period; a bound that is left out is none."""
    found = repository.windows(session, project_id, start, end)
    return Expected(project_id, tuple(_window(each) for each in found))


def subject_of(session: Session, project_id: uuid.UUID, scope_type: str, scope_ref: str) -> Subject:
    """With the type of the event, if it is one."""
    ident = ident_of(scope_ref) if scope_type == "event" else None
    kind = repository.type_of_event(session, project_id, ident) if ident else None
    return Subject(scope_type, scope_ref, kind)


def ident_of(scope_ref: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(scope_ref)
    except ValueError:
        return None


def _window(row: Annotation) -> Window:
    key = (row.scope_type, row.scope_ref) if row.scope_type and row.scope_ref else None
    return Window(row.bucket, row.expected_until or row.bucket, key)
