"""The catalog pass on real warehouses, into the real plan."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from tests.factories.plan import make_event, make_event_type, make_field, make_value
from tests.factories.scans import make_scan_of
from tests.factories.sources import START, fill_table, make_postgres_source, make_source, visits, write_csv

from tripl.features.plan import service as plans
from tripl.features.scans import service
from tripl.features.scans.errors import RowCapReached, StaleFence
from tripl.features.scans.schemas import ScanPolicy
from tripl.features.sources.schemas import SourcePolicy
from tripl.features.sources.service import open_warehouse
from tripl.kit.errors import Invalid
from tripl.models.plan import Event, EventFieldValue, EventType, FieldDefinition, Variable
from tripl.models.scans import ScanConfig
from tripl.warehouses.sql import Window

NOW = datetime(2026, 3, 20, tzinfo=UTC)


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
def pass_over(session, wiring):
    """Run a catalog pass of a scan."""

    def run(scan, window=None, now=NOW, **over):
        session.commit()
        with open_warehouse(session, scan.data_source_id, wiring.policy(SourcePolicy)) as warehouse:
            report = service.run_catalog(
                wiring.transaction, scan, warehouse, window, policy=ScanPolicy(), now=now, **over
            )
        session.expire_all()
        return report

    return run


def planned(session):
    rows = session.execute(
        select(EventType.name, Event.source_name, Event.status).join(EventType, EventType.id == Event.event_type_id)
    )
    return sorted(tuple(row) for row in rows)


def values(session):
    rows = session.execute(
        select(EventType.name, Event.source_name, FieldDefinition.name, EventFieldValue.value)
        .join(Event, Event.id == EventFieldValue.event_id)
        .join(EventType, EventType.id == Event.event_type_id)
        .join(FieldDefinition, FieldDefinition.id == EventFieldValue.field_definition_id)
    )
    return {(kind, name, field): value for kind, name, field, value in rows}


@pytest.mark.spec("S-42", "S-60", "S-61", "P-34")
def test_rows_become_types_fields_events_and_values(pass_over, session, project, source):
    scan = make_scan_of(session, project, source, cardinality_threshold=10)
    report = pass_over(scan)
    assert planned(session) == [
        ("page", "blog", "in_review"),
        ("page", "home", "in_review"),
        ("screen", "home", "in_review"),
    ]
    found = values(session)
    assert found["page", "home", "section"] == "home"
    assert found["screen", "home", "platform"] in {"ios", "web"}
    assert found["page", "home", "visitor"] == "${visitor}"
    assert not any("@" in value for value in found.values())
    fields = {f.name: f for f in session.query(FieldDefinition)}
    assert set(fields) == {"section", "platform", "visitor", "email"}
    assert (fields["email"].sensitivity, fields["section"].sensitivity) == ("pii", "none")
    assert {f.field_type for f in fields.values()} == {"string"}
    assert fields["section"].display_name == "Section"
    assert {(v.name, tuple(v.bindings)) for v in session.query(Variable)} >= {("visitor", ("visitor",))}
    assert report.summary["rows_read"] == 60
    assert report.summary["events_created"] == 3


@pytest.mark.spec("S-40", "S-47")
def test_a_second_pass_adds_nothing(pass_over, session, project, source):
    scan = make_scan_of(session, project, source, cardinality_threshold=10)
    pass_over(scan)
    again = pass_over(scan)
    assert not again.plan.change
    assert again.summary["events_created"] == again.summary["values_written"] == 0


@pytest.mark.spec("S-60", "P-61", "P-90")
def test_people_and_archives_are_respected(pass_over, session, project, source):
    kind = make_event_type(session, project, "page")
    field = make_field(session, kind, "platform")
    home = make_event(session, kind, "home")
    make_value(session, home, field, "mine", is_authored=True)
    blog = make_event(session, kind, "blog", status="archived")
    pass_over(make_scan_of(session, project, source))
    found = values(session)
    assert found["page", "home", "platform"] == "mine"
    assert ("page", "blog", "platform") not in found
    assert session.get(Event, blog.id).status == "archived"


@pytest.mark.spec("S-37", "S-67", "S-44")
def test_an_explicit_type_keeps_its_fields(pass_over, session, project, source):
    kind = make_event_type(session, project, "visit")
    make_field(session, kind, "platform")
    scan = make_scan_of(
        session,
        project,
        source,
        event_type_id=kind.id,
        event_type_column=None,
        event_name_format=None,
        base_query="SELECT event_time, section, platform FROM visits",
    )
    report = pass_over(scan)
    assert [name for _, name, _ in planned(session)] == [
        "platform=ios · section=blog",
        "platform=ios · section=home",
        "platform=web · section=blog",
        "platform=web · section=home",
    ]
    assert session.query(FieldDefinition).count() == 1
    assert report.plan.unmapped == ("section",)


@pytest.mark.spec("S-71", "S-72", "O-76")
def test_the_row_cap_fails_the_pass_and_writes_nothing(pass_over, session, project, source):
    scan = make_scan_of(session, project, source, event_name_format="{visitor}", scan_row_limit=59)
    with pytest.raises(RowCapReached) as caught:
        pass_over(scan)
    assert service.failure_text(caught.value).startswith("Scan failed: the rows fall into more than 59 combinations")
    assert planned(session) == []
    scan.scan_row_limit = 60
    assert pass_over(scan).summary["events_created"] == 60


@pytest.mark.spec("S-72")
def test_a_missing_column_fails_the_pass_in_words(pass_over, session, project, source):
    with pytest.raises(Invalid, match=r"\{nothing\}.*Available"):
        pass_over(make_scan_of(session, project, source, event_name_format="{nothing}"))
    with pytest.raises(Invalid, match="where event names come from"):
        pass_over(make_scan_of(session, project, source, event_type_column=None))
    assert service.failure_text(ValueError("secret")) == "Scan failed due to an internal error."


@pytest.mark.spec("S-93", "W-91")
def test_the_window_bounds_the_pass(pass_over, session, project, source):
    scan = make_scan_of(session, project, source)
    report = pass_over(scan, Window(START, START + timedelta(hours=1)))
    assert report.summary["rows_read"] == 10
    scan.scan_lookback_hours = 24
    report = pass_over(scan, Window(START, START + timedelta(hours=1)))
    assert report.window_to == NOW


def test_the_guard_runs_before_anything_is_written(pass_over, session, project, source):
    def stale(_):
        raise StaleFence("The run was stopped or taken over")

    with pytest.raises(StaleFence):
        pass_over(make_scan_of(session, project, source), guard=stale)
    assert planned(session) == []


def test_what_a_pass_decided_is_stored_and_names_rows_alike(pass_over, session, project, source):
    scan = make_scan_of(session, project, source, metric_breakdown_columns=["platform"])
    report = pass_over(scan)
    scan = session.get(ScanConfig, scan.id)
    identity = service.identity_of(scan)
    assert identity is not None
    assert identity == report.plan.identity
    assert identity.columns == ("kind", "section")
    assert identity.breakdowns == ("platform",)
    name = service.naming(scan, identity)
    assert name({"kind": "page", "section": "blog"}) == ("page", "blog")
    known = {(i.event_type_name, i.source_name) for i in plans.identities(session, project.id, project.main_branch_id)}
    assert known == {(kind, each) for kind, each, _ in planned(session)}


def test_static_data_ends_at_its_newest_complete_bucket_until_fresh_rows_arrive(
    pass_over, session, project, tmp_path, wiring
):
    wiring.policies[SourcePolicy] = SourcePolicy(file_dirs=(str(tmp_path),))
    write_csv(tmp_path, "visits", visits())
    source = make_source(session, project, database_name=str(tmp_path))
    scan = make_scan_of(session, project, source, is_static=True, scan_lookback_hours=2)
    report = pass_over(scan)
    assert report.as_of == START + timedelta(hours=5)
    assert report.window_to == START + timedelta(hours=5, minutes=54)
    scan = session.get(ScanConfig, scan.id)
    assert (scan.is_static, scan.as_of) == (True, report.as_of)
    write_csv(tmp_path, "visits", visits(hours=24))
    assert pass_over(scan).as_of == START + timedelta(hours=23)
    assert pass_over(scan, now=START + timedelta(hours=30)).is_static is True
    write_csv(tmp_path, "visits", visits(hours=48))
    assert pass_over(scan, now=START + timedelta(hours=48)).is_static is False
    scan = session.get(ScanConfig, scan.id)
    assert (scan.is_static, scan.as_of) == (False, None)


@pytest.mark.spec("P-90")
def test_first_seen_moves_back_only_last_seen_forward_only_and_neither_for_the_archived(session, project):
    kind = make_event_type(session, project)
    live, gone = make_event(session, kind), make_event(session, kind, status="archived")
    day = timedelta(days=1)
    spans = [
        ((NOW, NOW), (0, 0)),
        ((NOW - day, NOW - day), (-1, 0)),
        ((NOW, NOW), (-1, 0)),
        ((NOW, NOW + day), (-1, 1)),
    ]
    for span, expected in spans:
        plans.widen_seen(session, {live.id: span, gone.id: span})
        session.expire_all()
        event = session.get(Event, live.id)
        assert (event.first_seen_at, event.last_seen_at) == tuple(NOW + at * day for at in expected)
    assert session.get(Event, gone.id).last_seen_at is None
