import uuid

import pytest
from tests.factories.plan import make_event, make_event_type, make_field, make_value

from tripl.models.plan import EventFieldValue


@pytest.fixture
def kind(session, project):
    made = make_event_type(session, project, "visit")
    session.commit()
    return made


@pytest.fixture
def path(project, kind):
    return f"/projects/{project.slug}/event-types/{kind.id}/fields"


@pytest.mark.spec("SC-12", "P-10", "P-11", "SC-7")
def test_fields_are_added_changed_ordered_and_removed(editor, path):
    url = editor.post(path, json={"name": "url", "display_name": "Address", "field_type": "url"})
    assert url.status_code == 201, url.text
    more = [{"name": n, "display_name": n, "field_type": "string"} for n in ("a", "b")]
    both = editor.post(f"{path}/bulk", json={"fields": more}).json()
    assert [each["order"] for each in both] == [1, 2]
    order = [both[1]["id"], url.json()["id"], both[0]["id"]]
    assert [each["id"] for each in editor.patch(f"{path}/reorder", json={"field_ids": order}).json()] == order
    assert editor.patch(f"{path}/reorder", json={"field_ids": order[:2]}).status_code == 422
    changed = editor.patch(f"{path}/{order[1]}", json={"is_required": True, "contract_regex": "^http"}).json()
    assert (changed["is_required"], changed["contract_regex"], changed["name"]) == (True, "^http", "url")
    assert editor.patch(f"{path}/{order[1]}", json={"contract_regex": None}).json()["contract_regex"] is None
    refused = editor.patch(f"{path}/{order[1]}", json={"display_name": None})
    assert refused.json()["detail"] == "Field(s) cannot be null: display_name"
    assert editor.delete(f"{path}/{order[1]}").status_code == 204
    assert [each["id"] for each in editor.get(path).json()] == [order[0], order[2]]
    assert editor.post(f"{path}/bulk", json={"fields": []}).status_code == 422


def test_names_are_unique_in_a_type_and_a_list_is_all_or_none(editor, path):
    new = [{"name": n, "display_name": n, "field_type": "string"} for n in ("x", "x")]
    assert editor.post(f"{path}/bulk", json={"fields": new}).status_code == 409
    assert editor.get(path).json() == []


@pytest.mark.spec("API-16", "AC-27")
def test_who_may(viewer, editor, path):
    body = {"name": "x", "display_name": "x", "field_type": "string"}
    assert viewer.post(path, json=body).status_code == 403
    assert editor.patch(f"{path}/{uuid.uuid4()}", json={"order": "x"}).status_code == 404
    assert editor.post(path, json={**body, "field_type": "blob"}).json()["detail"][0]["loc"] == ["body", "field_type"]


@pytest.mark.spec("P-12", "AC-70")
def test_marking_a_field_forgets_what_scans_stored(editor, path, session, kind):
    field = make_field(session, kind, "email")
    make_value(session, make_event(session, kind), field, "a@example.com")
    make_value(session, make_event(session, kind), field, "mine", is_authored=True)
    session.commit()
    assert editor.patch(f"{path}/{field.id}", json={"sensitivity": "pii"}).json()["sensitivity"] == "pii"
    assert [each.value for each in session.query(EventFieldValue)] == ["mine"]
