"""Coverage: one state a bucket and scan, chunked like the series; an array ends at the newest bucket marked."""

import uuid

import numpy as np
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tripl.features.metrics.repository.chunks import slices
from tripl.features.metrics.schemas import States
from tripl.models.series import CHUNK, ScanCoverage

MARK = """
INSERT INTO public.scan_coverage AS c (scan_config_id, interval, chunk_no, states)
VALUES (:scan, :interval, :chunk_no, array_fill(NULL::int2, ARRAY[{low} - 1]) || CAST(:states AS int2[]))
ON CONFLICT (scan_config_id, interval, chunk_no) DO UPDATE SET states[{low}:{high}] = CAST(:states AS int2[])
"""
NEWEST = """
SELECT chunk_no * {width} + cardinality(states) - 1 FROM public.scan_coverage
WHERE scan_config_id = :scan AND interval = :interval ORDER BY chunk_no DESC LIMIT 1
"""


def mark(session: Session, scan: uuid.UUID, interval: str, first: int, states: States) -> None:
    """Set the states of the buckets from `first` on; one statement a chunk."""
    for part in slices(first, first + len(states)):
        session.execute(
            text(MARK.format(low=part.low, high=part.high)),
            {
                "scan": scan,
                "interval": interval,
                "chunk_no": part.chunk_no,
                "states": [int(state) for state in states[part.start : part.stop]],
            },
        )


def newest(session: Session, scan: uuid.UUID, interval: str) -> int | None:
    """Number of the newest bucket that carries a state."""
    found: int | None = session.scalar(text(NEWEST.format(width=CHUNK)), {"scan": scan, "interval": interval})
    return found


def read(session: Session, scan: uuid.UUID, interval: str, first: int, stop: int) -> States:
    """int8[stop - first], zero where nothing was collected."""
    out = np.zeros(max(stop - first, 0), np.int8)
    rows = session.execute(
        select(ScanCoverage.chunk_no, ScanCoverage.states).where(
            ScanCoverage.scan_config_id == scan,
            ScanCoverage.interval == interval,
            ScanCoverage.chunk_no.between(first // CHUNK, (stop - 1) // CHUNK),
        )
    )
    for chunk_no, states in rows:
        for part in slices(first, stop):
            if part.chunk_no == chunk_no:
                held = np.array([state or 0 for state in states[part.low - 1 : part.high]], np.int8)
                out[part.start : part.start + len(held)] = held
    return out
