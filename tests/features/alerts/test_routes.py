"""Alerting through the door: who may do what, what is refused, and the exact members of the answers."""

import json
import uuid

import pytest
from sqlalchemy import select
from tests.factories.alerts import make_delivery, make_destination, make_rule
from tests.factories.projects import make_project
from tests.fakes.receiver import Answer

from tripl.models.audit import AuditEntry

MISSING = uuid.UUID(int=7)
RULE_MEMBERS = {
    *("id", "destination_id", "name", "enabled", "scan_config_id", "include_project_total", "include_event_types"),
    *("include_events", "include_schema_drifts", "include_variable_value_drifts", "include_distribution_drifts"),
    *("include_metrics", "include_release_regressions", "notify_on_spike", "notify_on_drop", "min_percent_delta"),
    *("min_absolute_delta", "min_expected_count", "cooldown_minutes", "filters", "message_format"),
    *("message_template", "items_template", "ai_explanation_enabled", "muted", "muted_until", "total_deliveries"),
    *("last_delivery_at", "last_delivery_status", "created_at", "updated_at"),
}
DELIVERY_MEMBERS = {
    *("id", "project_id", "scan_config_id", "destination_id", "rule_id", "scan_job_id", "destination_name"),
    *("rule_name", "scan_name", "status", "channel", "matched_count", "payload_snapshot", "error_message"),
    *("is_local", "is_simulated", "created_at", "updated_at", "sent_at"),
}
ITEM_MEMBERS = {
    *("id", "delivery_id", "scope_type", "scope_ref", "scope_name", "event_type_id", "event_id", "bucket"),
    *("direction", "actual_count", "expected_count", "absolute_delta", "percent_delta", "details_path"),
    *("monitoring_path", "drift_field", "drift_type", "sample_value", "correlation_group_id"),
}


@pytest.fixture
def delivery(session, rule, scan):
    made = make_delivery(session, rule, scan, status="failed", error_message="no", payload_snapshot={"title": "x"})
    session.commit()
    return made


@pytest.fixture
def door(project, destination, rule, delivery, receiver):
    """Every route: (method, path, valid body, status, kind of right)."""
    top = f"/projects/{project.slug}"
    place = f"{top}/alert-destinations"
    one, rules = f"{place}/{destination.id}", f"{place}/{destination.id}/rules"
    hook = {"type": "webhook", "name": "New", "target_url": receiver.url}
    soon = {"muted_until": "2999-01-01T00:00:00Z"}
    return [
        ("GET", place, None, 200),
        ("GET", one, None, 200),
        ("GET", f"{top}/alert-deliveries", None, 200),
        ("GET", f"{top}/alert-deliveries/{delivery.id}", None, 200),
        ("GET", f"{top}/monitors-summary", None, 200),
        ("GET", f"{top}/monitors/{rule.id}", None, 200),
        ("POST", place, hook, 201),
        ("POST", f"{place}/test", hook, 200),
        ("POST", f"{one}/test", None, 200),
        ("PATCH", one, {"name": "Renamed"}, 200),
        ("POST", rules, {"name": "R"}, 201),
        ("PATCH", f"{rules}/{rule.id}", {"name": "R2"}, 200),
        ("POST", f"{top}/alert-deliveries/{delivery.id}/retry", None, 200),
        ("POST", f"{top}/monitors/{rule.id}/mute", soon, 422),
        ("POST", f"{top}/monitors/{rule.id}/unmute", None, 200),
        ("DELETE", f"{rules}/{rule.id}", None, 204),
        ("DELETE", one, None, 204),
    ]


def ask(client, route):
    method, path, body, _ = route
    return client.request(method, path, json=body)


@pytest.mark.spec("A-62")
def test_every_route_for_those_who_may(door, make_client):
    editor = make_client("editor")
    for route in door:
        answer = ask(editor, route)
        assert answer.status_code == route[3], (route, answer.text)


def test_every_route_refuses_those_who_may_not(door, anonymous, make_client):
    viewer, stranger, reader = make_client("viewer"), make_client("stranger"), make_client("editor", "read")
    for route in door:
        reads = route[0] == "GET"
        assert ask(anonymous, route).status_code == 401, route
        assert ask(stranger, route).status_code == 404, route
        assert ask(viewer, route).status_code == (200 if reads else 403), route
        assert ask(reader, route).status_code == (200 if reads else 403), route


def test_what_belongs_to_another_project_is_not_found(door, session, editor, project):
    other = make_project(session)
    session.commit()
    for route in door:
        method, path, _, _ = route
        if path.count("/") > 3 and not path.endswith("alert-destinations/test"):
            path = path.replace(project.slug, other.slug)
            # an unknown thing is 404 before the body is looked at
            assert editor.request(method, path, json={"name": 5}).status_code == 404, route


def test_an_unknown_delivery_or_rule_is_not_found(editor, project, destination, session):
    session.commit()
    top = f"/projects/{project.slug}"
    for method, path in (
        ("GET", f"{top}/alert-deliveries/{MISSING}"),
        ("POST", f"{top}/alert-deliveries/{MISSING}/retry"),
        ("PATCH", f"{top}/alert-destinations/{destination.id}/rules/{MISSING}"),
        ("GET", f"{top}/monitors/{MISSING}"),
    ):
        assert editor.request(method, path, json={}).status_code == 404


@pytest.fixture
def place(project):
    return f"/projects/{project.slug}/alert-destinations"


@pytest.mark.spec("A-1", "A-4", "SC-17")
def test_a_destination_shows_its_signing_secret_once(editor, place, session):
    made = editor.post(
        place,
        json={
            "type": "webhook",
            "name": " Ops ",
            "target_url": "http://127.0.0.1:1/hook",
            "webhook_header_name": "Authorization",
            "webhook_header_value": "Bearer very-secret",
        },
    )
    assert made.status_code == 201
    body = made.json()
    secret = body.pop("signing_secret")
    assert secret.startswith("whsec_")
    assert len(secret) > 40
    assert body["name"] == "Ops"
    assert (body["signing_secret_set"], body["webhook_header_value_set"]) == (True, True)
    assert (body["delivery_count"], body["incident_count"], body["rules"]) == (0, 0, [])
    again = editor.get(f"{place}/{body['id']}")
    assert again.json() == body
    listed = editor.get(place)
    assert listed.json() == [body]
    changed = editor.patch(f"{place}/{body['id']}", json={"enabled": False, "signing_secret": "", "name": "Ops 2"})
    assert (changed.json()["enabled"], changed.json()["name"]) == (False, "Ops 2")
    audited = session.scalars(select(AuditEntry)).all()
    assert [entry.action for entry in audited] == ["alert_destination.create", "alert_destination.update"]
    for text in (again.text, listed.text, changed.text, json.dumps([entry.payload for entry in audited])):
        assert secret not in text
        assert "very-secret" not in text


def test_a_secret_of_one_s_own_signs_the_messages(editor, place, receiver):
    hook = {"type": "webhook", "name": "Ops", "target_url": receiver.url}
    assert editor.post(place, json={**hook, "signing_secret": "short"}).status_code == 422
    made = editor.post(place, json={**hook, "signing_secret": "my own long secret"})
    assert made.json()["signing_secret"] == "my own long secret"


@pytest.mark.parametrize(
    ("over", "member"),
    [
        ({"type": "jira"}, "type"),
        ({"type": "slack"}, "target_url"),
        ({"type": "pigeon"}, "type"),
        ({"target_url": None}, "target_url"),
        ({"target_url": "ftp://example.com"}, "target_url"),
        ({"target_url": "http://169.254.169.254/latest/meta-data"}, "target_url"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 256}, "name"),
        ({"delivery_schedule_cron": "0 9 * * *"}, "delivery_schedule_cron"),
        ({"webhook_header_name": "X-Key"}, "webhook_header_value"),
        ({"webhook_header_value": "x"}, "webhook_header_name"),
        ({"webhook_header_name": "Host", "webhook_header_value": "x"}, "webhook_header_name"),
    ],
)
def test_a_destination_that_cannot_work_is_refused_by_member(editor, place, over, member):
    answer = editor.post(place, json={"type": "webhook", "name": "Ops", "target_url": "http://127.0.0.1:1", **over})
    assert answer.status_code == 422
    assert member in answer.json()["detail"][0]["loc"]


def test_two_destinations_never_share_a_name(editor, place):
    hook = {"type": "webhook", "name": "Ops", "target_url": "http://127.0.0.1:1"}
    assert editor.post(place, json=hook).status_code == 201
    other = editor.post(place, json={**hook, "name": "Other"}).json()
    assert editor.post(place, json=hook).status_code == 409
    assert editor.patch(f"{place}/{other['id']}", json={"name": "Ops"}).status_code == 409
    assert editor.patch(f"{place}/{other['id']}", json={"name": "Other"}).status_code == 200


def test_a_patch_never_changes_the_type_and_never_empties_what_must_be_there(editor, place, destination, session):
    session.commit()
    one = f"{place}/{destination.id}"
    assert editor.patch(one, json={"type": "slack"}).status_code == 422
    refused = editor.patch(one, json={"name": None, "enabled": None})
    assert (refused.status_code, refused.json()["detail"]) == (422, "Field(s) cannot be null: name, enabled")
    assert editor.patch(one, json={"target_url": None}).status_code == 422


def test_a_stored_header_value_never_follows_the_address_to_another_host(editor, place, receiver):
    hook = {
        "type": "webhook",
        "name": "Ops",
        "target_url": f"{receiver.url}/a",
        "webhook_header_name": "X-Key",
        "webhook_header_value": "kept",
    }
    one = f"{place}/{editor.post(place, json=hook).json()['id']}"
    assert editor.patch(one, json={"target_url": f"{receiver.url}/b"}).status_code == 200
    assert editor.post(f"{one}/test").json()["ok"]
    assert receiver.requests[-1].headers["x-key"] == "kept"
    assert editor.patch(one, json={"target_url": "http://127.0.0.1:1/b"}).status_code == 422
    assert editor.patch(one, json={"webhook_header_name": "X-Other"}).status_code == 422
    gone = editor.patch(one, json={"webhook_header_name": None}).json()
    assert (gone["webhook_header_name"], gone["webhook_header_value_set"]) == (None, False)


@pytest.mark.spec("A-20", "A-23", "A-24")
def test_a_test_message_says_that_nothing_is_wrong(editor, place, receiver, destination, session, project):
    destination.enabled = False
    session.commit()
    answer = editor.post(f"{place}/{destination.id}/test")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["ok"], body["error"]) == (True, None)
    assert body["sent_at"]
    sent = json.loads(receiver.requests[0].body)
    assert set(sent) == {"event", "destination", "message"}
    assert sent["event"] == "tripl.destination_test"
    assert sent["destination"] == {"id": str(destination.id), "name": destination.name}
    assert "Nothing is wrong: a person pressed Test." in sent["message"].splitlines()
    assert editor.get(f"/projects/{project.slug}/alert-deliveries").json()["total"] == 0
    assert [entry.action for entry in session.scalars(select(AuditEntry))] == ["alert_destination.test"]


@pytest.mark.spec("A-20")
def test_the_far_side_s_refusal_is_the_answer(editor, place, receiver, destination, session):
    session.commit()
    receiver.always = Answer(500, b"broken")
    answer = editor.post(f"{place}/{destination.id}/test")
    assert answer.status_code == 200
    said = {"ok": False, "error": "The receiver answered 500: broken", "error_kind": "http_status", "sent_at": None}
    assert answer.json() == said
    assert len(receiver.requests) == 1


@pytest.mark.spec("A-22")
def test_a_draft_is_tried_without_being_saved(editor, place, receiver, session):
    draft = {"type": "webhook", "name": "Draft", "target_url": receiver.url}
    assert editor.post(f"{place}/test", json=draft).json()["ok"]
    assert json.loads(receiver.requests[0].body)["destination"]["name"] == "Draft"
    assert editor.get(place).json() == []
    (entry,) = session.scalars(select(AuditEntry)).all()
    assert entry.payload["draft"] is True
    assert entry.payload["origin"] == receiver.url
    metadata = editor.post(f"{place}/test", json={**draft, "target_url": "http://169.254.169.254/"})
    assert (metadata.status_code, metadata.json()["ok"]) == (200, False)


@pytest.mark.spec("A-22")
def test_a_draft_borrows_secrets_of_the_same_host_only(editor, place, receiver):
    hook = {
        "type": "webhook",
        "name": "Ops",
        "target_url": receiver.url,
        "webhook_header_name": "X-Key",
        "webhook_header_value": "kept",
    }
    stored = editor.post(place, json=hook).json()["id"]
    draft = {"type": "webhook", "name": "Ops", "destination_id": stored, "webhook_header_name": "X-Key"}
    assert editor.post(f"{place}/test", json={**draft, "target_url": f"{receiver.url}/new"}).json()["ok"]
    assert receiver.requests[0].headers["x-key"] == "kept"
    assert editor.post(f"{place}/test", json={**draft, "target_url": "http://127.0.0.1:1"}).status_code == 422
    foreign = editor.post(f"{place}/test", json={**draft, "destination_id": str(MISSING), "target_url": receiver.url})
    assert foreign.status_code == 404
    assert editor.post(f"{place}/test", json={**draft, "type": "slack", "target_url": receiver.url}).status_code == 422


@pytest.mark.spec("SC-18", "A-62")
def test_deliveries_have_every_member(viewer, project, delivery):
    top = f"/projects/{project.slug}/alert-deliveries"
    listed = viewer.get(top).json()
    assert set(listed) == {"items", "total", "next_cursor"}
    assert set(listed["items"][0]) >= DELIVERY_MEMBERS
    shown = viewer.get(f"{top}/{delivery.id}").json()
    assert set(shown) >= DELIVERY_MEMBERS | {"items"}
    assert set(shown["items"][0]) == ITEM_MEMBERS
    assert (shown["error_message"], shown["payload_snapshot"]) == ("no", {"title": "x"})


def test_the_log_pages_and_filters(viewer, session, project, rule, scan, destination):
    made = [make_delivery(session, rule, scan) for _ in range(5)]
    other = make_rule(session, make_destination(session, project))
    group = uuid.uuid4()
    made.append(make_delivery(session, other, scan, status="failed", correlation_group_id=group))
    made.append(make_delivery(session, other, scan, correlation_group_id=None))
    session.commit()
    top = f"/projects/{project.slug}/alert-deliveries"

    def ids(**query):
        page = viewer.get(top, params=query).json()
        return [row["id"] for row in page["items"]], page["total"], page["next_cursor"]

    seen, cursor = [], None
    while True:
        page, total, cursor = ids(limit=3, **({"cursor": cursor} if cursor else {}))
        assert total == 7
        seen += page
        if cursor is None:
            break
    assert seen == [str(d.id) for d in sorted(made, key=lambda d: (d.created_at, d.id), reverse=True)]
    assert ids(limit=2, offset=5)[0] == seen[5:]
    assert ids(status="failed")[0] == [str(made[5].id)]
    assert ids(status=["failed", "pending"])[1] == 7
    assert ids(rule_id=str(other.id))[1] == 2
    assert ids(destination_id=str(destination.id))[1] == 5
    assert ids(scan_config_id=str(MISSING))[1] == 0
    assert ids(correlation_group_id=str(group))[0] == [str(made[5].id)]
    assert ids(ungrouped=True)[0] == [str(made[6].id)]
    assert ids(date_from=made[3].created_at.isoformat())[1] == 4
    assert ids(date_to=made[3].created_at.isoformat())[1] == 3
    for wrong in ({"status": "late"}, {"limit": 201}, {"limit": 0}, {"cursor": "x"}, {"offset": -1}):
        assert viewer.get(top, params=wrong).status_code == 422, wrong
    assert viewer.get(top, params={"cursor": "x", "offset": 1}).status_code == 422


@pytest.mark.spec("A-84")
def test_a_retry_by_hand_starts_over(editor, project, delivery, destination, session, queue):
    delivery.attempts = 5
    session.commit()
    retry = f"/projects/{project.slug}/alert-deliveries/{delivery.id}/retry"
    answer = editor.post(retry)
    assert (answer.status_code, answer.json()["status"], answer.json()["attempts"]) == (200, "pending", 0)
    assert queue.named("alerts.deliver") == [[str(delivery.id)]]
    delivery.status = "failed"
    destination.enabled = False
    session.commit()
    assert editor.post(retry).status_code == 409
    destination.enabled, delivery.status = True, "sent"
    session.commit()
    assert editor.post(retry).status_code == 409
