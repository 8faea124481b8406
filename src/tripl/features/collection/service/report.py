"""A run's report in plain sentences, in the order they are read."""

from collections.abc import Mapping
from typing import Any

NOT_MONITORED = "This scan only keeps the catalog: without a schedule it records no metric points and no signals."
NOTHING_THERE = "The source has no rows of this period: nothing was counted, and what is stored stays."
NOTHING_YET = "There is no complete bucket to count yet."


def plural(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def sentences(summary: Mapping[str, Any]) -> list[str]:
    """One sentence for each thing that happened; nothing is said of what did not."""

    def count(name: str) -> int:
        return int(summary.get(name) or 0)

    if summary.get("mode") == "metrics_replay":
        return _of_replay(summary)
    told = [f"Read {plural(count('rows_read'), 'row')}."]
    if ahead := count("rows_ahead"):
        told.append(f"Passed over {plural(ahead, 'row')} from the future.")
    created = count("events_created")
    told.append(f"Added {plural(created, 'event')}." if created else "Found no new events.")
    if types := count("event_types_created"):
        told.append(f"Added {plural(types, 'event type')}.")
    if skipped := count("events_skipped"):
        told.append(f"Left {plural(skipped, 'archived event')} alone.")
    if variables := count("variables_created"):
        told.append(f"Added {plural(variables, 'variable')}.")
    if columns := count("columns_analyzed"):
        told.append(f"Looked at {plural(columns, 'column')}.")
    if summary.get("mode") == "catalog":
        return [*told, NOT_MONITORED]
    if not summary.get("time_to"):
        return [*told, NOTHING_YET]
    return [*told, *_counted(summary)]


def _counted(summary: Mapping[str, Any]) -> list[str]:
    points, signals, alerts = (
        int(summary.get(name) or 0) for name in ("points_written", "signals_added", "alerts_queued")
    )
    told = [f"Recorded {plural(points, 'metric point')}."]
    told.append(f"Raised {plural(signals, 'new signal')}." if signals else "Raised no new signals.")
    if alerts:
        told.append(f"Queued {plural(alerts, 'alert')}.")
    return told


def _of_replay(summary: Mapping[str, Any]) -> list[str]:
    """It leaves the catalog alone, so there is nothing to say of events."""
    if not summary.get("chunks_completed"):
        return [NOTHING_THERE]
    rows, chunks = int(summary.get("rows_read") or 0), int(summary["chunks_completed"])
    return [f"Read {plural(rows, 'row')} in {plural(chunks, 'chunk')}.", *_counted(summary)]
