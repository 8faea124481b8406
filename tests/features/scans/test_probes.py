import uuid
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from tests.factories.plan import make_event, make_event_type
from tests.factories.scans import QUERY, make_scan_of
from tests.factories.sources import fill_table, make_postgres_source, make_source, visits

from tripl.features.scans.service import probing
from tripl.features.sources.schemas import SourcePolicy
from tripl.kit.clock import utcnow
from tripl.models.plan import Event, EventType
from tripl.models.scans import ScanProbe

PROBE = {"id", "status", "started_at", "completed_at", "result_summary", "error_message", "created_at", "updated_at"}
SUMMARY = {
    *("window_from", "window_to", "sampled_rows", "sample_row_limit", "sample_is_complete", "breakdown_combinations"),
    *("events", "events_truncated", "max_events_reached", "fields", "templated_columns", "reserved_columns"),
    *("unmapped_columns", "warnings", "errors", "name_warnings"),
}


@pytest.fixture(params=["duckdb", "postgres"])
def source(request, session, project, folder, postgres_spec):
    if request.param == "duckdb":
        made = make_source(session, project, database_name=str(folder))
    else:
        fill_table(postgres_spec, "visits", visits())
        made = make_postgres_source(session, project, postgres_spec)
    session.commit()
    return made


@pytest.fixture
def ask(owner, project, wiring, queue):
    """Ask, let a worker answer, and read the job."""

    def ask(kind, body):
        path = f"/projects/{project.slug}/scans"
        asked = owner.post(f"{path}/{kind}", json=body)
        assert asked.status_code == 202, asked.text
        assert set(asked.json()) == PROBE
        assert asked.json()["status"] == "pending"
        assert asked.json()["result_summary"] is None
        task = f"scans.{kind.replace('-', '_')}"
        ((job_id,),) = queue.named(task)
        run = probing.run_preview if kind == "preview" else probing.run_dry_run
        run(wiring.transaction, uuid.UUID(job_id), wiring.policy(SourcePolicy))
        run(wiring.transaction, uuid.UUID(job_id), wiring.policy(SourcePolicy))  # a second delivery
        queue.sent.clear()
        return owner.get(f"{path}/{kind}-jobs/{job_id}").json()

    return ask


def draft(source, **over):
    return {
        "data_source_id": str(source.id),
        "base_query": QUERY,
        "event_type_column": "kind",
        "event_name_format": "{section}",
        "time_column": "event_time",
        **over,
    }


@pytest.mark.spec("S-30", "SC-26", "AC-58")
def test_a_preview_shows_columns_and_masked_rows(ask, source):
    job = ask("preview", {"data_source_id": str(source.id), "base_query": QUERY, "limit": 3})
    assert job["status"] == "completed", job["error_message"]
    shown = job["result_summary"]
    assert [each["name"] for each in shown["columns"]] == [
        "event_time",
        "section",
        "platform",
        "kind",
        "visitor",
        "email",
    ]
    assert len(shown["rows"]) == 3
    assert shown["columns"][5]["sensitivity"] == "pii"
    assert all(row[5] == "•••" for row in shown["rows"])
    assert shown["rows"][0][1] == "home"


@pytest.mark.spec("AC-71")
def test_what_a_preview_keeps_is_a_bounded_sample(ask, owner, project, session, source):
    """Of sixty rows fifty at most, and nobody's address among what is stored."""
    body = {"data_source_id": str(source.id), "base_query": QUERY, "limit": 50}
    job = ask("preview", body)
    kept = session.scalar(text("SELECT p::text FROM scan_probes p WHERE id = :id"), {"id": job["id"]})
    assert len(job["result_summary"]["rows"]) == 50 < len(visits())
    assert "v-" in kept
    assert "@example.com" not in kept
    refused = owner.post(f"/projects/{project.slug}/scans/preview", json={**body, "limit": 51})
    assert refused.status_code == 422, refused.text


@pytest.mark.spec("S-30", "W-104")
def test_a_preview_lists_json_paths(ask, session, project, postgres_spec):
    rows = [{"event_time": "2026-03-02T08:00Z", "props": '{"cart": {"items": 2, "mail": "a@example.com"}, "ok": true}'}]
    fill_table(postgres_spec, "nested", rows, props="jsonb")
    source = make_postgres_source(session, project, postgres_spec)
    session.commit()
    body = {"data_source_id": str(source.id), "base_query": "SELECT * FROM nested", "include_json_paths": True}
    paths = ask("preview", body)["result_summary"]["json_paths"]
    assert [(each["column"], each["path"], each["samples"]) for each in paths] == [
        ("props", "cart.items", [2]),
        ("props", "cart.mail", ["•••"]),
        ("props", "ok", [True]),
    ]


@pytest.mark.spec("S-31", "S-32", "S-33a", "S-35")
def test_a_dry_run_says_what_a_run_would_add(ask, source, session, project):
    kind = make_event_type(session, project, "page")
    make_event(session, kind, "home")
    session.commit()
    job = ask("dry-run", draft(source))
    assert job["status"] == "completed", job["error_message"]
    told = job["result_summary"]
    assert set(told) >= SUMMARY
    assert [
        (e["event_type"], e["source_name"], e["approx_row_count"], e["status"], e["count_confidence"])
        for e in told["events"]
    ] == [
        ("page", "blog", 24, "new", "exact"),
        ("page", "home", 24, "existing", "exact"),
        ("screen", "home", 12, "new", "exact"),
    ]
    assert sum(e["share_of_sample"] for e in told["events"]) == pytest.approx(1)
    assert (told["sampled_rows"], told["breakdown_combinations"], told["sample_is_complete"]) == (60, 3, True)
    assert told["reserved_columns"] == ["event_time", "kind"]
    assert {(f["event_type"], f["name"]) for f in told["fields"] if f["status"] == "new"} >= {("screen", "platform")}
    assert session.query(Event).count() == 1
    assert session.query(EventType).count() == 1


@pytest.mark.spec("S-33", "S-43", "S-35")
@pytest.mark.parametrize("ago", [timedelta(hours=5), timedelta(days=30)], ids=["live", "ended"])
def test_wide_columns_become_variables_and_windows_are_stated(ask, session, project, postgres_spec, ago):
    """The last three hours: up to now, or up to the last row of data that has ended."""
    start = utcnow() - ago
    fill_table(postgres_spec, "visits", visits(start=start))
    source = make_postgres_source(session, project, postgres_spec)
    session.commit()
    told = ask("dry-run", draft(source, event_name_format=None, cardinality_threshold=10, scan_lookback_hours=3))[
        "result_summary"
    ]
    assert told["sampled_rows"] == 30
    end = start + timedelta(hours=5, minutes=0 if ago.days == 0 else 54)
    assert abs(datetime.fromisoformat(told["window_to"]) - end) < timedelta(minutes=2)
    names = {each["column"]: (each["distinct_values"], each["threshold"]) for each in told["templated_columns"]}
    assert names["visitor"][0] > 10
    assert names["visitor"][1] == 10
    assert "email" in names
    assert all(e["source_name"].startswith("platform=") for e in told["events"])
    assert {e["count_confidence"] for e in told["events"]} == {"sampled"}


@pytest.mark.spec("S-36", "S-39")
def test_rules_that_cannot_work_are_told_and_do_not_fail_the_job(ask, source):
    told = ask("dry-run", draft(source, event_name_format="{nothing}"))
    assert told["status"] == "completed"
    assert "{nothing}" in told["result_summary"]["errors"][0]
    assert set(told["result_summary"]) >= SUMMARY
    told = ask("dry-run", draft(source, event_type_column=None))
    assert "Choose an event type or a type column" in told["result_summary"]["errors"][0]


@pytest.mark.spec("S-72", "O-75", "SC-26")
def test_a_query_that_fails_fails_the_job_in_words(ask, source):
    job = ask("dry-run", draft(source, base_query="SELECT * FROM nowhere_at_all"))
    assert job["status"] == "failed"
    assert job["error_message"].startswith("Scan failed: ")
    assert job["result_summary"] is None


@pytest.mark.spec("S-31")
def test_a_stored_scan_is_dry_run_as_it_is(ask, source, session, project):
    scan = make_scan_of(session, project, source, event_name_format="{platform}")
    session.commit()
    told = ask("dry-run", {"scan_config_id": str(scan.id), "event_name_format": "{section}"})["result_summary"]
    assert {e["source_name"] for e in told["events"]} == {"web", "ios"}
    assert told["sample_row_limit"] == 5000


@pytest.mark.spec("S-31", "SC-7")
def test_a_draft_needs_a_source_and_a_query(owner, project, source):
    path = f"/projects/{project.slug}/scans/dry-run"
    assert owner.post(path, json={}).status_code == 422
    assert owner.post(path, json=draft(source, sample_row_limit=99)).status_code == 422
    assert owner.get(f"/projects/{project.slug}/scans/preview-jobs/{uuid.uuid4()}").status_code == 404


def test_old_data_is_proposed_as_static_and_volume_decides_the_smallest_count(ask, source):
    told = ask("dry-run", draft(source, interval="1h"))["result_summary"]
    assert told["proposed_static"] is True
    assert told["newest_row_at"].startswith("2026-03-02T13:54")
    assert told["proposed_min_expected_count"] == 5


def test_who_polls_chases_a_lost_message_and_a_lost_worker(owner, project, session, source, queue):
    path = f"/projects/{project.slug}/scans"
    job_id = owner.post(f"{path}/preview", json={"data_source_id": str(source.id), "base_query": QUERY}).json()["id"]

    def aged(**over):
        session.query(ScanProbe).update({"updated_at": utcnow() - timedelta(hours=2), **over})
        session.commit()
        queue.sent.clear()
        return [owner.get(f"{path}/preview-jobs/{job_id}").json() for _ in range(2)]

    assert [each["status"] for each in aged()] == ["pending", "pending"]
    assert queue.named("scans.preview") == [[job_id]]
    assert [each["status"] for each in aged(status="running")] == ["failed", "failed"]
    assert queue.sent == []


@pytest.mark.spec("S-33b", "S-41", "S-50")
def test_every_member_of_a_draft_counts(ask, source):
    told = ask(
        "dry-run",
        draft(
            source,
            event_name_format="{section}",
            platform_column="platform",
            app_version_column="visitor",
            event_group_rules=[
                {"group_name": "reading", "conditions": [{"field": "__event_name", "pattern": "^(home|blog)$"}]}
            ],
            sample_row_limit=100,
        ),
    )["result_summary"]
    assert [(e["event_type"], e["name"], e["grouped_by_rule"], e["approx_row_count"]) for e in told["events"]] == [
        ("page", "reading", "reading", 48),
        ("screen", "reading", "reading", 12),
    ]
    assert told["reserved_columns"] == ["event_time", "platform", "kind", "visitor"]
    assert {f["name"] for f in told["fields"]} == {"section", "email"}
    assert told["sample_row_limit"] == 100


@pytest.mark.spec("S-35", "S-32")
def test_a_capped_sample_says_so_and_extrapolates_nothing(ask, source):
    told = ask("dry-run", draft(source, event_name_format="{visitor}", sample_row_limit=100))["result_summary"]
    assert (told["sample_is_complete"], told["sampled_rows"]) == (True, 60)
    assert any("60 new events" in each for each in told["warnings"])
    many = (
        "SELECT event_time, kind, section, visitor || n AS visitor FROM visits, (SELECT 1 AS n UNION ALL SELECT 2) AS t"
    )
    told = ask("dry-run", draft(source, base_query=many, event_name_format="{visitor}", sample_row_limit=100))
    told = told["result_summary"]
    assert (told["sample_is_complete"], told["sampled_rows"], told["breakdown_combinations"]) == (False, 100, 120)
    assert {e["count_confidence"] for e in told["events"]} == {"sampled"}
    assert len(told["events"]) == 100
