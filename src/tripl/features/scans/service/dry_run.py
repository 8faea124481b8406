"""What a run would do, told without doing it."""

from datetime import datetime, timedelta
from typing import Any

from tripl.features.plan.schemas import PlanSnapshot
from tripl.features.scans.schemas.planning import CatalogPlan, Observations, PlannerConfig
from tripl.features.scans.service.observing import Newest, Opened, observe
from tripl.features.scans.service.planner import plan
from tripl.features.scans.service.previews import proposals
from tripl.features.scans.service.static import propose_min_expected
from tripl.kit.errors import Invalid
from tripl.warehouses.sql import Window, bucket_counts, names

LISTED = 500
"""Events an answer spells out."""
MANY_NEW = 25
MANY_SEGMENTS = 3
VOLUME_DAYS = timedelta(days=14)


def dry_run(
    open_: Opened, config: PlannerConfig, known: PlanSnapshot, *, limit: int, newest: Newest, now: datetime
) -> dict[str, Any]:
    """The same pass and planner as a run, over the `limit` most common combinations."""
    seen, identity = observe(open_, config, known, limit=limit, strict=False)
    answer = plan(seen, config, known, identity)
    return {
        **_bounds(open_, seen, limit),
        **_found(answer, seen, exact=seen.complete and open_.window is None),
        "warnings": [*newest.warnings(), *answer.warnings, *_warnings(answer, config)],
        "errors": [],
        "name_warnings": [],
        **proposals(open_, newest.at, config.interval, now),
        "proposed_min_expected_count": propose_min_expected(_volumes(open_, config, newest.at)),
    }


def refused(error: Invalid, limit: int) -> dict[str, Any]:
    """The answer when every run would fail: the reason, and nothing found."""
    return {
        **dict.fromkeys(("window_from", "window_to", "newest_row_at", "proposed_min_expected_count")),
        **dict.fromkeys(("sampled_rows", "breakdown_combinations"), 0),
        **{
            key: []
            for key in (
                *("events", "fields", "templated_columns", "reserved_columns", "unmapped_columns", "warnings"),
                "name_warnings",
            )
        },
        **dict.fromkeys(("sample_is_complete", "events_truncated", "max_events_reached", "proposed_static"), False),
        "looks_ended": False,
        "sample_row_limit": limit,
        "errors": [error.message],
    }


def _bounds(open_: Opened, seen: Observations, limit: int) -> dict[str, Any]:
    return {
        "window_from": open_.window.start.isoformat() if open_.window else None,
        "window_to": open_.window.end.isoformat() if open_.window else None,
        "sampled_rows": _sampled(seen),
        "sample_row_limit": limit,
        "sample_is_complete": seen.complete,
        "breakdown_combinations": seen.combinations,
    }


def _found(answer: CatalogPlan, seen: Observations, *, exact: bool) -> dict[str, Any]:
    sampled = _sampled(seen)
    return {
        "events": [
            {
                "name": each.source_name,
                "source_name": each.source_name,
                "event_type": each.event_type,
                "approx_row_count": each.rows,
                "share_of_sample": each.rows / sampled,
                "status": "new" if each.is_new else "existing",
                "grouped_by_rule": each.grouped_by,
                "count_confidence": "exact" if exact else "sampled",
            }
            for each in answer.events[:LISTED]
        ],
        "events_truncated": len(answer.events) > LISTED,
        "events_found": len(answer.events),
        "events_new": sum(each.is_new for each in answer.events),
        "max_events_reached": answer.max_events_reached,
        "fields": [
            {
                "name": each.name,
                "type": each.field_type,
                "status": "new" if each.is_new else "exists",
                "event_type": each.event_type,
            }
            for each in answer.fields
        ],
        "templated_columns": [
            {"column": column, "distinct_values": distinct, "threshold": answer.threshold}
            for column, distinct in answer.templated.items()
        ],
        "reserved_columns": list(answer.reserved),
        "unmapped_columns": list(answer.unmapped),
    }


def _warnings(answer: CatalogPlan, config: PlannerConfig) -> list[str]:
    found = []
    new = sum(each.is_new for each in answer.events)
    if new > MANY_NEW:
        found.append(f"{new:,} new events would be added. Fewer columns in the name give fewer events.")
    segments = len(answer.identity.segments)
    if not config.event_name_format and segments > MANY_SEGMENTS:
        found.append(f"Names consist of {segments} column=value segments. A name format makes them shorter.")
    if answer.nameless_rows:
        found.append(f"{answer.nameless_rows:,} rows have no name and would be skipped.")
    return found


def _sampled(seen: Observations) -> int:
    return sum(each.count for each in seen.groups)


def _volumes(open_: Opened, config: PlannerConfig, newest: datetime | None) -> list[float]:
    """Rows a bucket over the newest two weeks."""
    if open_.time_column is None or newest is None or config.interval is None:
        return []
    window = Window(newest - VOLUME_DAYS, newest)
    table = open_.warehouse.query(bucket_counts(open_.base, open_.time_column, config.interval, window))
    return [float(each) for each in table[names.COUNT].to_pylist()]
