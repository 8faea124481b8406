"""PATCH is partial: each member of each form is sent alone as null, and either clears or is refused by its name."""

from typing import Any

import pytest
from tests.api.access_table import DESTINATION, SCAN, TYPE, P
from tests.api.documented import form, operations
from tests.factories.alerts import make_destination, make_rule
from tests.factories.plan import make_event_type, make_field
from tests.factories.scans import make_scan_of
from tests.factories.sources import make_source
from tests.plugins.reading import app, folder, postgres_spec, reading

__all__ = ["app", "folder", "postgres_spec", "reading"]

CONTRACT = {"contract_required_max_null_rate", "contract_regex", "contract_min_value", "contract_max_value"}
COLUMNS = {"event_type_column", "time_column", "app_version_column", "platform_column"}
LIMITS = {"metric_breakdown_values_limit", "scan_lookback_hours", "scan_row_limit", "metrics_row_limit"}
INTERVALS = {"interval", "replay_chunk_interval"}
RELEASES = {"app_version_prerelease_pattern", "app_version_active_share_min"}
SECRETS = {"webhook_header_value", "signing_secret"}
OF_OTHERS = {"webhook_url", "email_recipients", "email_from_address", "email_subject_template"}
"""What a webhook has not; null says nothing about it."""

CLEARABLE: dict[str, set[str]] = {
    "PATCH /orgs/{org}": set(),
    f"PATCH {P}": set(),
    f"PATCH {P}/anomaly-settings": set(),
    f"PATCH {TYPE}": set(),
    f"PATCH {TYPE}/fields/{{field_id}}": CONTRACT | {"enum_options"},
    f"PATCH {SCAN}": {"event_type_id", "event_name_format", *COLUMNS, *LIMITS, *INTERVALS, *RELEASES},
    "PATCH /data-sources/{source_id}": {"password", "timeout_seconds", "json_path_discovery", "connection_settings"},
    f"PATCH {DESTINATION}": {"delivery_schedule_cron", "webhook_header_name", *SECRETS, *OF_OTHERS},
    f"PATCH {DESTINATION}/rules/{{rule_id}}": {
        *("scan_config_id", "message_format", "message_template", "items_template"),
    },
}
MEMBERS = {"PATCH /orgs/{org}/members/{user_id}", f"PATCH {P}/members/{{user_id}}"}
OTHER_FORMS = {
    "PATCH /users/{user_id}",
    "PATCH /settings",
    "PATCH /orgs/{org}/groups/{group_id}",
    *MEMBERS,
    f"PATCH {TYPE}/fields/reorder",
}
"""Roles, a name and an order are whole values; a null setting goes back to the environment."""


@pytest.fixture
def ids(session, project, folder):
    source = make_source(session, project, database_name=str(folder))
    kind = make_event_type(session, project, "page")
    destination = make_destination(session, project, "https://hooks.example.com/x")
    made = {
        "org": "default",
        "slug": project.slug,
        "source_id": source.id,
        "scan_id": make_scan_of(session, project, source, event_type_id=kind.id).id,
        "type_id": kind.id,
        "field_id": make_field(session, kind, "section").id,
        "destination_id": destination.id,
        "rule_id": make_rule(session, destination).id,
    }
    session.commit()
    return made


def test_every_patch_has_a_row():
    assert {route for route in operations() if route.startswith("PATCH")} == {*CLEARABLE, *OTHER_FORMS}


@pytest.mark.spec("API-8", "SC-3")
@pytest.mark.parametrize("route", CLEARABLE)
def test_null_clears_or_is_refused_by_name(owner, ids, route):
    address = route.removeprefix("PATCH ").format(**ids)
    shown, cleared, wrong = owner.patch(address, json={}).json(), set(), {}
    for member in form(route)["properties"]:
        answer = owner.patch(address, json={member: None})
        if answer.status_code == 200:
            cleared.add(member)
            if shown.get(member) is not None:
                assert owner.patch(address, json={member: shown[member]}).status_code == 200
        elif (answer.status_code, answer.json()["detail"]) != (422, f"Field(s) cannot be null: {member}"):
            wrong[member] = (answer.status_code, answer.json())
    assert wrong == {}
    assert cleared == CLEARABLE[route]


@pytest.mark.spec("API-8", "SC-3", "SC-4")
@pytest.mark.parametrize("route", CLEARABLE)
def test_an_empty_form_changes_nothing(owner, ids, route):
    address = route.removeprefix("PATCH ").format(**ids)
    first = owner.patch(address, json={"no_such_member": 1})
    assert first.status_code == 200, first.text
    changing = {"updated_at", "last_test_at"}
    assert without(owner.patch(address, json={}).json(), changing) == without(first.json(), changing)


def without(body: dict[str, Any], members: set[str]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in members}
