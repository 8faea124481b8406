"""Summaries of projects: computed by the server, kept for half a minute where a cache is there."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from tripl.db.cache import Cache
from tripl.db.outbox import Bus
from tripl.features.overview.repository import numbers as repository
from tripl.features.overview.schemas import KpiPoint, KpiSeries, TopEvent
from tripl.features.projects.schemas import LatestScanJob, LatestSignal, ProjectSummary
from tripl.kit.clock import utcnow

FRESH_SECONDS = 30
GENERATION_SECONDS = 3600  # far more than a summary is kept: when the number is gone, so are those of its time
IMPLEMENTED = ("implemented", "live")


def cache_key(project_id: object) -> str:
    return f"overview:summary:{project_id}"


def generation_key(project_id: object) -> str:
    """Of the number of changes so far: what was computed before the newest one is not taken any more."""
    return f"overview:generation:{project_id}"


class ForgettingBus:
    """A bus for which every message about a project also ends its cached summary."""

    def __init__(self, bus: Bus, cache: Cache) -> None:
        self._bus, self._cache = bus, cache

    def publish(self, project_id: str, kind: str, data: dict[str, Any]) -> None:
        self._cache.advance(generation_key(project_id), seconds=GENERATION_SECONDS)
        self._bus.publish(project_id, kind, data)


class ProjectSummaries:
    """Stands behind the projects' port `SummaryReader`."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def read(self, session: Session, project_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, ProjectSummary]:
        """Misses are counted in one go and kept; without a cache everything is a miss."""
        names = [name(ident) for name in (cache_key, generation_key) for ident in project_ids]
        kept = self._cache.get(names) if names else {}
        generations = {ident: kept.get(generation_key(ident), 0) for ident in project_ids}
        found = {
            ident: known
            for ident in project_ids
            if (known := _known(kept.get(cache_key(ident)), generations[ident])) is not None
        }
        missing = [ident for ident in project_ids if ident not in found]
        for ident, summary in summarise(session, missing).items():
            value = {"generation": generations[ident], "summary": summary.model_dump(mode="json")}
            self._cache.put(cache_key(ident), value, seconds=FRESH_SECONDS)
            found[ident] = summary
        return found


def _known(value: object, generation: object) -> ProjectSummary | None:
    """None for a summary from before the newest change, and for what another release kept in another form."""
    if not isinstance(value, dict) or value.get("generation") != generation:
        return None
    try:
        return ProjectSummary.model_validate(value.get("summary"))
    except ValidationError:
        return None


def summarise(session: Session, project_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, ProjectSummary]:
    """The numbers of every project asked for, in three statements."""
    if not project_ids:
        return {}
    now = utcnow()
    numbers: dict[uuid.UUID, dict[str, int]] = defaultdict(dict)
    for project_id, name, count in repository.counts(session, project_ids, now):
        numbers[project_id][name] = count
    jobs = {row["project_id"]: LatestScanJob(**row) for row in repository.latest_jobs(session, project_ids)}
    signals = {row["project_id"]: LatestSignal(**row) for row in repository.latest_signals(session, project_ids, now)}
    return {
        ident: _with_event_counts(numbers[ident]).model_copy(
            update={"latest_scan_job": jobs.get(ident), "latest_signal": signals.get(ident)}
        )
        for ident in project_ids
    }


def _with_event_counts(numbers: Mapping[str, int]) -> ProjectSummary:
    """`numbers` holds one `event_<status>` for each status that occurs."""
    statuses = {name.removeprefix("event_"): n for name, n in numbers.items() if not name.endswith("_count")}
    archived = statuses.get("archived", 0)
    return ProjectSummary(
        **{name: n for name, n in numbers.items() if name.endswith("_count")},
        event_count=sum(statuses.values()),
        active_event_count=sum(statuses.values()) - archived,
        archived_event_count=archived,
        implemented_event_count=sum(statuses.get(status, 0) for status in IMPLEMENTED),
        review_pending_event_count=statuses.get("in_review", 0),
    )


def top_events(session: Session, project_id: uuid.UUID, *, hours: int, most: int) -> list[TopEvent]:
    """The busiest events of the newest `hours`."""
    rows = repository.top_events(session, project_id, utcnow(), hours=hours, most=most)
    return [
        TopEvent(event_id=ident, name=name, event_type_id=kind, total_count=total, window_total_count=everything)
        for ident, name, kind, total, everything in rows
    ]


def kpi_series(session: Session, project_id: uuid.UUID, days: int) -> KpiSeries:
    """Events added to the plan on each of the last `days` days, today included."""
    today = utcnow().date()
    rows = repository.new_events(session, project_id, today - timedelta(days=days - 1), today)
    return KpiSeries(days=days, data=[KpiPoint(date=day, new_events=count) for day, count in rows])
