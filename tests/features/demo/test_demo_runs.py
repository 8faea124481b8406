"""A demo collected, judged and kept fresh by the work that people's own projects get."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from tests.factories.accounts import make_user

from tripl.db.session import transaction
from tripl.features.alerts.schemas import AlertPolicy
from tripl.features.alerts.service import deliver, log
from tripl.features.annotations import service as annotations
from tripl.features.annotations.schemas import Asked
from tripl.features.demo import service
from tripl.features.demo.schemas import DemoPolicy, Seed, Tools
from tripl.features.demo.service.ticking import Visits, advance
from tripl.features.monitoring import service as monitoring
from tripl.features.plan import service as plan
from tripl.features.projects.hooks import ProjectHooks
from tripl.features.signals.service import reading
from tripl.features.sources.schemas import SourcePolicy
from tripl.kit.clock import bucket_start, utcnow
from tripl.kit.principal import Principal
from tripl.models.accounts import Organization
from tripl.models.alerts import AlertDelivery, AlertDeliveryItem
from tripl.models.projects import Project
from tripl.models.scans import ScanConfig, ScanJob
from tripl.models.series import MetricChunk, MetricSeries, MetricTail
from tripl.models.signals import Anomaly, AnomalySettings
from tripl.warehouses.synthetic.recipe import CAMPAIGNS, FAULTS
from tripl.worker.schedule import TIMETABLE

ON = DemoPolicy()


@pytest.fixture
def principal(committing, shop) -> Principal:
    with transaction(committing) as session:
        organization = session.get_one(Organization, shop.organization_id)
        user = make_user(session, "owner", organization)
        return Principal(user.id, user.email, user.name, organization.id, organization.slug, "owner")


@pytest.fixture
def make_demo(committing, principal, app):
    wiring = app.state.wiring
    tools = Tools(*(wiring.policy(kind) for kind in (DemoPolicy, ProjectHooks, SourcePolicy, AlertPolicy)))

    def make(number: int = 7, *, faults: bool = True):
        with transaction(committing) as session:
            return service.create(session, principal, tools, seed=Seed(utcnow(), number, faults=faults))

    return make


def found(committing, project) -> list[Anomaly]:
    with transaction(committing) as session:
        return list(session.scalars(select(Anomaly).where(Anomaly.project_id == project.id)))


@pytest.mark.spec("DM-1", "DM-2", "DM-15")
def test_the_worker_finds_every_planted_fault(make_demo, drain, committing):
    demo = make_demo()
    drain()
    with transaction(committing) as session:
        [job] = session.scalars(select(ScanJob).where(ScanJob.project_id == demo.id))
        assert job.status == "completed", job.error_message
        signals = reading.open_signals(session, demo.id, expanded=True)
        said = {each.scope_name: each.sentence for each in signals}
    planted = {fault.event: fault for fault in FAULTS}
    names = {row.scope_ref: row for row in found(committing, demo)}
    assert len(names) <= len(FAULTS) + 2
    for event, fault in planted.items():
        assert event in said, said
        assert ("below" if fault.direction == "drop" else "above") in said[event] or "zero" in said[event]


@pytest.mark.spec("DM-15", "M-110")
def test_a_planned_spike_is_no_signal_and_sends_no_alert_and_the_chart_shows_it_muted(make_demo, drain, committing):
    demo = make_demo()
    drain()
    with transaction(committing) as session:
        notes = annotations.listed(session, demo, Asked())
        [window] = [each for each in notes if each.expected_until]
        [marker] = [each for each in notes if not each.expected_until]
        events = {each.source_name: each for each in plan.identities(session, demo.id, demo.main_branch_id)}
        [campaign] = CAMPAIGNS
        bought, paywall = events[campaign.event], events["Paywall View"]
        assert (window.label, window.scope_ref) == ("Spring promo (planned)", str(bought.event_type_id))
        assert (marker.label, marker.scope_ref) == ("Injected demo spike", str(paywall.event_id))
        chart = monitoring.of_event(session, demo.id, bought.event_id, monitoring.Asked())
        told = session.scalars(select(AlertDeliveryItem.scope_ref)).all()
    rows = found(committing, demo)
    assert {str(bought.event_id), str(bought.event_type_id)}.isdisjoint({row.scope_ref for row in rows})
    assert marker.bucket in {row.bucket for row in rows if row.scope_ref == str(paywall.event_id)}
    assert str(bought.event_id) not in told
    assert chart.latest_signal is None
    [first, *_] = strays = [point for point in chart.data if point.expected_stray]
    assert window.bucket <= first.bucket < window.bucket + timedelta(hours=2)
    ends = window.expected_until or window.bucket
    assert all(window.bucket <= point.bucket < ends for point in strays)
    assert first.expected_stray == "spike" and first.count > (first.upper or 0)


@pytest.mark.spec("DM-15")
def test_without_faults_the_worker_finds_nothing(make_demo, drain, committing):
    demo = make_demo(faults=False)
    drain()
    assert found(committing, demo) == []
    with transaction(committing) as session:
        assert annotations.listed(session, demo, Asked()) == []


def age(committing, project, *, opened: timedelta, collected: timedelta) -> None:
    """As if the demo had last been opened and collected that long ago."""
    now = utcnow()
    with transaction(committing) as session:
        session.execute(update(Project).where(Project.id == project.id).values(demo_opened_at=now - opened))
        reached = bucket_start(now - collected, "1h")
        session.execute(update(ScanConfig).where(ScanConfig.project_id == project.id).values(collected_to=reached))


def jobs(committing, project) -> list[str]:
    with transaction(committing) as session:
        mine = select(ScanJob.trigger).where(ScanJob.project_id == project.id)
        return sorted(session.scalars(mine))


@pytest.mark.spec("DM-20", "DM-21", "DM-23", "DM-25")
def test_a_demo_in_use_is_kept_fresh_and_one_that_nobody_opens_pauses(make_demo, drain, committing, work):
    demo = make_demo()
    drain()

    def tick(policy: DemoPolicy = ON) -> int:
        with transaction(committing) as session:
            return advance(session, policy, utcnow())

    assert tick() == 0, "everything is collected"
    age(committing, demo, opened=timedelta(hours=1), collected=timedelta(hours=2))
    assert tick(DemoPolicy(runtime_enabled=False)) == 0
    assert tick() == 1
    assert tick() == 0, "its run is under way"
    drain()
    assert jobs(committing, demo) == ["manual", "schedule"]
    age(committing, demo, opened=timedelta(hours=7), collected=timedelta(hours=24))
    assert tick() == 0
    with transaction(committing) as session:
        Visits(DemoPolicy())(session, demo.id)
    drain()
    assert jobs(committing, demo) == ["manual", "schedule", "schedule"]
    with transaction(committing) as session:
        [scan] = session.scalars(select(ScanConfig).where(ScanConfig.project_id == demo.id))
        assert scan.collected_to == bucket_start(utcnow(), "1h")
        assert session.get_one(Project, demo.id).demo_last_tick_at is not None
    with transaction(committing) as one, transaction(committing) as two:
        age(committing, demo, opened=timedelta(), collected=timedelta(hours=2))
        assert advance(one, DemoPolicy(), utcnow()) == 1
        assert advance(two, DemoPolicy(), utcnow()) == 0, "a tick that meets a running sweep skips"


def points(committing, project) -> dict[tuple[int, int], list[float | None]]:
    """All that is counted, by series and chunk."""
    with transaction(committing) as session:
        mine = select(MetricSeries.id).where(MetricSeries.project_id == project.id)
        stored = [
            *session.scalars(select(MetricChunk).where(MetricChunk.series_id.in_(mine))),
            *session.scalars(select(MetricTail).where(MetricTail.series_id.in_(mine))),
        ]
        return {(row.series_id, row.chunk_no): row.vals for row in stored}


@pytest.mark.spec("DM-20")
def test_a_tick_that_reads_hours_again_changes_no_count_and_judges_as_the_settings_say(make_demo, drain, committing):
    demo = make_demo()
    drain()
    before = points(committing, demo)
    assert before

    def scored(**settings: bool) -> set[str]:
        """The scopes that a tick over the newest hours finds, when nothing was known of them."""
        with transaction(committing) as session:
            session.execute(delete(Anomaly).where(Anomaly.project_id == demo.id))
            chosen = update(AnomalySettings).where(AnomalySettings.project_id == demo.id)
            session.execute(chosen.values(detect_project_total=False, detect_event_types=False, **settings))
        age(committing, demo, opened=timedelta(), collected=timedelta(hours=3))
        with transaction(committing) as session:
            assert advance(session, ON, utcnow()) == 1
        drain()
        with transaction(committing) as session:
            assert advance(session, ON, utcnow()) == 0, "the newest full hour is collected"
        return {row.scope_type for row in found(committing, demo)}

    assert scored(detect_events=True) == {"event"}
    assert scored(detect_events=False) == set()
    assert points(committing, demo) == before


@pytest.mark.spec("DM-21")
def test_demos_are_looked_after_often_enough_for_every_hour():
    entry = TIMETABLE["advance-demos"]
    assert entry["task"] == "demo.advance" and entry["schedule"] == timedelta(minutes=5).total_seconds()


@pytest.mark.spec("DM-21")
def test_the_ordinary_timetable_leaves_demos_alone(make_demo, drain, committing):
    from tripl.features.collection.service import check_due

    demo = make_demo()
    drain()
    age(committing, demo, opened=timedelta(), collected=timedelta(hours=3))
    with transaction(committing) as session:
        check_due(session, utcnow())
    assert jobs(committing, demo) == ["manual"]


@pytest.mark.spec("DM-17", "A-10", "A-84")
def test_the_first_collection_leaves_a_real_delivery_and_a_failed_one_that_retry_sends(
    make_demo, drain, committing, principal, queue
):
    demo = make_demo()
    drain()
    policy = AlertPolicy(base_url="", public_hosts_only=True)

    def send() -> list[AlertDelivery]:
        for _, ident, *_ in [each for each in queue.sent if each[0] == "alerts.deliver"]:
            deliver(lambda: transaction(committing), uuid.UUID(ident), policy)
        queue.sent.clear()
        with transaction(committing) as session:
            mine = select(AlertDelivery).where(AlertDelivery.project_id == demo.id).order_by(AlertDelivery.created_at)
            return list(session.scalars(mine))

    failed, told = send()
    assert (failed.status, told.status) == ("failed", "sent")
    assert failed.created_at < told.created_at and "sink was full" in (failed.error_message or "")
    assert all(each.is_simulated and each.is_local and each.channel == "demo_sink" for each in (failed, told))
    said = [item["scope_name"] for item in (told.payload_snapshot or {})["items"]]
    assert set(said) >= {fault.event for fault in FAULTS}
    with transaction(committing) as session:
        log.retry(session, principal, demo, failed.id)
    again, _ = send()
    assert again.id == failed.id and again.status == "sent" and again.error_message is None
    age(committing, demo, opened=timedelta(), collected=timedelta(hours=2))
    with transaction(committing) as session:
        advance(session, ON, utcnow())
    drain()
    assert len(send()) == 2, "nothing is planted twice and nothing is told twice"
