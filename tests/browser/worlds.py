"""What an instance holds before a journey begins."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import duckdb
import psycopg
from tests.acceptance import requests_file as file
from tests.acceptance.stack import PASSWORD, Api, Stack
from tests.acceptance.story import make_project, make_scan

VIEWER = "viewer@example.com"
READER = "reads-only-7-warehouse"
ORDERS = """
COPY (
    SELECT TIMESTAMPTZ '2024-11-01' - to_seconds(i * 1613 % (1826 * 86400)) AS event_time,
           'order ' || (i % 10007 * 7919 % 29) AS section,
           ['ios', 'android', 'web'][1 + i % 3] AS platform
    FROM range({rows}) AS rows(i)
) TO '{path}' (FORMAT parquet)
"""
SCREENS = """
SELECT TIMESTAMPTZ '2026-03-02' + to_hours(hour) + to_seconds(n * 53 % 3600) AS event_time,
       ['opened', 'closed', 'shared', 'rated'][1 + event % 4] || ' screen ' || lpad(event::VARCHAR, 5, '0') AS name
FROM range(10000) AS events(event), range(20) AS hours(hour),
     range(CASE WHEN hour < 18 THEN 12 WHEN hour = 18 THEN event % 4 // 3 * 60 ELSE 1 END) AS rows(n)
WHERE hour < 19 OR event = 0
"""
"""Ten thousand events: even for 18 hours, then three of four stop and one surges. The last row ends that hour."""
VISITS = """
SELECT TIMESTAMPTZ '2026-03-02' + to_hours(hour) + to_seconds(n * 53 % 3600) AS event_time, 'visit' AS name
FROM range(20) AS hours(hour), range(CASE hour WHEN 18 THEN 90 ELSE 9 END) AS rows(n)
"""
ROWS = 6_000_000
"""Five years of quarters of an hour: a run of a hundred chunks."""


def _requests() -> list[file.Request]:
    return file.load(file.REAL) if file.REAL.exists() else file.generate()


def fresh(stack: Stack, _: dict[str, Any]) -> dict[str, Any]:
    """Nobody was here; only a file lies ready."""
    rows = _requests()
    end = file.hour_of(max(row.at for row in rows))
    file.write(stack.files / "web_requests.csv.gz", file.halved(rows, end - timedelta(hours=6)))
    return {}


def nobody(_: Stack, __: dict[str, Any]) -> dict[str, Any]:
    """Neither people nor data."""
    return {}


def strangers_file(stack: Stack, _: dict[str, Any]) -> dict[str, Any]:
    """Nobody was here, and the server has no file: a stranger has one on their own disk."""
    if file.REAL.exists():
        return {"file": str(file.REAL)}
    own = stack.data / "of-a-stranger"
    own.mkdir()
    path = own / "web_requests.csv.gz"
    file.write(path, file.generate())
    return {"file": str(path)}


def long_files(stack: Stack, _: dict[str, Any]) -> dict[str, Any]:
    """Nobody was here; what is needed to fill every page of an instance lies ready."""
    for name, query in (("screens", SCREENS), ("visits", VISITS)):
        path = stack.files / f"{name}.parquet"
        duckdb.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
        path.chmod(0o644)
    return {}


def counted(stack: Stack, _: dict[str, Any]) -> dict[str, Any]:
    """One project over the file of requests, counted once."""
    file.write(stack.files / "web_requests.csv.gz", _requests())
    api = Api(stack.url)
    api.sign_up()
    source = api.post("/data-sources", {"name": "Files", "db_type": "duckdb", "host": "file", "database_name": "."})
    make_project(api, "website")
    scan = make_scan(api, "website", source["id"], "web_requests", name="Web requests", is_static=True)
    job = api.run("website", scan["id"])
    assert job["status"] == "completed", job
    return {}


def at_work(stack: Stack, warehouse: dict[str, Any]) -> dict[str, Any]:
    """Three projects: one with findings, one with a long scan, one that is empty; an owner and a viewer."""
    rows = _requests()
    end = file.hour_of(max(row.at for row in rows))
    surge = [row for row in rows if row.section == "images" and row.at >= end - timedelta(hours=3)]
    file.write(stack.files / "web_requests.csv.gz", rows + surge * 19)
    duckdb.execute(ORDERS.format(rows=ROWS, path=stack.files / "orders.parquet"))
    (stack.files / "orders.parquet").chmod(0o644)
    api = Api(stack.url)
    api.sign_up()
    source = api.post("/data-sources", {"name": "Files", "db_type": "duckdb", "host": "file", "database_name": "."})
    for slug in ("website", "shop", "app"):
        make_project(api, slug)
    api.patch("/projects/website/anomaly-settings", {"sigma_threshold": 3, "min_expected_count": 10})
    scan = make_scan(api, "website", source["id"], "web_requests", name="Web requests", is_static=True)
    kind = {"event_type_id": scan["event_type_id"], "event_name_format": "{section}"}
    api.post(
        "/projects/website/scans",
        {
            "data_source_id": source["id"],
            "name": "Sections",
            "base_query": "SELECT DISTINCT section FROM web_requests",
            **kind,
        },
    )
    order = api.post("/projects/shop/event-types", {"name": "order", "display_name": "Order"})
    job = api.run("website", scan["id"])
    assert job["status"] == "completed", job
    _add_viewer(stack, api)
    _add_reader(warehouse)
    return {
        "files": str(stack.files),
        "viewer": VIEWER,
        # Made by the journey: a scan with a schedule would have run before anyone watches.
        "orders": {
            "data_source_id": source["id"],
            "name": "Orders",
            "base_query": "SELECT event_time, section, platform FROM orders",
            "event_type_id": order["id"],
            "event_name_format": "{section}",
            "time_column": "event_time",
            "interval": "15m",
            "metric_breakdown_columns": ["platform"],
            "is_static": True,
        },
        "warehouse": {
            "host": warehouse["host"],
            "port": warehouse["port"],
            "database": warehouse["database_name"],
            "user": "reader",
            "password": READER,
        },
    }


def _add_viewer(stack: Stack, owner: Api) -> None:
    person = Api(stack.url)
    made = person.post("/auth/register", {"email": VIEWER, "password": PASSWORD, "name": "Vera Viewer"})
    for project in owner.get("/projects"):
        owner.post(f"/projects/{project['slug']}/members", {"user_id": made["id"], "role": "viewer"})


def _add_reader(warehouse: dict[str, Any]) -> None:
    with psycopg.connect(
        host=warehouse["host"],
        port=warehouse["port"],
        dbname=warehouse["database_name"],
        user=warehouse["username"],
        password=warehouse["password"],
    ) as connection:
        connection.execute(f"CREATE ROLE reader LOGIN PASSWORD '{READER}'")


def team(stack: Stack, _: dict[str, Any]) -> dict[str, Any]:
    """An owner with an empty project, and a member."""
    owner = Api(stack.url)
    owner.sign_up()
    make_project(owner, "shop")
    Api(stack.url).post("/auth/register", {"email": "max@example.com", "password": PASSWORD, "name": "Max Member"})
    return {}


WORLDS: dict[str, Callable[[Stack, dict[str, Any]], dict[str, Any]]] = {
    "main": fresh,
    "work": at_work,
    "minutes": strangers_file,
    "demo": nobody,
    "guide": nobody,
    "outage": counted,
    "states": long_files,
    "people": team,
    "settings": nobody,
}
