"""Rules: what they hold, what is refused, and how they read back."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import event as sqlalchemy_event
from tests.factories.alerts import FakeFinding, findings, make_delivery, make_destination, make_rule, make_scan
from tests.factories.projects import make_project
from tests.features.alerts.test_routes import RULE_MEMBERS

from tripl.features.alerts.service import evaluate, forget_event_type, forget_scan
from tripl.kit.clock import utcnow
from tripl.models.alerts import AlertDelivery, AlertRule, AlertState
from tripl.models.plan import Event, EventType


@pytest.fixture
def rules(project, destination, session):
    session.commit()
    return f"/projects/{project.slug}/alert-destinations/{destination.id}/rules"


@pytest.fixture
def planned(session, project):
    """An event and its type."""
    kind = EventType(project_id=project.id, branch_id=project.main_branch_id, name="orders", display_name="Orders")
    session.add(kind)
    session.flush()
    event = Event(
        project_id=project.id, branch_id=project.main_branch_id, event_type_id=kind.id, name="purchase", title="Buy"
    )
    session.add(event)
    session.commit()
    return event


@pytest.mark.spec("A-50", "A-53", "SC-17")
def test_a_rule_has_every_member_and_the_documented_defaults(editor, rules, destination):
    answer = editor.post(rules, json={"name": "Sales"})
    assert answer.status_code == 201
    rule = answer.json()
    assert set(rule) >= RULE_MEMBERS | {"sentence", "warnings"}
    on = {name for name, value in rule.items() if value is True}
    assert on == {
        *("enabled", "include_project_total", "include_event_types", "include_events"),
        *("notify_on_spike", "notify_on_drop"),
    }
    assert (rule["min_percent_delta"], rule["min_absolute_delta"], rule["min_expected_count"]) == (30, 0, 0)
    assert (rule["cooldown_minutes"], rule["filters"], rule["scan_config_id"]) == (1440, [], None)
    assert rule["sentence"] == (
        f"Tell “{destination.name}” when the project total, an event type or an event of any scan "
        "drops or spikes by at least 30%; at most once in 1 day for each."
    )


def test_a_rule_reads_itself_back(editor, rules, session, project, planned, destination):
    scan = make_scan(session, project, name="web log")
    session.commit()
    rule = editor.post(
        rules,
        json={
            "name": "Sales",
            "scan_config_id": str(scan.id),
            "include_project_total": False,
            "include_event_types": False,
            "notify_on_spike": False,
            "min_percent_delta": 50,
            "min_absolute_delta": 1200,
            "min_expected_count": 20,
            "cooldown_minutes": 120,
            "filters": [{"field": "event", "operator": "in", "values": [str(planned.id).upper()]}],
        },
    ).json()
    assert rule["sentence"] == (
        f"Tell “{destination.name}” when an event of scan “web log” drops by at least 50% and 1,200 "
        "where at least 20 was expected, only where the event is “Buy”; at most once in 2 hours for each."
    )
    assert rule["filters"][0]["values"] == [str(planned.id)]


@pytest.mark.spec("A-53")
def test_a_threshold_no_drop_can_reach_is_warned_about(editor, rules):
    assert editor.post(rules, json={"name": "a", "min_percent_delta": 99}).json()["warnings"] == []
    assert len(editor.post(rules, json={"name": "b", "min_percent_delta": 101}).json()["warnings"]) == 1
    switches = dict.fromkeys(("include_project_total", "include_event_types", "include_events"), False)
    assert "never fires" in editor.post(rules, json={"name": "c", **switches}).json()["warnings"][0]


@pytest.mark.spec("A-50", "A-52", "A-55")
@pytest.mark.parametrize(
    ("over", "member"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 256}, "name"),
        ({"notify_on_spike": False, "notify_on_drop": False}, "notify_on_spike"),
        ({"cooldown_minutes": 0}, "cooldown_minutes"),
        ({"min_percent_delta": -1}, "min_percent_delta"),
        ({"min_percent_delta": "a lot"}, "min_percent_delta"),
        ({"scan_config_id": str(uuid.UUID(int=3))}, "scan_config_id"),
        ({"filters": [{"field": "event", "operator": "in", "values": []}]}, "filters"),
        ({"filters": [{"field": "event", "operator": "in", "values": ["  "]}]}, "filters"),
        ({"filters": [{"field": "event", "operator": "in", "values": ["buy"]}]}, "filters"),
        ({"filters": [{"field": "event", "operator": "in", "values": [str(uuid.UUID(int=3))]}]}, "filters"),
        ({"filters": [{"field": "direction", "operator": "eq", "values": ["up"]}]}, "filters"),
        ({"filters": [{"field": "direction", "operator": "eq", "values": ["spike", "drop"]}]}, "filters"),
        ({"filters": [{"field": "metric", "operator": "eq", "values": ["x"]}]}, "filters"),
        ({"filters": [{"field": "colour", "operator": "eq", "values": ["x"]}]}, "filters"),
        ({"include_metrics": True}, "include_metrics"),
        ({"include_schema_drifts": True}, "include_schema_drifts"),
        ({"include_lifecycle": True}, "include_lifecycle"),
        ({"notify_owners": True}, "notify_owners"),
        ({"ai_explanation_enabled": True}, "ai_explanation_enabled"),
        ({"message_template": "${rule_name}"}, "message_template"),
        ({"message_format": "slack_mrkdwn"}, "message_format"),
    ],
)
def test_what_a_rule_cannot_do_is_refused_by_member(editor, rules, over, member):
    answer = editor.post(rules, json={"name": "Sales", **over})
    assert answer.status_code == 422, answer.text
    assert member in answer.json()["detail"][0]["loc"]


def test_members_of_other_versions_are_fine_while_they_are_off(editor, rules):
    off = {"include_lifecycle": False, "notify_owners": False, "message_template": " ", "message_format": "plain"}
    rule = editor.post(rules, json={"name": "Sales", **off}).json()
    assert (rule["message_template"], rule["message_format"]) == (None, "plain")


def test_a_scan_of_another_project_cannot_be_bound(editor, rules, session):
    foreign = make_scan(session, make_project(session))
    session.commit()
    assert editor.post(rules, json={"name": "Sales", "scan_config_id": str(foreign.id)}).status_code == 422


def test_a_patch_changes_what_was_sent(editor, rules, rule, session, planned):
    session.commit()
    one = f"{rules}/{rule.id}"
    only = [{"field": "event_type", "operator": "eq", "values": [str(planned.event_type_id)]}]
    assert editor.patch(one, json={"filters": only, "min_percent_delta": 5}).status_code == 200
    changed = editor.patch(one, json={"enabled": False, "message_template": None}).json()
    assert (changed["enabled"], changed["filters"], changed["min_percent_delta"]) == (False, only, 5)
    refused = editor.patch(one, json={"name": None, "cooldown_minutes": None})
    assert (refused.status_code, refused.json()["detail"]) == (422, "Field(s) cannot be null: name, cooldown_minutes")
    assert editor.patch(one, json={"notify_on_drop": False, "notify_on_spike": False}).status_code == 422
    kept = editor.get(one.rpartition("/rules")[0]).json()["rules"][0]
    assert (kept["notify_on_drop"], kept["filters"]) == (True, only)


@pytest.mark.spec("A-59")
def test_a_rule_shows_its_deliveries_and_takes_them_along(editor, rules, rule, scan, session, destination):
    group = uuid.uuid4()
    start = utcnow() - timedelta(hours=5)
    for n, status in enumerate(("sent", "sent", "failed")):
        at = start + timedelta(hours=n)
        make_delivery(session, rule, scan, status=status, correlation_group_id=group, created_at=at)
    session.commit()
    place = rules.rpartition("/rules")[0]
    shown = editor.get(place).json()
    (one,) = shown["rules"]
    assert (one["total_deliveries"], one["incident_count"], one["last_delivery_status"]) == (3, 1, "failed")
    assert (shown["delivery_count"], shown["failed_delivery_count"], shown["incident_count"]) == (3, 1, 1)
    assert shown["last_delivery_at"] == one["last_delivery_at"]
    assert editor.delete(f"{rules}/{rule.id}").status_code == 204
    session.expire_all()
    assert session.query(AlertDelivery).count() == 0
    assert editor.get(place).json()["delivery_count"] == 0


@pytest.mark.spec("A-57")
def test_a_rule_is_muted_for_a_week_at_most(editor, project, rule, session):
    session.commit()
    monitor = f"/projects/{project.slug}/monitors/{rule.id}"
    end = utcnow() + timedelta(days=7)
    muted = editor.post(f"{monitor}/mute", json={"muted_until": end.isoformat()}).json()
    assert muted["muted"] is True
    for wrong in (utcnow() - timedelta(minutes=1), utcnow() + timedelta(days=8)):
        assert editor.post(f"{monitor}/mute", json={"muted_until": wrong.isoformat()}).status_code == 422
    assert editor.post(f"{monitor}/mute", json={}).status_code == 422
    loud = editor.post(f"{monitor}/unmute").json()
    assert (loud["muted"], loud["muted_until"]) == (False, None)
    rule.muted_until = utcnow() - timedelta(minutes=1)
    session.commit()
    lapsed = editor.get(monitor).json()
    assert lapsed["muted"] is False
    assert lapsed["muted_until"] is not None


@pytest.mark.spec("SC-16", "A-61")
def test_monitors_are_firing_open_or_well(viewer, project, session, destination, scan, planned):
    now = utcnow()
    fires, lingers, well = (make_rule(session, destination, name=name) for name in "abc")
    for rule, hours in ((fires, 23), (lingers, 25)):
        found = FakeFinding(scope_ref=str(planned.id), event_id=planned.id, bucket=now - timedelta(hours=hours))
        rule.enabled, well.enabled = True, False
        others = [r for r in (fires, lingers) if r is not rule]
        for other in others:
            other.filters = [{"field": "event", "operator": "ne", "values": [str(planned.id)]}]
        rule.filters = []
        session.flush()
        evaluate(session, scan.id, None, now, findings=findings(found))
        for state in session.query(AlertState):
            state.is_open = True
    session.commit()
    summary = viewer.get(f"/projects/{project.slug}/monitors-summary").json()
    counts = {name: value for name, value in summary.items() if name not in {"monitors", "scope_readiness"}}
    assert counts == {"firing_count": 1, "warning_count": 1, "healthy_count": 1, "total": 3}
    assert summary["scope_readiness"] == {"variable_value_drift": False, "distribution_drift": False}
    by_name = {m["rule_name"]: m for m in summary["monitors"]}
    assert {name: m["status"] for name, m in by_name.items()} == {"a": "firing", "b": "warning", "c": "healthy"}
    assert set(by_name["a"]) == {
        *("rule_id", "rule_name", "destination_id", "destination_name", "destination_type", "enabled", "status"),
        *("active_scope_count", "firing_scope_count", "last_anomaly_at", "last_notified_at", "notify_on_spike"),
        *("notify_on_drop", "min_percent_delta", "min_expected_count", "cooldown_minutes", "muted", "muted_until"),
    }
    assert by_name["c"]["enabled"] is False
    detail = viewer.get(f"/projects/{project.slug}/monitors/{fires.id}").json()
    (scope,) = detail["firing_scopes"]
    assert (scope["scope_name"], scope["event_id"], scope["direction"]) == ("Buy", str(planned.id), "drop")
    assert len(detail["firing_scopes"]) == detail["firing_scope_count"]
    assert set(detail) == set(by_name["a"]) | {
        *("rule_enabled", "destination_enabled", "scan_config_id", "scan_name", "include_project_total"),
        *("include_event_types", "include_events", "include_schema_drifts", "include_variable_value_drifts"),
        *("include_distribution_drifts", "include_metrics", "include_release_regressions", "total_deliveries"),
        *("last_delivery_at", "last_delivery_status", "scope_readiness", "firing_scopes"),
    }


def test_a_static_scan_fires_by_its_own_clock(viewer, project, session, destination):
    end = utcnow() - timedelta(days=4000)
    scan = make_scan(session, project, is_static=True, as_of=end)
    make_rule(session, destination)
    evaluate(session, scan.id, None, end, findings=findings(FakeFinding(bucket=end - timedelta(hours=2))))
    session.commit()
    assert viewer.get(f"/projects/{project.slug}/monitors-summary").json()["firing_count"] == 1


@pytest.mark.spec("A-54", "S-8")
def test_a_rule_outlives_its_scan_unbound_and_off(session, project, destination):
    scan = make_scan(session, project)
    bound, free = make_rule(session, destination, scan_config_id=scan.id), make_rule(session, destination)
    forget_scan(session, scan.id)
    session.delete(scan)
    session.flush()
    session.expire_all()
    assert (bound.scan_config_id, bound.enabled, free.enabled) == (None, False, True)


@pytest.mark.spec("A-58")
def test_a_deleted_event_type_leaves_the_filters_with_its_events(session, destination, planned):
    event, kind, other = str(planned.id), str(planned.event_type_id), str(uuid.uuid4())

    def filtered(field, operator, *values):
        return make_rule(session, destination, filters=[{"field": field, "operator": operator, "values": [*values]}])

    only, both = filtered("event", "eq", event), filtered("event", "in", event, other)
    excluding, typed = filtered("event", "ne", event), filtered("event_type", "eq", kind)
    untouched = filtered("event", "eq", other)
    forget_event_type(session, planned.event_type_id)
    assert [rule.enabled for rule in (only, typed, both, excluding, untouched)] == [False, False, True, True, True]
    assert [f["values"] for f in both.filters] == [[other]]
    assert (only.filters, excluding.filters, typed.filters) == ([], [], [])


def test_lists_cost_the_same_however_long_they_are(viewer, session, project, scan, engine):
    def fill(count):
        for _ in range(count):
            destination = make_destination(session, project)
            for _ in range(2):
                make_delivery(session, make_rule(session, destination, scan_config_id=scan.id), scan)
        session.commit()

    def queries(path):
        seen = []

        def count_one(*args):
            seen.append(args[2])

        sqlalchemy_event.listen(engine, "before_cursor_execute", count_one)
        assert viewer.get(f"/projects/{project.slug}/{path}").status_code == 200
        sqlalchemy_event.remove(engine, "before_cursor_execute", count_one)
        return len(seen)

    paths = ("alert-destinations", "alert-deliveries", "monitors-summary")
    fill(1)
    few = [queries(path) for path in paths]
    assert all(few)
    fill(6)
    assert [queries(path) for path in paths] == few
    assert session.query(AlertRule).count() == 14
