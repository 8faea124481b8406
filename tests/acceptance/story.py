"""The steps of the main job, as the README shows them."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import psycopg
from tests.acceptance.requests_file import COLUMNS, Request
from tests.acceptance.stack import Api, when

BASE_QUERY = "SELECT event_time, section, platform FROM {table}"
WINDOW = timedelta(days=30)


def fill_table(dsn: str, table: str, requests: Iterable[Request]) -> None:
    columns = ", ".join(f"{c} {'timestamptz' if c == 'event_time' else 'text'}" for c in COLUMNS)
    with psycopg.connect(dsn) as connection:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
        connection.execute(f"CREATE TABLE {table} ({columns})")
        with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
            for request in requests:
                copy.write_row(request.row())


def make_project(api: Api, slug: str) -> None:
    api.post("/projects", {"name": slug.title(), "slug": slug})


def make_scan(api: Api, slug: str, source_id: str, table: str, **over: Any) -> dict[str, Any]:
    """`section` is the event name, hourly, with platform as the one breakdown."""
    kind = api.post(f"/projects/{slug}/event-types", {"name": "web_request", "display_name": "Web request"})
    body = {
        "data_source_id": source_id,
        "name": f"{slug} requests",
        "base_query": BASE_QUERY.format(table=table),
        "event_type_id": kind["id"],
        "event_name_format": "{section}",
        "time_column": "event_time",
        "interval": "1h",
        "metric_breakdown_columns": ["platform"],
        **over,
    }
    scan: dict[str, Any] = api.post(f"/projects/{slug}/scans", body)
    return scan


def events_by_name(api: Api, slug: str) -> dict[str, dict[str, Any]]:
    return {e["name"]: e for e in api.get(f"/projects/{slug}/events", limit=1000)["items"]}


def points(series: dict[str, Any]) -> dict[datetime, int]:
    return {when(p["bucket"]): p["count"] for p in series["data"]}


def counted(
    api: Api, slug: str, scan_id: str, start: datetime, end: datetime
) -> tuple[Counter[Any], Counter[Any], dict[datetime, int]]:
    """What tripl counted: (hour, event), (hour, event, platform), and the total by hour; zeros dropped."""
    span = {"from": start.isoformat(), "to": end.isoformat()}
    by_event: Counter[Any] = Counter()
    by_platform: Counter[Any] = Counter()
    for name, event in events_by_name(api, slug).items():
        base = f"/projects/{slug}/events/{event['id']}/metrics"
        for bucket, count in points(api.get(base, **span)).items():
            by_event[bucket, name] += count
        for slice_ in api.get(f"{base}/breakdowns", column="platform", **span)["series"]:
            for bucket, count in points(slice_).items():
                by_platform[bucket, name, slice_["breakdown_value"]] += count
    total = points(api.get(f"/projects/{slug}/metrics/total", scan_config_id=scan_id, **span))
    return +by_event, +by_platform, {b: c for b, c in total.items() if c}


def reference(
    groups: Counter[tuple[datetime, str, str]], end: datetime
) -> tuple[Counter[Any], Counter[Any], dict[datetime, int]]:
    """The same three tables from the independent GROUP BY, complete hours only."""
    by_event: Counter[Any] = Counter()
    total: Counter[datetime] = Counter()
    kept = Counter({key: n for key, n in groups.items() if key[0] < end})
    for (hour, section, _), n in kept.items():
        by_event[hour, section] += n
        total[hour] += n
    return by_event, kept, dict(total)
