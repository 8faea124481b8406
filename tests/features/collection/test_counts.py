"""Counts in PostgreSQL against an independent GROUP BY in plain Python, for every series there is."""

import pathlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from tests.factories.scans import make_scan_of
from tests.factories.sources import make_source, write_csv

from tripl.db.session import transaction
from tripl.features.metrics import service as metrics
from tripl.features.metrics.schemas import SeriesKey
from tripl.features.scans import service as scans
from tripl.kit.clock import bucket_at, bucket_start
from tripl.models.plan import Event, EventType
from tripl.models.scans import ScanConfig, ScanJob
from tripl.models.signals import AnomalySettings

START = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
QUERY = "SELECT event_time, kind, section, platform, browser FROM hits"


def hits(hours: int, start: datetime = START, seed: int = 5) -> list[dict[str, Any]]:
    """Uneven rows with NULLs in the identity and in the breakdown; the last hour is cut off."""
    generator = np.random.default_rng(seed)
    rows = [
        {
            "event_time": (start + at * HOUR + timedelta(seconds=int(generator.integers(0, 3600)))).isoformat(),
            "kind": ["page", "screen"][int(generator.integers(0, 2))],
            "section": ["home", "blog", None, "null"][int(generator.integers(0, 4))],
            "platform": ["web", "ios", None, "other", "null"][int(generator.integers(0, 5))],
            "browser": ["a", "b", "c", "d"][min(3, int(generator.exponential(1)))],
        }
        for at in range(hours)
        for _ in range(int(generator.integers(3, 9)))
    ]
    rows.append({**rows[0], "event_time": (start + hours * HOUR + timedelta(minutes=5)).isoformat()})
    return rows


def make(session: Session, project: Any, folder: pathlib.Path, rows: list[dict[str, Any]], **over: Any) -> ScanConfig:
    write_csv(folder, "hits", rows)
    values = {
        "base_query": QUERY,
        "event_name_format": "{section}",
        "is_static": True,
        "platform_column": "platform",
        "metric_breakdown_columns": ["browser"],
        **over,
    }
    source = make_source(session, project, host="file", database_name=str(folder))
    return make_scan_of(session, project, source, **values)


def collected(session: Session, scan: ScanConfig) -> dict[tuple[SeriesKey, datetime], int]:
    """Every number the store holds for the scan."""
    held = {}
    for column in (None, "platform", "browser"):
        rows = metrics.find_series(session, scan_config_ids=[scan.id], column=column)
        matrix = metrics.read_matrix(session, rows, scan.interval or "", START - 400 * HOUR, START + 9000 * HOUR)
        for row, values in zip(rows, matrix.values, strict=True):
            for number, value in zip(matrix.numbers, values, strict=True):
                if np.isfinite(value):
                    held[row.key, bucket_at(int(number), scan.interval or "")] = int(value)
    return held


def reference(session: Session, scan: ScanConfig, rows: list[dict[str, Any]], end: datetime) -> Counter[Any]:
    """The same by counting rows one by one. A name that is empty belongs to no event."""
    events = {
        (kind, source): ident
        for ident, kind, source in session.execute(
            select(Event.id, EventType.name, Event.source_name)
            .join(EventType, EventType.id == Event.event_type_id)
            .where(Event.project_id == scan.project_id)
        )
    }
    names = select(EventType.name, EventType.id).where(EventType.project_id == scan.project_id)
    types = {name: ident for name, ident in session.execute(names)}  # noqa: C416 - a result has keys, dict() trips
    counted: Counter[Any] = Counter()
    for row in rows:
        bucket = bucket_start(datetime.fromisoformat(row["event_time"]), scan.interval or "")
        if bucket >= end:
            continue
        scopes: list[tuple[str, Any]] = [("project_total", None), ("event_type", types[row["kind"]])]
        if (row["kind"], row["section"] or "") in events:
            scopes.append(("event", events[row["kind"], row["section"] or ""]))
        for scope in scopes:
            for column in (None, "platform", "browser"):
                key = SeriesKey(*scope, column, row[column] if column else None)  # type: ignore[arg-type] # our three words
                counted[key, bucket] += 1
    return counted


@pytest.mark.spec("M-1", "M-4", "M-11", "S-93")
@pytest.mark.parametrize("interval", ["15m", "1h", "6h", "1d"])
def test_counts_equal_an_independent_group_by(committing, shop, drain, tmp_path, interval):
    rows = hits(80)
    with transaction(committing) as session:
        scan = make(session, shop, tmp_path, rows, interval=interval)
        job = scans.start(session, scan, trigger="manual", requested_by=None)
    drain()
    with transaction(committing) as session:
        done, scan = session.get_one(ScanJob, job.id), session.get_one(ScanConfig, scan.id)
        assert (done.status, done.error_message) == ("completed", None)
        end = bucket_start(START + 80 * HOUR, interval)
        expected = reference(session, scan, rows, end)
        assert collected(session, scan) == expected
        assert scan.collected_to == scan.as_of == end
        assert done.result_summary is not None
        assert done.result_summary["rows_read"] == sum(
            v for (key, _), v in expected.items() if key == ("project_total", None, None, None, False)
        )


@pytest.mark.spec("S-92", "D-46", "S-79")
def test_running_again_changes_nothing(committing, shop, drain, tmp_path):
    rows = hits(50)
    with transaction(committing) as session:
        scan = make(session, shop, tmp_path, rows)
        scans.start(session, scan, trigger="manual", requested_by=None)
    drain()
    with transaction(committing) as session:
        first = collected(session, scan)
        again = scans.start(session, scan, trigger="manual", requested_by=None)
    drain()
    with transaction(committing) as session:
        assert collected(session, scan) == first
        report = session.get_one(ScanJob, again.id).result_summary or {}
        assert report["time_from"] == (START + 48 * HOUR).isoformat(), "the last two intervals are read again"
        assert report["sentences"][1] == "Found no new events."
        assert report["progress_percent"] == 100
        assert report["phase"] == "done"


@pytest.mark.spec("M-9", "W-131")
def test_a_value_limit_folds_the_rest(committing, shop, drain, tmp_path):
    rows = hits(30)
    with transaction(committing) as session:
        scan = make(session, shop, tmp_path, rows, metric_breakdown_values_limit=2)
        scans.start(session, scan, trigger="manual", requested_by=None)
    drain()
    with transaction(committing) as session:
        browsers = metrics.find_series(session, scan_config_ids=[scan.id], column="browser")
        total = {(row.key.value, row.key.is_other) for row in browsers if row.key.scope_type == "project_total"}
        assert total == {("a", False), ("b", False), (None, True)}
        held = collected(session, scan)
        for at in range(30):
            bucket = START + at * HOUR
            parts = [
                v for (key, b), v in held.items() if b == bucket and key[:1] + key[2:3] == ("project_total", "browser")
            ]
            assert sum(parts) == held[SeriesKey("project_total"), bucket]


@pytest.mark.spec("S-71")
def test_a_chunk_over_the_cap_is_halved_and_a_bucket_over_it_fails(committing, shop, drain, tmp_path):
    rows = hits(40)
    with transaction(committing) as session:
        scan = make(session, shop, tmp_path, rows, metrics_row_limit=150)
        job = scans.start(session, scan, trigger="manual", requested_by=None)
    drain()
    with transaction(committing) as session:
        done = session.get_one(ScanJob, job.id)
        assert done.status == "completed"
        assert (done.result_summary or {})["chunks_completed"] > 1
        assert collected(session, scan) == reference(session, scan, rows, START + 40 * HOUR)
        session.get_one(ScanConfig, scan.id).metrics_row_limit = 3
        job = scans.start(session, scan, trigger="manual", requested_by=None)
    drain()
    with transaction(committing) as session:
        failed = session.get_one(ScanJob, job.id)
        assert failed.status == "failed"
        assert "3 combinations" in (failed.error_message or "")
        assert collected(session, scan) == reference(session, scan, rows, START + 40 * HOUR)


@pytest.mark.spec("D-1")
def test_detection_is_on_from_the_first_collection(committing, shop, drain, tmp_path):
    with transaction(committing) as session:
        scan = make(session, shop, tmp_path, hits(60))
        scans.start(session, scan, trigger="manual", requested_by=None)
    drain()
    with transaction(committing) as session:
        chosen = session.scalars(select(AnomalySettings).where(AnomalySettings.project_id == shop.id)).one()
        assert chosen.anomaly_detection_enabled
        assert chosen.min_expected_count == 5, "small data asks for less"


def test_event_level_columns_break_down_that_event_alone(committing, shop, drain, tmp_path):
    with transaction(committing) as session:
        scan = make(session, shop, tmp_path, hits(30), metric_breakdown_columns=[])
        scans.start(session, scan, trigger="manual", requested_by=None)
    drain()
    with transaction(committing) as session:
        one = session.scalars(select(Event).where(Event.project_id == shop.id).limit(1)).one()
        one.metric_breakdown_columns = ["browser"]
        scans.start(session, scan, trigger="manual", requested_by=None)
    drain()
    with transaction(committing) as session:
        rows = metrics.find_series(session, scan_config_ids=[scan.id], column="browser")
        assert {row.key.scope_id for row in rows} == {one.id}
