"""When the scheduler sends what, on a clock of our own."""

import pathlib
from datetime import UTC, datetime, timedelta

import pytest
from celery import Celery
from celery.schedules import schedule

from tripl.worker.celery_app import app
from tripl.worker.scheduler import Timekeeper


class Wall:
    """The clock of every entry."""

    at = datetime(2026, 11, 30, 12, tzinfo=UTC)

    @classmethod
    def now(cls) -> datetime:
        return cls.at


class Noting(Timekeeper):
    """Sends nothing, and notes what it would have sent."""

    sent: list[str]

    def apply_async(self, entry, producer=None, advance=True, **options):
        self.sent.append(entry.name)


@pytest.fixture
def scheduler(tmp_path: pathlib.Path):
    own = Celery("clocked", broker="memory://", set_as_current=False)
    every = {"often": 30.0, "seldom": 300.0}
    own.conf.beat_schedule = {
        name: {"task": "a.b", "schedule": schedule(seconds, nowfun=Wall.now)} for name, seconds in every.items()
    }
    made = Noting(own, schedule_filename=str(tmp_path / "schedule"))
    yield made
    made.close()


def minutes(scheduler: Noting, many: int) -> list[str]:
    """What is sent while the clock goes on, looked at every five seconds."""
    scheduler.sent = []
    for _ in range(many * 12):
        Wall.at += timedelta(seconds=5)
        for _ in range(9):
            if scheduler.tick() > 0:
                break
    return scheduler.sent


@pytest.mark.spec("O-38", "O-39")
def test_a_clock_that_goes_back_does_not_hold_up_the_timetable(scheduler, caplog):
    before = minutes(scheduler, 6)
    assert before.count("often") in {11, 12}
    Wall.at -= timedelta(hours=1)
    after = minutes(scheduler, 6)
    assert after.count("often") in {11, 12}
    assert after.count("seldom") == 1
    assert caplog.text.count("the clock went back") == 1


def test_a_clock_that_jumps_ahead_sends_each_entry_once(scheduler):
    minutes(scheduler, 1)
    Wall.at += timedelta(hours=5)
    assert minutes(scheduler, 1).count("seldom") == 1


def test_the_application_uses_it():
    assert app.Beat(app=app, quiet=True).scheduler_cls == "tripl.worker.scheduler:Timekeeper"
