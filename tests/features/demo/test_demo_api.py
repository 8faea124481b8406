"""Demos through the door: made whole or not at all, reset, ended; visible to few, bound to their own source."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from sqlalchemy import func, select
from tests.architecture.test_gates import routes

from tripl.features.alerts.schemas import AlertPolicy, DestinationType
from tripl.features.demo import service
from tripl.features.demo.schemas import DemoPolicy, Seed, Tools
from tripl.features.projects.hooks import ProjectHooks
from tripl.features.sources.schemas import SourcePolicy
from tripl.kit.clock import utcnow
from tripl.models.alerts import AlertDestination, AlertRule
from tripl.models.audit import AuditEntry
from tripl.models.base import Base
from tripl.models.plan import PlanBranch
from tripl.models.projects import Project
from tripl.models.scans import ScanConfig, ScanJob
from tripl.models.sources import DataSource


@pytest.fixture
def demo(owner):
    made = owner.post("/projects/demo")
    assert made.status_code == 201, made.text
    return made.json()


@pytest.fixture
def table(app) -> list[Any]:
    return routes(app)


def filled(address: str, slug: str) -> str:
    """The address with something in every place."""
    return re.sub(r"{\w+}", str(uuid.UUID(int=7)), address.replace("{slug}", slug))


def tables(session) -> dict[str, int]:
    return {
        model.__name__: session.scalar(select(func.count()).select_from(model)) or 0
        for model in (Project, PlanBranch, DataSource, ScanConfig, ScanJob, AlertDestination, AlertRule, AuditEntry)
    }


@pytest.mark.spec("DM-1", "DM-3", "DM-5", "N-60")
def test_one_call_makes_an_ordinary_project_over_a_synthetic_source(owner, demo, queue):
    assert demo["is_demo"] and demo["name"] == "Demo Project" and demo["generation_status"] == "ready"
    assert demo["demo_recipe_version"] and not demo["demo_outdated"]
    [scan] = owner.get(f"/projects/{demo['slug']}/scans").json()
    source = owner.get(f"/data-sources/{scan['data_source_id']}").json()
    assert source["is_synthetic"] and source["db_type"] == "synthetic" and source["project_id"] == demo["id"]
    assert source["host"] == "" and not source["password_set"]
    assert [name for name, *_ in queue.sent] == ["collection.run"]
    assert owner.post("/projects/demo").json()["name"] == "Demo Project 2"


@pytest.mark.spec("DM-5")
def test_the_source_cannot_be_chosen_or_turned_into_a_real_one(owner, demo, project):
    [scan] = owner.get(f"/projects/{demo['slug']}/scans").json()
    address = f"/data-sources/{scan['data_source_id']}"
    refused = owner.patch(address, json={"host": "db.example.com"})
    assert refused.status_code == 422 and "Only its name can be changed" in refused.text
    assert owner.patch(address, json={"db_type": "postgres"}).status_code == 422
    assert owner.patch(address, json={"name": "Practice data"}).json()["name"] == "Practice data"
    made = owner.post("/data-sources", json={"name": "mine", "db_type": "synthetic", "database_name": "x"})
    assert made.status_code == 422 and "belongs to demos" in made.text
    draft = {"name": "s", "data_source_id": scan["data_source_id"], "base_query": scan["base_query"]}
    wanted = {**draft, "event_type_column": "event_type", "time_column": "event_time", "interval": "1h"}
    taken = owner.post(f"/projects/{project.slug}/scans", json=wanted)
    assert taken.status_code == 422 and "belongs to a demo" in taken.text
    probe = owner.post(f"/projects/{project.slug}/scans/preview", json=draft)
    assert probe.status_code == 422 and "belongs to a demo" in probe.text


@pytest.mark.spec("DM-3")
def test_the_same_clock_and_seed_make_the_same_content():
    at = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    one, two = (service.content_hash(Seed(at, 42)) for _ in range(2))
    assert one == two
    others = [Seed(at, 43), Seed(at + timedelta(hours=7), 42), Seed(at, 42, faults=False)]
    assert len({one, *map(service.content_hash, others)}) == 4


@pytest.mark.spec("DM-29")
@pytest.mark.parametrize("broken", range(len(service.STAGES) + 1))
def test_a_failure_at_any_stage_leaves_no_trace(session, make_app, settings, owner, broken):
    policy = owner.app.state.wiring.policy
    tools = Tools(*(policy(kind) for kind in (DemoPolicy, ProjectHooks, SourcePolicy, AlertPolicy)))
    principal = owner.app.state.wiring.authenticator.by_session(session, owner.cookies["tripl_session"])
    before = tables(session)

    def fail(making):
        raise RuntimeError("the disk is full")

    stages = (*service.STAGES[:broken], fail)
    with pytest.raises(RuntimeError), session.begin_nested():
        service.create(session, principal, tools, stages=stages)
    assert tables(session) == before
    assert owner.post("/projects/demo").status_code == 201


@pytest.mark.spec("DM-29", "DM-34")
@pytest.mark.parametrize("broken", range(len(service.STAGES) + 1))
def test_a_reset_that_fails_keeps_the_demo_as_it_was(session, owner, demo, broken):
    policy = owner.app.state.wiring.policy
    tools = Tools(*(policy(kind) for kind in (DemoPolicy, ProjectHooks, SourcePolicy, AlertPolicy)))
    principal = owner.app.state.wiring.authenticator.by_session(session, owner.cookies["tripl_session"])
    before = tables(session)

    def fail(making):
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError), session.begin_nested():
        service.reset(session, principal, tools, demo["slug"], stages=(*service.STAGES[:broken], fail))
    session.expire_all()
    assert tables(session) == before
    assert owner.get(f"/projects/{demo['slug']}").json()["id"] == demo["id"]
    assert len(owner.get(f"/projects/{demo['slug']}/scans").json()) == 1


@pytest.mark.spec("DM-33")
def test_the_operator_may_switch_demos_off_but_deleting_always_works(owner, demo, make_app, make_settings, project):
    off = make_app(make_settings(session_cookie_secure=False, debug=True, rate_limit_enabled=False, demo_enabled=False))
    owner.app = off
    owner._transport.app = off
    for address in ("/projects/demo", f"/projects/demo/{demo['slug']}/reset"):
        refused = owner.post(address)
        assert refused.status_code == 403 and refused.json()["detail"] == "Demo provisioning is disabled"
    assert owner.get(f"/projects/{project.slug}").status_code == 200
    assert owner.delete(f"/projects/demo/{demo['slug']}").status_code == 204


@pytest.mark.spec("DM-34")
def test_a_reset_keeps_address_name_and_owner_and_drops_the_rest(owner, demo, session):
    owner.patch(f"/projects/{demo['slug']}", json={"name": "Practice"})
    owner.post(f"/projects/{demo['slug']}/event-types", json={"name": "mine", "display_name": "Mine"})
    session.add(PlanBranch(project_id=uuid.UUID(demo["id"]), name="idea", kind="working", status="draft"))
    session.flush()
    again = owner.post(f"/projects/demo/{demo['slug']}/reset")
    assert again.status_code == 200, again.text
    fresh = again.json()
    assert (fresh["slug"], fresh["name"], fresh["created_by_user_id"]) == (
        demo["slug"],
        "Practice",
        demo["created_by_user_id"],
    )
    assert fresh["id"] != demo["id"]
    trail = session.scalars(select(AuditEntry.action).where(AuditEntry.project_id == uuid.UUID(fresh["id"]))).all()
    assert "project.reset" in trail and "project.create" not in trail
    for table in Base.metadata.tables.values():
        if "project_id" in table.c:
            old = select(func.count()).select_from(table).where(table.c.project_id == uuid.UUID(demo["id"]))
            assert session.scalar(old) == 0, table.name
    assert len(owner.get(f"/projects/{demo['slug']}/scans").json()) == 1


def test_an_upgrade_is_only_for_older_demos(owner, demo, session, project):
    assert owner.post(f"/projects/demo/{demo['slug']}/upgrade").status_code == 409
    assert owner.post(f"/projects/demo/{project.slug}/upgrade").status_code == 404
    session.get_one(Project, uuid.UUID(demo["id"])).demo_recipe_version = "2020.01"
    session.flush()
    assert owner.get(f"/projects/{demo['slug']}").json()["demo_outdated"]
    fresh = owner.post(f"/projects/demo/{demo['slug']}/upgrade")
    assert fresh.status_code == 200 and not fresh.json()["demo_outdated"]


def test_deleting_takes_the_synthetic_source_and_leaves_the_others(owner, demo, session, project):
    mine = DataSource(
        organization_id=project.organization_id, name="real", db_type="duckdb", host="file", port=0, database_name="x"
    )
    session.add(mine)
    session.flush()
    assert owner.delete(f"/projects/demo/{project.slug}").status_code == 404
    assert owner.delete(f"/projects/demo/{demo['slug']}").status_code == 204
    assert owner.get(f"/projects/{demo['slug']}").status_code == 404
    left = session.scalars(select(DataSource.db_type)).all()
    assert "synthetic" not in left and "duckdb" in left
    assert owner.get(f"/projects/{project.slug}").status_code == 200


@pytest.mark.spec("DM-35")
def test_a_member_makes_and_ends_a_demo_of_their_own_but_no_other(owner, demo, make_client):
    member = make_client("member")
    own = member.post("/projects/demo")
    assert own.status_code == 201
    assert owner.get(f"/projects/{own.json()['slug']}").status_code == 200
    assert member.delete(f"/projects/demo/{demo['slug']}").status_code == 404
    assert member.delete(f"/projects/demo/{own.json()['slug']}").status_code == 204


@pytest.mark.spec("DM-35", "AC-34")
def test_a_demo_is_hidden_from_everybody_but_its_creator_and_owners(owner, make_client, demo, project, table):
    """Whatever the default lets them see: every door, list and source behaves as if it were not there."""
    other = make_client("member")
    assert other.get(f"/projects/{project.slug}").status_code == 200, "the default lets members in"
    [scan] = owner.get(f"/projects/{demo['slug']}/scans").json()
    doors = [route for route in table if "{slug}" in route.path]
    assert len(doors) > 60
    for route in doors:
        method, address = next(iter(route.methods - {"HEAD"})), route.path.removeprefix("/api/v1")
        hidden = other.request(method, filled(address, demo["slug"]))
        unknown = other.request(method, filled(address, "no-such-project"))
        assert (hidden.status_code, hidden.content) == (unknown.status_code, unknown.content), (method, address)
        assert hidden.status_code in (403, 404), (method, address)
    assert other.get(f"/projects/{demo['slug']}/events/stream").status_code == 404
    assert demo["slug"] not in [each["slug"] for each in other.get("/projects").json()]
    assert demo["slug"] in [each["slug"] for each in owner.get("/projects").json()]
    assert other.get(f"/data-sources/{scan['data_source_id']}").status_code == 404
    assert other.get("/data-sources").json() == []
    assert [each["id"] for each in owner.get("/data-sources").json()] == [scan["data_source_id"]]


@pytest.mark.spec("DM-35")
def test_who_made_a_demo_keeps_it_when_they_are_no_owner_any_more(owner, make_client, demo):
    first = make_client("owner")
    changed = first.patch(f"/users/{owner.user.id}", json={"role": "member"})
    assert changed.status_code == 200, changed.text
    assert owner.get(f"/projects/{demo['slug']}").json()["my_role"] == "editor"
    assert first.post(f"/projects/demo/{demo['slug']}/reset").status_code == 200
    assert owner.get(f"/projects/{demo['slug']}").status_code == 200
    assert owner.delete(f"/projects/demo/{demo['slug']}").status_code == 204


@pytest.mark.spec("DM-23", "DM-25")
def test_a_demo_says_whether_it_is_kept_fresh(owner, demo, session, project, make_app, make_settings):
    def state() -> dict[str, str | None]:
        return {each["slug"]: each["demo_state"] for each in owner.get("/projects").json()}

    assert state() == {demo["slug"]: "running", project.slug: None}
    session.get_one(Project, uuid.UUID(demo["id"])).demo_opened_at = utcnow() - timedelta(hours=7)
    session.flush()
    assert state()[demo["slug"]] == "paused"
    assert owner.get(f"/projects/{demo['slug']}").json()["demo_state"] == "running", "the visit resumes it"
    quiet = {"session_cookie_secure": False, "debug": True, "rate_limit_enabled": False}
    stopped = make_app(make_settings(**quiet, demo_runtime_enabled=False))
    owner.app = stopped
    owner._transport.app = stopped
    assert state() == {demo["slug"]: "stopped", project.slug: None}


@pytest.mark.spec("DM-17", "A-10", "A-11", "A-20")
def test_only_the_sink_is_accepted_and_only_in_a_demo(owner, demo, project):
    address = f"/projects/{demo['slug']}/alert-destinations"
    [made] = owner.get(address).json()
    assert made["type"] == "demo_sink" and made["target_url"] is None and not made["signing_secret_set"]
    for kind in get_args(DestinationType):
        wanted = {"type": kind, "name": f"to {kind}", "target_url": "https://hooks.example.com/x"}
        if kind == "demo_sink":
            continue
        refused = owner.post(address, json=wanted)
        assert refused.status_code == 403 and "Nothing leaves a demo" in refused.text, kind
        tried = owner.post(f"{address}/test", json=wanted).json()
        assert not tried["ok"] and "Nothing leaves a demo" in tried["error"], kind
    second = owner.post(address, json={"type": "demo_sink", "name": "another"})
    assert second.status_code == 201 and second.json()["signing_secret"] is None
    moved = owner.patch(f"{address}/{second.json()['id']}", json={"target_url": "https://hooks.example.com/x"})
    assert moved.status_code == 422 and "has no target_url; it takes nothing but a name" in moved.text
    assert owner.post(f"{address}/{second.json()['id']}/test").json()["ok"]
    elsewhere = owner.post(f"/projects/{project.slug}/alert-destinations", json={"type": "demo_sink", "name": "s"})
    assert elsewhere.status_code == 422 and "only demos have it" in elsewhere.text
