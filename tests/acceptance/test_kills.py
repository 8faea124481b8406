"""A worker and PostgreSQL die in the middle of a collection; the counts still equal the reference."""

import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest
from tests.acceptance.stack import Api, Stack, running_stack, when
from tests.acceptance.story import events_by_name, make_project, make_scan, points

pytestmark = pytest.mark.timeout(600)
DAYS = 56
ROWS = 3_000_000
FILL = """
CREATE TABLE {table} AS
SELECT date_trunc('hour', now()) - make_interval(secs => (i::bigint * 1613 % {seconds}) + 1) AS event_time,
       'event ' || (i % 10007 * 7919 % 23)::text AS section,
       (ARRAY['ios', 'android', 'web'])[1 + i % 3] AS platform
FROM generate_series(1, {rows}) AS i
"""
REFERENCE = "SELECT date_bin('15 minutes', event_time, 'epoch'), section, count(*) FROM {table} GROUP BY 1, 2"


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with running_stack() as stack:
        yield stack


@pytest.fixture(scope="module")
def api(stack: Stack) -> Api:
    api = Api(stack.url)
    api.sign_up()
    return api


def start(api: Api, source: dict[str, Any], warehouse: str, slug: str) -> tuple[dict[str, Any], dict[str, Any]]:
    with psycopg.connect(warehouse) as connection:
        connection.execute(f"DROP TABLE IF EXISTS {slug}")
        connection.execute(FILL.format(table=slug, rows=ROWS, seconds=DAYS * 86400))
    sources = {s["name"]: s for s in api.get("/data-sources")}
    found = sources.get("kills") or api.post("/data-sources", {"name": "kills", "db_type": "postgres", **source})
    make_project(api, slug)
    scan = make_scan(api, slug, found["id"], slug, interval="15m")
    return scan, api.post(f"/projects/{slug}/scans/{scan['id']}/run")


def await_chunk(api: Api, slug: str, scan_id: str, job_id: str) -> None:
    """Until the first chunk is written and at least one is still to come."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        job = api.get(f"/projects/{slug}/scans/{scan_id}/jobs/{job_id}")
        summary = job["result_summary"] or {}
        done, of = summary.get("chunks_completed", 0), summary.get("chunks_total", 0)
        assert job["status"] in {"pending", "running"}, f"too quick to be killed in the middle: {summary}"
        if 1 <= done < of:
            return
        time.sleep(0.05)
    raise AssertionError("no chunk was ever written")


def await_health(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if httpx.get(f"{url}/health", timeout=5).status_code == 200:
            return
        time.sleep(0.5)
    raise AssertionError("PostgreSQL did not come back within a minute")


def assert_counts(api: Api, slug: str, warehouse: str) -> None:
    with psycopg.connect(warehouse) as connection:
        rows = connection.execute(REFERENCE.format(table=slug)).fetchall()
    want = {(hour, section): count for hour, section, count in rows}
    start, end = min(h for h, _ in want), max(h for h, _ in want) + timedelta(minutes=15)
    got = {
        (bucket, name): count
        for name, event in events_by_name(api, slug).items()
        for bucket, count in points(
            api.get(
                f"/projects/{slug}/events/{event['id']}/metrics", **{"from": start.isoformat(), "to": end.isoformat()}
            )
        ).items()
        if count
    }
    assert got == want


@pytest.mark.spec("O-42", "O-72")
def test_a_killed_worker_loses_and_doubles_nothing(stack: Stack, api: Api, warehouse_source, warehouse_server):
    scan, job = start(api, warehouse_source, warehouse_server, "workerkilled")
    await_chunk(api, "workerkilled", scan["id"], job["id"])
    killed = datetime.now(UTC)
    for pid in stack.children("celery_app worker"):
        os.kill(pid, signal.SIGKILL)
    end = api.finished("workerkilled", scan["id"], job["id"], 240)
    assert end["status"] == "completed", end
    print(f"worker killed; the run was complete {when(end['completed_at']) - killed} later")
    assert_counts(api, "workerkilled", warehouse_server)


@pytest.mark.spec("O-34")
def test_a_killed_postgres_loses_and_doubles_nothing(stack: Stack, api: Api, warehouse_source, warehouse_server):
    scan, job = start(api, warehouse_source, warehouse_server, "postgreskilled")
    await_chunk(api, "postgreskilled", scan["id"], job["id"])
    for pid in stack.children(str(stack.data / "postgres")):
        os.kill(pid, signal.SIGKILL)
    await_health(stack.url)
    end = api.finished("postgreskilled", scan["id"], job["id"], 240)
    assert end["status"] == "completed", end
    assert_counts(api, "postgreskilled", warehouse_server)
