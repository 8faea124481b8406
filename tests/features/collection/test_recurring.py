"""Daily and weekly work is due by what was last completed; what the timetable says in the log."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from tests.factories.accounts import make_session, make_user
from tests.factories.scans import make_job, make_scan_of
from tests.factories.sources import make_source

from tripl.db.outbox import flush_outbox
from tripl.features.collection import repository, service
from tripl.features.collection.service.recurring import AGAIN_AFTER, CLEAN_UP, JOBS, PLAN_DIGEST, Recurring, run_due
from tripl.features.scans.schemas import ScanPolicy
from tripl.kit.clock import utcnow
from tripl.models.accounts import PasswordReset, UserSession
from tripl.models.scans import ScanJob, ScanProbe
from tripl.worker.schedule import TIMETABLE

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
DAILY = Recurring("test.daily", "1d", 3 * HOUR)
WEEKLY = Recurring("test.weekly", "1w", 8 * HOUR)
BOTH = (DAILY, WEEKLY)


@pytest.fixture
def looked(session, queue):
    """What a look at the timetable sent."""

    def look(now: datetime) -> list[str]:
        queue.sent.clear()
        due = run_due(session, now, BOTH)
        flush_outbox(session)
        assert [name for name, *_ in queue.sent] == due
        return due

    return look


@pytest.fixture
def done(session):
    def write(now: datetime, *jobs: Recurring) -> None:
        for job in jobs:
            repository.completed(session, job.task, now)

    return write


@pytest.mark.spec("O-39", "O-106")
def test_a_slot_is_a_moment_of_the_day_or_of_the_week_that_begins_on_monday():
    thursday = MONDAY + 3 * DAY + HOUR
    assert DAILY.slot(thursday) == MONDAY + 2 * DAY + 3 * HOUR
    assert WEEKLY.slot(thursday) == MONDAY + 8 * HOUR
    assert WEEKLY.slot(MONDAY + 7 * HOUR) == MONDAY - 7 * DAY + 8 * HOUR
    assert [job.task for job in JOBS] == [CLEAN_UP, PLAN_DIGEST, "usage.report"]


@pytest.mark.spec("O-41")
def test_a_missed_day_and_a_missed_week_are_made_up_for_once(looked, done):
    done(MONDAY + 9 * HOUR, *BOTH)
    assert looked(MONDAY + DAY) == []
    assert looked(MONDAY + DAY + 3 * HOUR) == ["test.daily"]
    done(MONDAY + DAY + 3 * HOUR, DAILY)
    back = MONDAY + 9 * DAY + 12 * HOUR  # nobody looked for a week: no beat, no broker, no worker
    assert looked(back) == ["test.daily", "test.weekly"]
    assert looked(back + HOUR / 12) == [], "they are under way"
    done(back + HOUR / 12, *BOTH)
    assert looked(back + HOUR) == []
    assert looked(back + DAY) == ["test.daily"]


@pytest.mark.spec("O-41", "O-42")
def test_a_job_whose_message_was_lost_is_sent_again(looked, done):
    assert looked(MONDAY) == ["test.daily", "test.weekly"], "never done"
    assert looked(MONDAY + AGAIN_AFTER - timedelta(seconds=1)) == []
    assert looked(MONDAY + AGAIN_AFTER) == ["test.daily", "test.weekly"]


@pytest.mark.spec("S-78")
def test_cleaning_up_drops_what_has_had_its_time(session, project, caplog):
    now = utcnow()
    user, source = make_user(session), make_source(session, project)
    make_session(session, user, "secret", now - HOUR)
    make_session(session, user, "secret", now + HOUR)
    for number, expires in enumerate((now - HOUR, now + HOUR)):
        session.add(
            PasswordReset(user_id=user.id, token_digest=str(number), created_at=now - 2 * HOUR, expires_at=expires)
        )
    for age in (timedelta(minutes=5), 2 * DAY):
        probe = ScanProbe(project_id=project.id, kind="preview", request={}, status="completed", updated_at=now - age)
        session.add(probe)
    busy, quiet = (make_scan_of(session, project, source) for _ in range(2))
    old, older = now - 91 * DAY, now - 92 * DAY
    make_job(session, busy, created_at=old, completed_at=old)
    make_job(session, busy, created_at=older, status="running")
    kept = make_job(session, busy, created_at=now - 89 * DAY, completed_at=now - 89 * DAY)
    newest = make_job(session, quiet, created_at=old, completed_at=old)
    with caplog.at_level(logging.INFO):
        service.clean_up(session, ScanPolicy(job_retention_days=90), now)
    session.expire_all()
    assert [each.expires_at > now for each in session.query(UserSession)] == [True]
    assert [each.expires_at > now for each in session.query(PasswordReset)] == [True]
    assert session.query(ScanProbe).count() == 1
    left = {each.id for each in session.query(ScanJob) if each.status != "running"}
    assert left == {kept.id, newest.id}, "the newest run of a scan stays, however old"
    assert session.query(ScanJob).filter_by(status="running").count() == 1
    assert "clean_up: 2 sessions and links, 1 runs and 1 previews are gone" in caplog.text
    assert repository.times(session, [CLEAN_UP])[CLEAN_UP][1] == now


@pytest.mark.spec("O-77", "O-74")
def test_the_due_check_says_what_it_looked_at_and_what_it_sent(session, project, caplog):
    now = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)
    source, edge = make_source(session, project), datetime(2026, 3, 2, 12, tzinfo=UTC)
    make_scan_of(session, project, source, name="reached", collected_to=edge)
    make_scan_of(session, project, source, name="behind", collected_to=edge - HOUR)
    make_scan_of(session, project, source, name="daily", interval="1d", collected_to=MONDAY - DAY)
    make_scan_of(session, project, source, name="by hand", interval=None)
    with caplog.at_level(logging.INFO):
        assert service.check_due(session, now) == 2
    assert "check_metrics_due: dispatched behind (1h)" in caplog.text
    assert "check_metrics_due: dispatched daily (1d)" in caplog.text
    assert "check_metrics_due: 3 configs checked, 2 dispatched" in caplog.text


@pytest.mark.spec("O-39", "A-150")
@pytest.mark.parametrize(
    ("entry", "task"), [("cleanup-schema-drift", CLEAN_UP), ("send-weekly-plan-digest", PLAN_DIGEST)]
)
def test_the_timetable_sends_at_the_slot_and_the_look_after_it_finds_it_done(entry, task):
    """Beat's own clock and the slot that makes up for a missed tick are the same moment."""
    (job,) = [each for each in JOBS if each.task == task]
    schedule = TIMETABLE[entry]["schedule"]
    assert TIMETABLE[entry]["task"] == task
    assert "options" not in TIMETABLE[entry], "a daily or weekly tick does not expire"
    for hours in range(24 * 8):
        now = MONDAY + hours * HOUR + HOUR / 2
        schedule.nowfun = lambda now=now: now
        before = now + schedule.remaining_estimate(now) - (DAY if job.every == "1d" else 7 * DAY)
        assert before.replace(second=0, microsecond=0) == job.slot(now), now
