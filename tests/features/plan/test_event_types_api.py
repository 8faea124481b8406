import uuid

import pytest
from tests.factories.plan import make_event, make_event_type, make_field
from tests.factories.projects import make_branch, make_project
from tests.factories.scans import make_scan_of
from tests.factories.sources import make_source
from tests.fakes.statements import statements

from tripl.features.plan.service import PlanBranches, on_project_created
from tripl.kit.errors import Conflict, Impossible, NotFound
from tripl.models.plan import Event, PlanBranch

TYPE = {
    *("id", "project_id", "name", "display_name", "description", "color", "order", "event_name_format"),
    *("field_count", "required_field_count", "field_definitions", "created_at", "updated_at"),
}
FIELD = {
    *("id", "event_type_id", "name", "display_name", "field_type", "is_required", "enum_options", "description"),
    *("order", "sensitivity", "contract_required_max_null_rate", "contract_regex", "contract_min_value"),
    *("contract_max_value", "contract_max_bad_rate"),
}


@pytest.fixture
def path(project):
    return f"/projects/{project.slug}/event-types"


@pytest.mark.spec("SC-12", "P-1", "P-10")
def test_a_type_is_created_with_its_fields(editor, path):
    fields = [
        {"name": "url", "display_name": "Address", "field_type": "url", "is_required": True},
        {"name": "plan", "display_name": "Plan", "field_type": "enum", "enum_options": ["free", "paid"]},
    ]
    answer = editor.post(path, json={"name": "page_view", "display_name": "Page view", "field_definitions": fields})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert set(made) == TYPE
    assert made["color"] == "#6366f1"
    assert [set(each) for each in made["field_definitions"]] == [FIELD, FIELD]
    assert [each["name"] for each in made["field_definitions"]] == ["url", "plan"]
    assert [each["order"] for each in made["field_definitions"]] == [0, 1]
    assert editor.get(path).json() == [made]
    assert editor.get(f"{path}/{made['id']}").json() == made
    assert editor.get(f"{path}/{made['id']}/fields").json() == made["field_definitions"]


@pytest.mark.spec("SC-12", "SC-7")
def test_names_are_unique_on_a_branch_and_checked(editor, path, session, project):
    body = {"name": "page_view", "display_name": "Page view"}
    assert editor.post(path, json=body).status_code == 201
    assert editor.post(path, json=body).json() == {"detail": "Event type with this name already exists"}
    branch = make_branch(session, project)
    session.commit()
    assert editor.post(path, params={"branch": str(branch)}, json=body).status_code == 201
    long = editor.post(path, json={**body, "name": "n" * 101})
    assert (long.status_code, long.json()["detail"][0]["loc"]) == (422, ["body", "name"])
    assert editor.post(path, json={**body, "color": "red"}).status_code == 422


@pytest.mark.spec("API-8", "SC-3")
def test_a_type_changes_by_what_is_sent(editor, path, session, project):
    kind = make_event_type(session, project, "visit", description="before")
    session.commit()
    changed = editor.patch(f"{path}/{kind.id}", json={"display_name": "Visit!", "name": "other"}).json()
    assert (changed["display_name"], changed["description"], changed["name"]) == ("Visit!", "before", "visit")
    refused = editor.patch(f"{path}/{kind.id}", json={"color": None, "order": None})
    assert (refused.status_code, refused.json()["detail"]) == (422, "Field(s) cannot be null: color, order")


@pytest.mark.spec("P-7", "P-6", "S-8")
def test_a_bound_type_stays_and_a_free_one_goes_with_its_events(editor, path, session, project):
    kind = make_event_type(session, project)
    make_event(session, kind)
    scan = make_scan_of(session, project, make_source(session, project), event_type_id=kind.id)
    session.commit()
    refused = editor.delete(f"{path}/{kind.id}")
    assert refused.status_code == 409
    assert scan.name in refused.json()["detail"]
    session.delete(scan)
    session.commit()
    assert editor.delete(f"{path}/{kind.id}").status_code == 204
    assert session.query(Event).count() == 0


@pytest.mark.spec("API-10", "API-12", "API-16", "AC-27")
def test_who_may_write(anonymous, viewer, stranger, make_client, path):
    body = {"name": "x", "display_name": "X"}
    assert anonymous.post(path, json=body).status_code == 401
    assert viewer.post(path, json={}).json() == {"detail": "Editor role required"}
    assert stranger.get(path).status_code == 404
    assert make_client("editor", "read").post(path, json=body).json() == {"detail": "API key has read-only scope"}
    assert make_client("editor", "write").post(path, json=body).status_code == 201
    assert viewer.get(path).status_code == 200
    assert make_client("editor").patch(f"{path}/{uuid.uuid4()}", json={"order": "x"}).status_code == 404


@pytest.mark.spec("API-35", "API-36", "API-21")
def test_the_branch_parameter(editor, path, session, project):
    main = make_event_type(session, project, "on_main")
    working = make_branch(session, project)
    other = make_event_type(session, project, "on_branch", branch_id=working)
    foreign = make_branch(session, make_project(session))
    closed = make_branch(session, project, "old", status="closed")
    merged = make_branch(session, project, "done", status="merged")
    session.commit()

    def names(branch):
        return [each["name"] for each in editor.get(path, params={"branch": str(branch)}).json()]

    assert names("") == names(project.main_branch_id) == ["on_main"]
    assert names(working) == ["on_branch"]
    assert editor.get(path, params={"branch": "main"}).status_code == 400
    assert editor.get(path, params={"branch": str(foreign)}).status_code == 404
    assert editor.get(f"{path}/{other.id}").status_code == 404
    assert editor.get(f"{path}/{main.id}", params={"branch": str(working)}).status_code == 404
    body = {"name": "x", "display_name": "X"}
    refused = editor.post(path, params={"branch": str(merged)}, json=body)
    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        "Branch 'done' is merged, so its plan is read-only",
    )
    refused = editor.post(path, params={"branch": str(closed)}, json=body)
    assert refused.json()["detail"] == "Branch 'old' is closed; reopen it before editing its plan"
    assert names(closed) == []
    # Main's status word here is "merged": it is known by its kind.
    assert editor.post(path, params={"branch": str(project.main_branch_id)}, json=body).status_code == 201


@pytest.mark.spec("API-35", "API-36")
def test_branches_are_resolved_without_http(session, project):
    branches = PlanBranches()
    assert branches.resolve(session, project, None, write=True) == project.main_branch_id
    with pytest.raises(Impossible):
        branches.resolve(session, project, "nonsense", write=False)
    with pytest.raises(NotFound):
        branches.resolve(session, project, str(uuid.uuid4()), write=False)
    closed = make_branch(session, project, status="closed")
    assert branches.resolve(session, project, str(closed), write=False) == closed
    with pytest.raises(Conflict):
        branches.resolve(session, project, str(closed), write=True)


def test_a_new_project_has_a_main_branch(session, project):
    session.query(PlanBranch).delete()
    made = on_project_created(session, project.id)
    assert session.get(PlanBranch, made).kind == "main"


@pytest.mark.spec("P-5")
def test_the_naming_rule_comes_from_the_scan_that_governs_the_type(viewer, path, session, project):
    kind = make_event_type(session, project, "visit")
    copy = make_event_type(session, project, "visit", branch_id=make_branch(session, project))
    source = make_source(session, project)
    make_scan_of(session, project, source, event_type_id=kind.id, event_type_column=None)
    session.commit()
    assert viewer.get(f"{path}/{kind.id}").json()["event_name_format"] == "{section}"
    shown = viewer.get(f"{path}/{copy.id}", params={"branch": str(copy.branch_id)})
    assert shown.json()["event_name_format"] == "{section}"


def test_the_list_asks_a_fixed_number_of_queries(viewer, path, session, project):
    make_field(session, make_event_type(session, project), "a")
    session.commit()
    with statements(session) as few:
        viewer.get(path)
    for _ in range(5):
        make_field(session, make_event_type(session, project), "a")
    session.commit()
    with statements(session) as many:
        assert len(viewer.get(path).json()) == 6
    assert len(few) == len(many) > 0


def test_a_list_without_fields_still_counts_them(viewer, path, session, project):
    kind = make_event_type(session, project)
    make_field(session, kind, "a")
    make_field(session, kind, "b", is_required=True)
    make_event_type(session, project)
    session.commit()
    whole = {each["id"]: each for each in viewer.get(path).json()}
    short = {each["id"]: each for each in viewer.get(path, params={"with_fields": False}).json()}
    assert short == {key: {**each, "field_definitions": []} for key, each in whole.items()}
    told = short[str(kind.id)]
    assert (told["field_count"], told["required_field_count"]) == (2, 1)
    assert sorted(each["field_count"] for each in short.values()) == [0, 2]
