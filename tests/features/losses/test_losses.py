"""What a deletion is said to take along is what it takes along: counted before, counted after."""

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from tests.factories.alerts import make_delivery, make_destination, make_rule
from tests.factories.plan import make_event, make_event_type, make_field, make_value
from tests.factories.projects import make_project
from tests.factories.scans import make_job, make_scan_of
from tests.factories.series import collect
from tests.factories.sources import make_source
from tests.fakes.statements import statements

from tripl.features.annotations import service as annotations
from tripl.features.annotations.schemas import AnnotationCreate
from tripl.features.losses.repository import POINTS, ROWS
from tripl.features.losses.schemas import Losses
from tripl.features.metrics.schemas import SeriesKey, SeriesOwner
from tripl.kit.principal import ProjectContext
from tripl.models.accounts import Organization
from tripl.models.alerts import AlertRule
from tripl.models.signals import Anomaly

AT = datetime(2026, 3, 2, tzinfo=UTC)


def make_world(session: Session, project: ProjectContext) -> SimpleNamespace:
    """Two scans of one source, a type with events, findings, and rules of two destinations."""
    source = make_source(session, project)
    kind, other = make_event_type(session, project), make_event_type(session, project)
    field = make_field(session, kind, "plan")
    events = [make_event(session, kind), make_event(session, kind, status="archived")]
    for event in events:
        make_value(session, event, field, "pro")
    make_event(session, other)
    scans = [make_scan_of(session, project, source) for _ in range(2)]
    counted = {SeriesKey("project_total"): [5.0] * 200, SeriesKey("event", events[0].id): [0.0] * 198 + [7.0, 7.0]}
    collect(session, SeriesOwner(project.id, scans[0].id, "1h"), AT, counted)
    for scan in scans:
        make_job(session, scan)
        session.add(_finding(project, scan.id, events[0].id, kind.id))
    session.flush()
    destinations = [make_destination(session, project) for _ in range(2)]
    named = [{"field": "event", "operator": "in", "values": [str(events[0].id)]}]
    rules = [
        make_rule(session, destinations[0], scan_config_id=scans[0].id, enabled=True),
        make_rule(session, destinations[0], scan_config_id=scans[0].id, enabled=False),
        make_rule(session, destinations[1], filters=named, enabled=True),
    ]
    for rule in rules:
        make_delivery(session, rule, scans[0])
    noted = {"event": events[0], "event_type": kind, "project_total": scans[0], None: None}
    for scope_type, row in noted.items():
        ref = str(row.id) if row is not None else None
        note = AnnotationCreate(bucket=AT, label="a", scope_type=scope_type, scope_ref=ref)
        annotations.leave(session, project.id, note)
    session.commit()
    return SimpleNamespace(
        source=source, kind=kind, field=field, scan=scans[0], destination=destinations[0], rule=rules[2], other=other
    )


def _finding(project: ProjectContext, scan_id: Any, event_id: Any, kind_id: Any) -> Anomaly:
    numbers = dict.fromkeys(
        ("actual_count", "expected_count", "lower", "upper", "stddev", "score", "sigma_used", "min_expected_used"), 1.0
    )
    return Anomaly(
        project_id=project.id,
        scan_config_id=scan_id,
        scope_type="event",
        scope_ref=str(event_id),
        event_id=event_id,
        event_type_id=kind_id,
        bucket=AT,
        last_bucket=AT,
        direction="drop",
        detector_kind="median",
        detected_at=AT,
        **numbers,
    )


def held(session: Session) -> Losses:
    """All rows there are, of every project."""
    session.expire_all()
    counts = {name: session.scalar(select(func.count()).select_from(model)) for name, model in ROWS.items()}
    cells = [session.scalars(select(func.unnest(chunks.vals))).all() for chunks in POINTS]
    counts["points"] = sum(value is not None for column in cells for value in column)
    return Losses(**counts)


def switches(session: Session) -> dict[Any, bool]:
    return {rule.id: rule.enabled for rule in session.scalars(select(AlertRule))}


PLACES: dict[str, tuple[str, Callable[[str, SimpleNamespace], str]]] = {
    "project": ("projects", lambda p, _: p),
    "source": ("sources", lambda _, w: f"/data-sources/{w.source.id}"),
    "scan": ("scans", lambda p, w: f"{p}/scans/{w.scan.id}"),
    "event type": ("event_types", lambda p, w: f"{p}/event-types/{w.kind.id}"),
    "field": ("fields", lambda p, w: f"{p}/event-types/{w.kind.id}/fields/{w.field.id}"),
    "destination": ("destinations", lambda p, w: f"{p}/alert-destinations/{w.destination.id}"),
    "rule": ("rules", lambda p, w: f"{p}/alert-destinations/{w.rule.destination_id}/rules/{w.rule.id}"),
}


@pytest.mark.spec("P-7", "N-65")
@pytest.mark.parametrize("what", PLACES)
def test_what_is_said_to_go_goes(what, owner, make_client, project, session):
    world = make_world(session, project)
    make_client("owner", key_scope="read", fence=project)
    organization = session.get_one(Organization, project.organization_id)
    make_world(session, make_project(session, organization, slug="beside"))
    own, place = PLACES[what]
    path = place(f"/projects/{project.slug}", world)
    before, were_on = held(session), switches(session)

    said = owner.get(f"{path}/deletion")
    assert said.status_code == 200, said.text
    assert (held(session), switches(session)) == (before, were_on), "asking changed something"
    assert owner.delete(path).status_code == 204
    after, are_on = held(session), switches(session)

    told = said.json()
    switched_off = sum(were_on[rule] and not on for rule, on in are_on.items())
    assert told.pop("rules_switched_off") == switched_off
    assert told == {name: getattr(before, name) - getattr(after, name) - (name == own) for name in told}
    assert sum(told.values()) > 0, "the world holds nothing of this kind"


def test_a_source_that_goes_says_how_much(owner, project, session):
    world = make_world(session, project)
    told = owner.get(f"/data-sources/{world.source.id}/deletion").json()
    assert (told["scans"], told["runs"], told["findings"], told["points"]) == (2, 2, 2, 202)
    assert (told["rules"], told["rules_switched_off"], told["deliveries"]) == (0, 1, 3)


@pytest.mark.spec("P-6")
def test_a_type_that_a_scan_writes_into_is_refused_before_the_question(owner, project, session):
    world = make_world(session, project)
    world.scan.event_type_id = world.kind.id
    session.commit()
    path = f"/projects/{project.slug}/event-types/{world.kind.id}"
    asked, done = owner.get(f"{path}/deletion"), owner.delete(path)
    assert asked.status_code == done.status_code == 409
    assert asked.json() == done.json()


def test_the_answer_takes_one_statement_however_much_goes(owner, project, session):
    world = make_world(session, project)
    with statements(session) as before:
        owner.get(f"/data-sources/{world.source.id}/deletion")
    for _ in range(3):
        make_scan_of(session, project, world.source)
    session.commit()
    with statements(session) as after:
        owner.get(f"/data-sources/{world.source.id}/deletion")
    assert len(after) == len(before)
