import uuid
from datetime import UTC, datetime

import pytest
from tests.factories.plan import make_event_type
from tests.factories.projects import make_branch, make_project
from tests.factories.scans import QUERY, make_job, make_scan_of
from tests.factories.sources import fill_table, make_postgres_source, make_source
from tests.fakes.statements import statements

from tripl.models.audit import AuditEntry
from tripl.models.scans import ScanConfig

SCAN = {
    *("id", "data_source_id", "project_id", "event_type_id", "name", "base_query", "event_type_column", "time_column"),
    *("event_name_format", "json_value_paths", "event_group_rules", "metric_breakdown_columns"),
    *("metric_breakdown_values_limit", "distribution_drift_fields", "cardinality_threshold", "interval"),
    *("replay_chunk_interval", "scan_lookback_hours", "scan_row_limit", "metrics_row_limit", "app_version_column"),
    *("platform_column", "app_version_keep_releases", "app_version_prerelease_pattern", "app_version_active_share_min"),
    *("last_event_at", "last_collection_at", "monitoring_enabled", "created_at", "updated_at", "is_static", "as_of"),
}
JOB = {
    *("id", "scan_config_id", "status", "started_at", "completed_at", "result_summary", "error_message"),
    *("created_at", "updated_at"),
}


@pytest.fixture
def path(project):
    return f"/projects/{project.slug}/scans"


@pytest.fixture
def source(session, project, folder):
    made = make_source(session, project, database_name=str(folder))
    session.commit()
    return made


def rule(field, pattern):
    return [{"group_name": "g", "conditions": [{"field": field, "pattern": pattern}]}]


def scan_body(source, **over):
    return {
        "data_source_id": str(source.id),
        "name": "visits",
        "base_query": QUERY,
        "event_type_column": "kind",
        "event_name_format": "{section}",
        "time_column": "event_time",
        "interval": "1h",
        "metric_breakdown_columns": ["platform"],
        **over,
    }


@pytest.mark.spec("SC-26", "S-1", "S-3", "S-6")
def test_an_owner_creates_a_scan(owner, viewer, path, source):
    answer = owner.post(path, json=scan_body(source))
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert set(made) == SCAN | {"last_metrics_run_at", "next_metrics_run_at"}
    assert made["cardinality_threshold"] == 100
    assert made["monitoring_enabled"] is True
    assert made["is_static"] is True  # files are
    (row,) = viewer.get(path).json()
    assert set(row) == SCAN
    assert viewer.get(f"{path}/{made['id']}").json() == made


@pytest.mark.spec("S-2", "S-9")
def test_a_catalog_only_scan_needs_no_time(owner, path, source):
    body = scan_body(source, time_column=None, interval=None, metric_breakdown_columns=[])
    made = owner.post(path, json=body).json()
    assert made["monitoring_enabled"] is False
    kept = owner.patch(f"{path}/{made['id']}", json={"time_column": "event_time", "metrics_row_limit": 7}).json()
    assert (kept["time_column"], kept["metrics_row_limit"], kept["interval"]) == ("event_time", 7, None)


@pytest.mark.parametrize(
    ("over", "member"),
    [
        ({"event_type_column": None}, "event_type_id"),
        ({"metric_breakdown_columns": ["kind"]}, "metric_breakdown_columns"),
        ({"distribution_drift_fields": ["event_time"]}, "distribution_drift_fields"),
        ({"platform_column": "platform"}, "metric_breakdown_columns"),
        ({"event_name_format": "{nothing}"}, "event_name_format"),
        ({"event_name_format": "always"}, "event_name_format"),
        ({"time_column": "nothing"}, "time_column"),
        ({"time_column": "section"}, "time_column"),
        ({"event_type_id": str(uuid.uuid4())}, "event_type_id"),
        ({"data_source_id": str(uuid.uuid4())}, "data_source_id"),
        ({"cardinality_threshold": 0}, "cardinality_threshold"),
        ({"scan_row_limit": -1}, "scan_row_limit"),
        ({"interval": "2h"}, "interval"),
        ({"app_version_active_share_min": 1}, "app_version_active_share_min"),
        ({"base_query": "DELETE FROM visits"}, "base_query"),
        ({"base_query": "SELECT 1; SELECT 2"}, "base_query"),
        ({"base_query": "SELECT * FROM nowhere"}, "base_query"),
        ({"app_version_prerelease_pattern": "("}, "app_version_prerelease_pattern"),
        (
            {"event_group_rules": [{"group_name": "g", "conditions": [{"field": "section", "pattern": "("}]}]},
            "event_group_rules",
        ),
        (
            {"event_group_rules": [{"group_name": "g", "conditions": [{"field": "event_time", "pattern": "x"}]}]},
            "event_group_rules",
        ),
        ({"time_column": None, "scan_lookback_hours": 24}, "scan_lookback_hours"),
    ],
)
@pytest.mark.spec("S-3", "S-4", "S-5", "SC-7")
def test_what_is_wrong_is_said_when_it_is_saved(owner, path, source, over, member):
    answer = owner.post(path, json=scan_body(source, **over))
    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"][0]["loc"] == ["body", member]
    assert answer.json()["detail"][0]["msg"]


@pytest.mark.spec("W-103", "W-101", "W-122")
def test_a_date_column_is_refused_below_a_day(owner, path, session, project, postgres_spec):
    rows = [{"event_time": "2026-03-02", "kind": "page", "section": "home"}]
    fill_table(postgres_spec, "days", rows, event_time="date")
    source = make_postgres_source(session, project, postgres_spec)
    session.commit()
    body = scan_body(source, base_query="SELECT * FROM days -- by day", metric_breakdown_columns=[])
    refused = owner.post(path, json=body)
    assert refused.status_code == 422
    message = refused.json()["detail"][0]["msg"]
    assert all(word in message for word in ("event_time", "date", "1d"))
    made = owner.post(path, json={**body, "interval": "1d"})
    assert made.status_code == 201, made.text
    assert made.json()["is_static"] is False
    moved = owner.patch(f"{path}/{made.json()['id']}", json={"interval": "15m"})
    assert (moved.status_code, moved.json()["detail"][0]["loc"]) == (422, ["body", "time_column"])


def test_a_silent_warehouse_does_not_stop_saving_but_the_gate_does(owner, path, session, project):
    source = make_source(session, project, db_type="postgres", host="127.0.0.1", port=1, username="u", password="p")
    session.commit()
    assert owner.post(path, json=scan_body(source, base_query="DROP TABLE x")).status_code == 422
    assert owner.post(path, json=scan_body(source)).status_code == 201


@pytest.mark.spec("S-7")
def test_only_a_main_type_of_the_project_can_be_bound(owner, path, session, project, source):
    mine = make_event_type(session, project)
    copy = make_event_type(session, project, branch_id=make_branch(session, project))
    foreign = make_event_type(session, make_project(session))
    session.commit()
    for kind, status in ((copy, 422), (foreign, 422), (mine, 201)):
        body = scan_body(source, event_type_id=str(kind.id), event_type_column=None)
        assert owner.post(path, json=body).status_code == status


@pytest.mark.spec("SC-3", "API-8")
def test_patch_is_partial(owner, path, source, session):
    made = owner.post(path, json=scan_body(source)).json()
    mine = f"{path}/{made['id']}"
    scan = session.get(ScanConfig, uuid.UUID(made["id"]))
    scan.identity = {"anything": 1}
    session.commit()
    assert owner.patch(mine, json={"name": "other"}).json()["name"] == "other"
    session.expire_all()
    assert scan.identity is not None
    changed = owner.patch(mine, json={"event_name_format": None, "scan_row_limit": None}).json()
    assert changed["event_name_format"] is None
    session.expire_all()
    assert scan.identity is None  # what named events is void
    refused = owner.patch(mine, json={"base_query": None, "event_group_rules": None, "name": None})
    assert refused.json()["detail"] == "Field(s) cannot be null: name, base_query, event_group_rules"
    assert owner.patch(mine, json={"event_type_column": None}).status_code == 422


def test_a_name_is_unique_for_its_source(owner, path, source):
    assert owner.post(path, json=scan_body(source)).status_code == 201
    assert owner.post(path, json=scan_body(source)).status_code == 409


@pytest.mark.spec("S-6", "API-14", "API-16", "AC-43")
def test_who_may_configure_and_who_may_run(anonymous, make_client, path, session, project, source):
    scan = make_scan_of(session, project, source)
    session.commit()
    mine = f"{path}/{scan.id}"
    assert anonymous.get(path).status_code == 401
    for client in (make_client("editor"), make_client("owner", "write")):
        assert client.post(path, json={}).status_code == 403
        assert client.patch(mine, json={}).status_code == 403
        assert client.delete(mine).status_code == 403
        assert client.post(f"{path}/preview", json={}).status_code == 403
        assert client.post(f"{path}/dry-run", json={}).status_code == 403
    assert make_client("viewer").post(f"{mine}/run").status_code == 403
    assert make_client("editor", "read").post(f"{mine}/run").status_code == 403
    assert make_client("stranger").get(mine).status_code == 404
    assert make_client("owner").patch(f"{path}/{uuid.uuid4()}", json={"interval": "no"}).status_code == 404
    assert make_client("editor", "write").post(f"{mine}/run").status_code == 201


@pytest.mark.spec("S-70", "S-70a", "API-63", "API-40")
def test_one_live_run_and_its_cancel(editor, viewer, path, session, project, source, queue, bus):
    scan = make_scan_of(session, project, source)
    session.commit()
    mine = f"{path}/{scan.id}"
    job = editor.post(f"{mine}/run").json()
    assert set(job) == JOB
    assert job["status"] == "pending"
    assert queue.named("collection.run") == [[job["id"]]]
    assert "job" in {kind for _, kind, _ in bus.published}
    assert editor.post(f"{mine}/run").status_code == 409
    assert len(queue.named("collection.run")) == 1
    stopped = editor.post(f"{mine}/jobs/{job['id']}/cancel")
    assert (stopped.status_code, stopped.json()["status"]) == (200, "cancelled")
    again = editor.post(f"{mine}/jobs/{job['id']}/cancel")
    assert (again.status_code, again.json()["detail"]) == (409, "Scan job is not active (status: cancelled)")
    assert viewer.post(f"{mine}/jobs/{job['id']}/cancel").status_code == 403
    newer = editor.post(f"{mine}/run").json()
    assert [each["id"] for each in viewer.get(f"{mine}/jobs").json()] == [newer["id"], job["id"]]
    assert [each["id"] for each in viewer.get(f"{mine}/jobs", params={"limit": 1}).json()] == [newer["id"]]
    assert viewer.get(f"{mine}/jobs/{job['id']}").json()["status"] == "cancelled"


@pytest.mark.spec("API-31", "API-30")
def test_limits_and_foreign_jobs(viewer, path, session, project, source):
    scan, other = make_scan_of(session, project, source), make_scan_of(session, project, source)
    job = make_job(session, other)
    session.commit()
    assert viewer.get(f"{path}/{scan.id}/jobs", params={"limit": 201}).status_code == 422
    assert viewer.get(f"{path}/{scan.id}/jobs", params={"limit": 0}).status_code == 422
    assert viewer.get(f"{path}/{scan.id}/jobs/{job.id}").status_code == 404


def test_deleting_and_the_audit_trail(owner, path, session, source):
    made = owner.post(path, json=scan_body(source)).json()
    assert owner.delete(f"{path}/{made['id']}").status_code == 204
    assert owner.get(f"{path}/{made['id']}").status_code == 404
    assert [each.action for each in session.query(AuditEntry).order_by(AuditEntry.created_at)] == [
        "scan_config.create",
        "scan_config.delete",
    ]


def test_the_list_asks_a_fixed_number_of_queries(viewer, path, session, project, source):
    make_scan_of(session, project, source)
    session.commit()
    with statements(session) as few:
        viewer.get(path)
    for _ in range(4):
        make_scan_of(session, project, source)
    session.commit()
    with statements(session) as many:
        assert len(viewer.get(path).json()) == 5
    assert len(few) == len(many) > 0


def test_the_newest_runs_of_every_scan_come_at_once(viewer, path, session, project, source):
    first = make_scan_of(session, project, source)
    make_job(session, make_scan_of(session, make_project(session), source))
    make_scan_of(session, project, source)
    old, *newer = [make_job(session, first, status="completed", created_at=hour) for hour in hours(4)]
    session.commit()
    with statements(session) as few:
        told = viewer.get(f"{path}/newest-jobs", params={"each": 3}).json()
    assert [each["id"] for each in told] == [str(job.id) for job in reversed(newer)]
    assert str(old.id) not in {each["id"] for each in told}
    for _ in range(4):
        make_job(session, make_scan_of(session, project, source))
    session.commit()
    with statements(session) as many:
        assert len(viewer.get(f"{path}/newest-jobs", params={"each": 3}).json()) == 7
    assert len(few) == len(many) > 0


def test_older_runs_stand_on_the_pages_behind(viewer, path, session, project, source):
    scan = make_scan_of(session, project, source)
    runs = [str(make_job(session, scan, status="completed", created_at=hour).id) for hour in hours(5)]
    session.commit()
    pages = [viewer.get(f"{path}/{scan.id}/jobs", params={"limit": 2, "offset": at}).json() for at in (0, 2, 4)]
    assert [[each["id"] for each in page] for page in pages] == [[runs[4], runs[3]], [runs[2], runs[1]], [runs[0]]]


@pytest.mark.spec("S-70", "API-30")
def test_a_clock_that_goes_back_turns_no_runs_round(owner, viewer, path, session, project, source):
    """The newest is the one that was started last, whatever the clock said."""
    scan = make_scan_of(session, project, source)
    first, second, third = [
        str(make_job(session, scan, status=status, created_at=hour).id)
        for status, hour in zip(("completed", "completed", "failed"), reversed(hours(3)), strict=True)
    ]
    session.commit()
    listed = [each["id"] for each in viewer.get(f"{path}/{scan.id}/jobs").json()]
    assert listed == [third, second, first]
    at_once = viewer.get(f"{path}/newest-jobs", params={"each": 2}).json()
    assert [each["id"] for each in at_once] == [third, second]
    summary = owner.get(f"/projects/{project.slug}").json()["summary"]
    assert (summary["latest_scan_job"]["id"], summary["failing_scan_config_count"]) == (third, 1)


def hours(count):
    return [datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in range(count)]
