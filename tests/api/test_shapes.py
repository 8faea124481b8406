"""The exact members of every answer, as chapter 31 lists them, and beside them what this server adds on purpose.

`shape(row, members, added)` looks at real rows: members of both lists and no others, timestamps in UTC with a zone,
shares and counts as numbers. Members of features that are not built yet are not listed.
"""

import re
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from tests.factories.alerts import make_delivery, make_destination, make_rule
from tests.factories.plan import make_event, make_event_type, make_field, make_value
from tests.factories.scans import QUERY, make_job, make_scan_of
from tests.factories.series import collect
from tests.factories.sources import make_source
from tests.plugins.reading import app, folder, postgres_spec, reading, wiring

from tripl.features.metrics.schemas import SeriesKey, SeriesOwner
from tripl.features.scans.service import probing
from tripl.features.signals import service as signals
from tripl.features.sources.schemas import SourcePolicy
from tripl.kit.clock import bucket_start, utcnow
from tripl.models.alerts import AlertState

__all__ = ["app", "folder", "postgres_spec", "reading", "wiring"]

DAYS = 21
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
INSTANTS = re.compile(r"_at$|_from$|_to$|^bucket$|^as_of$|_bucket$")
NUMBERS = re.compile(r"_count$|^total$|^(prior_)?week_total$|_delta$|_score$|^stddev$|_effect$|_share$|^order$|^psi$")

PROJECT = """id name slug description timezone created_by_user_id is_demo generation_status generation_stage
    generation_error demo_seeded_at demo_last_tick_at demo_recipe_version demo_outdated demo_state
    app_version_keep_releases can_mutate my_role summary created_at updated_at"""
SUMMARY = """event_count active_event_count archived_event_count implemented_event_count review_pending_event_count
    event_type_count variable_count metric_count scan_count failing_scan_config_count monitoring_signal_count
    firing_monitor_count open_incident_count alert_destination_count failing_alert_destination_count alert_rule_count
    latest_scan_job latest_signal"""
LATEST_JOB = """id scan_config_id scan_name status started_at completed_at result_summary error_message created_at"""
LATEST_SIGNAL = """scan_config_id scan_name scope_type scope_ref scope_name state bucket actual_count expected_count
    z_score direction"""
API_KEY = "id name key_prefix scope project_id expires_at revoked_at last_used_at created_at"
AUTH_USER = """id email name role created_at updated_at org orgs api_key_scope is_platform_admin email_verified"""
EVENT_TYPE = """id project_id name display_name description color order event_name_format field_definitions created_at
    updated_at"""
FIELD = """id event_type_id name display_name field_type is_required enum_options description order sensitivity
    contract_required_max_null_rate contract_regex contract_min_value contract_max_value contract_max_bad_rate"""
EVENT = """id project_id event_type_id name title description order status reviewed source_name owner_id sunset_at
    first_seen_at last_seen_at drift_count tags field_values meta_values metric_breakdown_columns created_at
    updated_at"""
SERIES = """scope event_id event_type_id scan_config_id scan_config_name interval data forecast latest_signal
    sigma_threshold week_total prior_week_total last_collected_at next_collection_at"""
POINT = """bucket count expected_count stddev z_score is_anomaly anomaly_direction baseline_expected baseline_stddev
    detector_kind"""
SLICES = "event_id columns selected_column interval scan_config_id series"
SIGNAL = """scope_type scope_ref scope_name scan_config_id event_id event_type_id state bucket actual_count
    expected_count stddev z_score direction unit detected_at relative_effect anomaly_id incident_child incident_id
    incident_status acknowledged_at expected muted hidden expected_note muted_until owners"""
SETTINGS = """id project_id anomaly_detection_enabled detect_project_total detect_event_types detect_events
    detect_metrics baseline_window_buckets min_history_buckets sigma_threshold min_expected_count
    recent_signal_window_hours anomaly_ingestion_settling_minutes created_at updated_at"""
MONITOR = """rule_id rule_name destination_id destination_name destination_type enabled status active_scope_count
    firing_scope_count last_anomaly_at last_notified_at notify_on_spike notify_on_drop min_percent_delta
    min_expected_count cooldown_minutes muted muted_until"""
MONITOR_DETAIL = """rule_enabled destination_enabled scan_config_id scan_name include_project_total include_event_types
    include_events include_schema_drifts include_variable_value_drifts include_distribution_drifts include_metrics
    include_release_regressions total_deliveries last_delivery_at last_delivery_status scope_readiness firing_scopes"""
FIRING = "scan_config_id scope_type scope_ref scope_name event_id direction last_anomaly_bucket last_notified_at"
RULE = """id destination_id name enabled scan_config_id include_project_total include_event_types include_events
    include_schema_drifts include_variable_value_drifts include_distribution_drifts include_metrics
    include_release_regressions include_lifecycle include_source_freshness notify_on_spike notify_on_drop notify_owners
    min_percent_delta min_absolute_delta min_expected_count cooldown_minutes filters message_format message_template
    items_template ai_explanation_enabled muted muted_until total_deliveries last_delivery_at last_delivery_status
    created_at updated_at"""
DESTINATION = "id project_id type name enabled delivery_schedule_cron target_url rules created_at updated_at"
HEALTH = """webhook_header_name webhook_header_value_set signing_secret_set webhook_url_set email_recipients
    email_from_address email_subject_template delivery_count failed_delivery_count
    incident_count last_delivery_at last_delivery_status"""
DELIVERY = """id project_id scan_config_id destination_id rule_id scan_job_id destination_name rule_name scan_name
    status channel matched_count payload_snapshot error_message is_local is_simulated created_at updated_at sent_at"""
ITEM = """id delivery_id scope_type scope_ref scope_name event_type_id event_id bucket direction actual_count
    expected_count absolute_delta percent_delta details_path monitoring_path drift_field drift_type sample_value
    correlation_group_id"""
SOURCE = """id name host database_name username db_type is_synthetic password_set port connection_settings
    timeout_seconds json_path_discovery last_test_at last_test_status last_test_message project_id scan_count
    scan_run_count scans created_at updated_at"""
TLS = "location maximum_bytes_billed dataset_allowlist sslmode sslrootcert sslcert sslkey_set search_path"
SCAN = """id data_source_id project_id event_type_id name base_query event_type_column time_column event_name_format
    json_value_paths event_group_rules metric_breakdown_columns metric_breakdown_values_limit distribution_drift_fields
    cardinality_threshold interval replay_chunk_interval scan_lookback_hours scan_row_limit metrics_row_limit
    app_version_column platform_column app_version_keep_releases app_version_prerelease_pattern
    app_version_active_share_min last_event_at last_collection_at monitoring_enabled created_at updated_at"""
PROBE = "id status started_at completed_at result_summary error_message created_at updated_at"
DRY_RUN = """window_from window_to sampled_rows sample_row_limit breakdown_combinations sample_is_complete
    events_truncated max_events_reached events fields templated_columns reserved_columns unmapped_columns warnings
    errors name_warnings"""
ANNOTATION = """
    id project_id bucket label description color scope_type scope_ref source url created_by_user_id created_at
"""
AUDIT = """id created_at user_id user_email project_id project_slug branch_id branch_name action target_type target_id
    target_name"""


def shape(row: Any, members: str, added: str = "") -> Any:
    assert isinstance(row, dict), row
    assert set(row) == {*members.split(), *added.split()}
    for name, value in row.items():
        if isinstance(value, str) and INSTANTS.search(name) and not name.startswith("created_by"):
            assert INSTANT.fullmatch(value), (name, value)
        if value is not None and NUMBERS.search(name):
            assert isinstance(value, int | float) and not isinstance(value, bool), (name, value)
    return row


@dataclass
class World:
    base: str
    type_id: uuid.UUID
    event_id: uuid.UUID
    scan_id: uuid.UUID
    source_id: uuid.UUID
    destination_id: uuid.UUID
    rule_id: uuid.UUID
    delivery_id: uuid.UUID


@pytest.fixture
def world(session, project, folder) -> World:
    """Three weeks of hours with a drop at their end, a rule that fired, and a message about it."""
    source = make_source(session, project, database_name=str(folder))
    end = bucket_start(utcnow(), "1h")
    scan = make_scan_of(session, project, source, collected_to=end, last_collection_at=end, last_event_at=end)
    make_job(session, scan, created_at=end, started_at=end, completed_at=end, result_summary={"mode": "catalog"})
    kind = make_event_type(session, project, "page")
    event = make_event(session, kind, "home", tags=("web",), last_seen_at=end, first_seen_at=end)
    make_value(session, event, make_field(session, kind, "section"), "home")
    values = [float(n) for n in np.random.default_rng(5).poisson(200, DAYS * 24)]
    values[-3] = 10.0
    keys = [SeriesKey("project_total"), SeriesKey("event_type", kind.id), SeriesKey("event", event.id)]
    keys.append(SeriesKey("event", event.id, "platform", "web"))
    start = end - timedelta(days=DAYS)
    collect(session, SeriesOwner(project.id, scan.id, "1h"), start, dict.fromkeys(keys, values))
    signals.detect_scan(session, scan.id, utcnow())
    rule = make_rule(session, make_destination(session, project))
    state = {"scope_type": "event", "scope_ref": str(event.id), "direction": "drop", "incident_id": uuid.uuid4()}
    fired = end - timedelta(hours=3)
    session.add(
        AlertState(
            project_id=project.id,
            rule_id=rule.id,
            scan_config_id=scan.id,
            opened_at=end,
            last_anomaly_bucket=fired,
            **state,
        )
    )
    delivery = make_delivery(session, rule, scan, status="sent", sent_at=end, payload_snapshot={"title": "x"})
    session.commit()
    base = f"/projects/{project.slug}"
    return World(base, kind.id, event.id, scan.id, source.id, rule.destination_id, rule.id, delivery.id)


@pytest.mark.spec("SC-10", "SC-2", "API-6")
def test_projects(owner, viewer, world: World):
    project = shape(viewer.get(world.base).json(), PROJECT)
    assert (project["can_mutate"], project["my_role"]) == (False, "viewer")
    summary = shape(project["summary"], SUMMARY)
    shape(summary["latest_scan_job"], LATEST_JOB)
    shape(summary["latest_signal"], LATEST_SIGNAL)
    assert shape(owner.get("/projects").json()[0], PROJECT)["id"] == project["id"]
    made = owner.post("/projects", json={"name": "A", "slug": "a-shop"}).json()
    empty = shape(shape(made, PROJECT, "template_branch_id")["summary"], SUMMARY)
    assert empty == {**dict.fromkeys(SUMMARY.split(), 0), "latest_scan_job": None, "latest_signal": None}


@pytest.mark.spec("SC-11", "SC-34", "API-11")
def test_people_and_keys(owner, anonymous):
    shape(owner.get("/users").json()[0], "id email name role created_at")
    key = shape(owner.post("/me/api-keys", json={"name": "ci"}).json(), API_KEY, "token")
    assert re.fullmatch(r"tk_r_\S+", key["token"])
    assert "token" not in shape(owner.get("/me/api-keys").json()[0], API_KEY)
    shape(shape(owner.get("/auth/me").json(), AUTH_USER, "has_password")["orgs"][0], "slug name role")
    status = "has_users registration_enabled email_configured deployment_mode email_verification_required"
    shape(anonymous.get("/auth/status").json(), status, "session_cookie_secure sign_in_buttons")


@pytest.mark.spec("SC-12", "SC-13", "SC-2")
def test_the_plan(viewer, editor, world: World):
    kind = shape(viewer.get(f"{world.base}/event-types").json()[0], EVENT_TYPE, "field_count required_field_count")
    assert shape(kind["field_definitions"][0], FIELD)["enum_options"] is None
    shape(viewer.get(f"{world.base}/event-types/{world.type_id}/fields").json()[0], FIELD)
    wanted = {"name": "plan", "display_name": "Plan", "field_type": "enum", "enum_options": ["a"]}
    shape(editor.post(f"{world.base}/event-types/{world.type_id}/fields", json=wanted).json(), FIELD)
    page = shape(viewer.get(f"{world.base}/events").json(), "items total")
    event = shape(page["items"][0], EVENT, "open_question_count monitored lifecycle_warning")
    shape(event["tags"][0], "id name")
    shape(event["field_values"][0], "id field_definition_id value is_authored variable_values")
    more = "event_type branch_id main_event_id superseded_by_event_id lifecycle_findings"
    detail = shape(viewer.get(f"{world.base}/events/{world.event_id}").json(), EVENT, more)
    shape(detail["event_type"], "id name display_name color")


@pytest.mark.spec("SC-14", "SC-2")
def test_series(viewer, world: World):
    series = f"{world.base}/events/{world.event_id}/metrics"
    added = "coverage as_of min_expected_count"
    event = shape(viewer.get(series).json(), SERIES, added)
    assert any(shape(each, POINT, "lower upper settling expected_stray")["is_anomaly"] for each in event["data"])
    shape(event["coverage"][0], "from to state")
    slices = shape(viewer.get(f"{series}/breakdowns").json(), SLICES, "coverage")
    slice_ = shape(slices["series"][0], "breakdown_value is_other total_count data parity_anomalies")
    shape(slice_["data"][0], "bucket count")
    shape(viewer.get(f"{world.base}/metrics/total").json(), SERIES, added)
    shape(viewer.get(f"{world.base}/event-types/{world.type_id}/metrics").json(), SERIES, added)
    now = utcnow()
    window = {"time_from": (now - timedelta(days=1)).isoformat(), "time_to": now.isoformat()}
    asked = {"event_ids": [str(world.event_id)], **window}
    volume = viewer.post(f"{world.base}/events/window-metrics", json=asked).json()[0]
    shape(volume, "event_id total_count interval scan_config_id data")
    top = viewer.get(f"{world.base}/overview/top-events").json()[0]
    shape(top, "event_id name event_type_id total_count window_total_count")


@pytest.mark.spec("SC-15", "SC-2", "API-12")
def test_signals(viewer, make_client, world: World):
    found = viewer.get(f"{world.base}/anomalies/signals", params={"expanded": "true"}).json()
    added = "lower upper interval sentence"
    assert {shape(each, SIGNAL, added)["scope_type"] for each in found} == {"project_total", "event_type", "event"}
    shape(viewer.get(f"{world.base}/events/{world.event_id}/metrics").json()["latest_signal"], SIGNAL, added)
    reader = make_client("viewer", key_scope="read")
    asked = {"event_ids": [str(world.event_id)], "expanded": True}
    shape(reader.post(f"{world.base}/anomalies/signals/query", json=asked).json()[0], SIGNAL, added)
    key = {name: found[0][name] for name in ("scope_type", "scope_ref", "bucket", "scan_config_id")}
    small = reader.post(f"{world.base}/anomalies/signals/series", json={"scopes": [key]}).json()[0]
    shape(small, "scan_config_id scope_type scope_ref bucket interval data")
    shape(small["data"][0], "bucket count")
    shape(viewer.get(f"{world.base}/anomaly-settings").json(), SETTINGS)


@pytest.mark.spec("SC-16", "SC-17", "SC-18", "SC-6")
def test_alerting(viewer, editor, world: World):
    summary = shape(
        viewer.get(f"{world.base}/monitors-summary").json(),
        "monitors firing_count warning_count healthy_count total scope_readiness",
    )
    shape(summary["scope_readiness"], "variable_value_drift distribution_drift")
    shape(summary["monitors"][0], MONITOR)
    monitor = shape(viewer.get(f"{world.base}/monitors/{world.rule_id}").json(), MONITOR, MONITOR_DETAIL)
    assert [shape(each, FIRING)["direction"] for each in monitor["firing_scopes"]] == ["drop"]
    assert monitor["firing_scope_count"] == 1
    destination = viewer.get(f"{world.base}/alert-destinations").json()[0]
    shape(destination, DESTINATION, HEALTH)
    shape(destination["rules"][0], RULE, "incident_count sentence warnings")
    hook = {"type": "webhook", "name": "Hook", "target_url": "https://hooks.example.com/x"}
    shape(editor.post(f"{world.base}/alert-destinations", json=hook).json(), DESTINATION, f"{HEALTH} signing_secret")
    page = shape(viewer.get(f"{world.base}/alert-deliveries").json(), "items total next_cursor")
    shape(page["items"][0], DELIVERY, "attempts next_attempt_at")
    detail = viewer.get(f"{world.base}/alert-deliveries/{world.delivery_id}").json()
    shape(shape(detail, DELIVERY, "attempts next_attempt_at items")["items"][0], ITEM)


@pytest.mark.spec("SC-20", "SC-38", "SC-6", "API-22")
def test_data_sources(owner, viewer, world: World):
    source = shape(owner.get("/data-sources").json()[0], SOURCE)
    shape(source["connection_settings"], TLS)
    shape(source["scans"][0], "id name project_slug project_name")
    assert set(viewer.get(f"/data-sources/{world.source_id}").json()) == set(source)
    tested = shape(owner.post(f"/data-sources/{world.source_id}/test").json(), "success message tested_at data_source")
    shape(tested["data_source"], SOURCE)
    tables = owner.get(f"/data-sources/{world.source_id}/schema").json()["tables"]
    shape(shape(tables[0], "name columns")["columns"][0], "name data_type")
    nowhere = {"db_type": "postgres", "host": "127.0.0.1", "port": 9, "database_name": "x", "password": "hush-hush"}
    refused = owner.post("/data-sources/test", json=nowhere)
    assert refused.status_code == 200
    assert shape(refused.json(), "success message tested_at")["success"] is False
    stored = owner.post("/data-sources", json={**nowhere, "name": "far"})
    assert stored.status_code == 201
    assert shape(stored.json(), SOURCE)["last_test_status"] == "failed"
    assert "hush-hush" not in stored.text + refused.text


@pytest.mark.spec("SC-26", "API-63")
def test_scans(owner, viewer, editor, world: World):
    added = "is_static as_of"
    scan = shape(viewer.get(f"{world.base}/scans").json()[0], SCAN, added)
    assert scan["monitoring_enabled"] is True
    schedule = f"{added} last_metrics_run_at next_metrics_run_at"
    one = f"{world.base}/scans/{world.scan_id}"
    shape(viewer.get(one).json(), SCAN, schedule)
    job = shape(editor.post(f"{one}/run").json(), PROBE, "scan_config_id")
    assert shape(viewer.get(f"{one}/jobs").json()[0], PROBE, "scan_config_id")["id"] == job["id"]
    shape(viewer.get(f"{one}/jobs/{job['id']}").json(), PROBE, "scan_config_id")
    stopped = shape(editor.post(f"{one}/jobs/{job['id']}/cancel").json(), PROBE, "scan_config_id")
    again = editor.post(f"{one}/jobs/{job['id']}/cancel")
    assert again.status_code == 409
    assert again.json()["detail"] == f"Scan job is not active (status: {stopped['status']})"
    body = {"data_source_id": str(world.source_id), "name": "visits", "base_query": QUERY, "event_type_column": "kind"}
    made = owner.post(f"{world.base}/scans", json={**body, "event_name_format": "{section}"})
    assert made.status_code == 201, made.text
    shape(made.json(), SCAN, schedule)


@pytest.mark.spec("SC-26")
def test_a_preview_and_a_dry_run(owner, wiring, queue, world: World):
    body = {"data_source_id": str(world.source_id), "base_query": QUERY}
    scan = {"event_type_column": "kind", "event_name_format": "{section}", "time_column": "event_time"}
    for kind, run, more in (("preview", probing.run_preview, {}), ("dry-run", probing.run_dry_run, scan)):
        asked = owner.post(f"{world.base}/scans/{kind}", json={**body, **more})
        assert asked.status_code == 202
        job_id = shape(asked.json(), PROBE)["id"]
        run(wiring.transaction, uuid.UUID(job_id), wiring.policy(SourcePolicy))
        done = shape(owner.get(f"{world.base}/scans/{kind}-jobs/{job_id}").json(), PROBE)
        assert done["status"] == "completed", done["error_message"]
    added = "events_found events_new looks_ended newest_row_at proposed_min_expected_count proposed_static"
    told = shape(done["result_summary"], DRY_RUN, added)
    event = "name source_name event_type approx_row_count share_of_sample status grouped_by_rule count_confidence"
    shape(told["events"][0], event)
    shape(told["fields"][0], "name type status event_type")


@pytest.mark.spec("SC-30", "SC-2", "SC-4")
def test_annotations(viewer, editor, world: World):
    made = editor.post(f"{world.base}/annotations", json={"bucket": "2026-11-20T10:00:00+02:00", "label": "Promo"})
    assert made.status_code == 201
    shape(made.json(), ANNOTATION, "expected_until")
    assert made.json()["bucket"] == "2026-11-20T08:00:00Z"
    assert viewer.get(f"{world.base}/annotations").json() == [made.json()]


@pytest.mark.spec("SC-31")
def test_audit(owner, editor, world: World):
    assert editor.patch(f"{world.base}/anomaly-settings", json={"sigma_threshold": 5}).status_code == 200
    page = shape(owner.get("/audit").json(), "items total")
    entry = shape(page["items"][0], AUDIT)
    shape(owner.get(f"/audit/{entry['id']}").json(), AUDIT, "payload")
