"""A period collected again: the numbers of the source as it is now, and nothing else moves."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from tests.factories.sources import write_csv
from tests.features.collection.test_counts import HOUR, START, collected, hits, make, reference

from tripl.db.session import transaction
from tripl.features.collection import service
from tripl.features.scans import service as scans
from tripl.kit.clock import bucket_start, utcnow
from tripl.models.audit import AuditEntry
from tripl.models.plan import Event
from tripl.models.scans import ScanConfig, ScanJob
from tripl.models.signals import Anomaly, AnomalySettings

HOURS = 80
END = START + HOURS * HOUR


@pytest.fixture
def place(shop):
    return f"/projects/{shop.slug}/scans"


@pytest.fixture
def scan(committing, shop, drain, tmp_path):
    """Collected once, with the rows of the file as they were."""
    with transaction(committing) as session:
        made = make(session, shop, tmp_path, hits(HOURS))
        scans.start(session, made, trigger="manual", requested_by=None)
    drain()
    return made


def ask(client, place, scan, start, end):
    body = {"time_from": start.isoformat(), "time_to": end.isoformat()}
    return client.post(f"{place}/{scan.id}/metrics/replay", json=body)


def stored(committing, job_id):
    with committing() as session:
        return session.get_one(ScanJob, job_id)


def rewritten(tmp_path, seed=6):
    """Rows as somebody repaired them later: other counts in every hour."""
    rows = hits(HOURS, seed=seed)
    write_csv(tmp_path, "hits", rows)
    return rows


@pytest.mark.spec("S-100", "S-102", "S-103")
def test_the_numbers_of_the_period_follow_the_source_and_no_others(committing, reader, place, scan, drain, tmp_path):
    old = hits(HOURS)
    new = rewritten(tmp_path)
    start, end = START + 10 * HOUR, START + 30 * HOUR
    with committing() as session:
        before = session.get_one(ScanConfig, scan.id).collected_to
        events = session.scalars(select(Event.id)).all()
    answer = ask(reader, place, scan, start + timedelta(minutes=20), end - timedelta(minutes=20))
    assert answer.status_code == 201, answer.text
    drain()
    done = reader.get(f"{place}/{scan.id}/jobs/{answer.json()['id']}").json()
    assert (done["status"], done["error_message"]) == ("completed", None)
    with committing() as session:
        kept = {key: count for key, count in reference(session, scan, old, END).items() if not start <= key[1] < end}
        renewed = {key: count for key, count in reference(session, scan, new, END).items() if start <= key[1] < end}
        held = {key: count for key, count in collected(session, scan).items() if count}
        assert held == {**kept, **renewed}
        assert session.get_one(ScanConfig, scan.id).collected_to == before
        assert session.scalars(select(Event.id)).all() == events
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "scan_config.replay"))
        assert entry.payload["job_id"] == done["id"]
    told = done["result_summary"]
    assert (told["mode"], told["time_from"], told["time_to"]) == ("metrics_replay", start.isoformat(), end.isoformat())
    assert (told["replay_progress_phase"], told["replay_progress_percent"]) == ("done", 100)
    assert told["sentences"][0].endswith(" in 1 chunk.")
    assert not [each for each in told["sentences"] if "event" in each]


@pytest.mark.spec("S-102")
def test_the_chunks_are_those_that_the_scan_asks_for(committing, reader, place, scan, drain, tmp_path):
    rewritten(tmp_path)
    with transaction(committing) as session:
        session.get_one(ScanConfig, scan.id).replay_chunk_interval = "6h"
    job = ask(reader, place, scan, START, START + 20 * HOUR).json()
    drain(most=3)
    told = stored(committing, job["id"]).result_summary
    assert (told["replay_chunks_completed"], told["replay_chunks_total"], told["replay_chunk_interval"]) == (2, 4, "6h")
    assert told["replay_current_chunk_from"] == (START + 12 * HOUR).isoformat()
    assert told["replay_current_chunk_to"] == (START + 18 * HOUR).isoformat()
    assert reader.post(f"{place}/{scan.id}/jobs/{job['id']}/cancel").status_code == 200
    drain()
    assert stored(committing, job["id"]).status == "cancelled"
    with committing() as session:
        old, new = reference(session, scan, hits(HOURS), END), reference(session, scan, hits(HOURS, seed=6), END)
        edge = START + 12 * HOUR
        expected = {**{k: v for k, v in old.items() if k[1] >= edge}, **{k: v for k, v in new.items() if k[1] < edge}}
        assert {key: count for key, count in collected(session, scan).items() if count} == expected


@pytest.mark.spec("O-107", "S-101")
def test_an_interval_that_is_still_filling_is_refused_with_the_latest_end(committing, reader, place, scan):
    with transaction(committing) as session:
        live = session.get_one(ScanConfig, scan.id)
        live.is_static = False
    now = utcnow()
    latest = bucket_start(now, "1h")
    answer = ask(reader, place, scan, now - 5 * HOUR, latest + timedelta(seconds=1))
    assert answer.status_code == 400
    assert f"the latest end that can be collected is {latest:%Y-%m-%dT%H:%M:%SZ}" in answer.json()["detail"]
    assert ask(reader, place, scan, now - 5 * HOUR, latest).status_code == 201


@pytest.mark.spec("S-100", "S-101", "O-107")
def test_periods_that_cannot_be_collected(committing, reader, place, scan):
    for start, end, words in (
        (START, END + HOUR, f"behind the end of the data: the latest end that can be collected is {END:%Y-%m-%dT%H}"),
        (START + HOUR, START + HOUR, "time_to must be later than time_from"),
        (START + 2 * HOUR, START + HOUR, "time_to must be later than time_from"),
    ):
        answer = ask(reader, place, scan, start, end)
        assert (answer.status_code, words in answer.json()["detail"]) == (400, True), answer.text
    with transaction(committing) as session:
        session.get_one(ScanConfig, scan.id).interval = None
    answer = ask(reader, place, scan, START, END)
    assert (answer.status_code, "counts nothing" in answer.json()["detail"]) == (400, True)
    assert reader.post(f"{place}/{scan.id}/metrics/replay", json={"time_from": "x"}).status_code == 422
    with committing() as session:
        assert session.scalars(select(ScanJob).where(ScanJob.mode == "metrics_replay")).all() == []


@pytest.mark.spec("S-70")
def test_one_run_at_a_time(reader, place, scan, drain):
    assert ask(reader, place, scan, START, END).status_code == 201
    again = ask(reader, place, scan, START, END)
    assert (again.status_code, "already waiting or running" in again.json()["detail"]) == (409, True)
    assert reader.post(f"{place}/{scan.id}/run").status_code == 409


def test_what_the_source_no_longer_has_stays(committing, reader, place, scan, drain, tmp_path):
    """Warehouses drop old rows; a replay must not turn history into zeros."""
    rows = hits(HOURS)
    left = [each for each in rows if datetime.fromisoformat(each["event_time"]) >= START + 40 * HOUR]
    write_csv(tmp_path, "hits", left)
    job = ask(reader, place, scan, START, START + 60 * HOUR).json()
    drain()
    with committing() as session:
        assert collected(session, scan) == reference(session, scan, rows, END)
    gone = ask(reader, place, scan, START, START + 30 * HOUR).json()
    drain()
    told = stored(committing, gone["id"])
    assert (told.status, told.result_summary["sentences"]) == (
        "completed",
        ["The source has no rows of this period: nothing was counted, and what is stored stays."],
    )
    assert stored(committing, job["id"]).result_summary["time_from"] == (START + 40 * HOUR).isoformat()


@pytest.mark.spec("S-103")
def test_findings_of_the_period_are_judged_anew(committing, reader, place, shop, drain, tmp_path):
    """A hole that was a late load: the finding goes when its rows are there."""
    hours = 24 * 35
    whole = hits(hours)
    hole = (START + (hours - 40) * HOUR, START + (hours - 28) * HOUR)
    holed = [each for each in whole if not hole[0] <= datetime.fromisoformat(each["event_time"]) < hole[1]]
    with transaction(committing) as session:
        scan = make(session, shop, tmp_path, holed)
        chosen = session.scalars(select(AnomalySettings).where(AnomalySettings.project_id == shop.id)).one()
        chosen.anomaly_detection_enabled, chosen.min_expected_count, chosen.sigma_threshold = True, 1, 3
        chosen.decided = ["anomaly_detection_enabled", "min_expected_count", "sigma_threshold"]
        scans.start(session, scan, trigger="manual", requested_by=None)
    drain()

    def total_findings():
        with committing() as session:
            query = select(Anomaly).where(Anomaly.scope_type == "project_total", Anomaly.bucket >= hole[0])
            return [each for each in session.scalars(query.where(Anomaly.bucket < hole[1])) if each.closed_at is None]

    with committing() as session:
        seen = session.scalars(select(Anomaly.id).where(Anomaly.bucket >= hole[0], Anomaly.bucket < hole[1])).all()
    assert seen, "the hole was found"
    write_csv(tmp_path, "hits", whole)
    assert ask(reader, place, scan, *hole).status_code == 201
    drain()
    with committing() as session:
        assert collected(session, scan) == reference(session, scan, whole, START + hours * HOUR)
        left = session.scalars(select(Anomaly).where(Anomaly.bucket >= hole[0], Anomaly.bucket < hole[1])).all()
    assert len(left) < len(seen)
    assert total_findings() == []


@pytest.mark.spec("S-71", "S-102")
def test_a_worker_that_dies_in_the_middle_repeats_one_chunk(
    committing, reader, place, scan, work, drain, queue, tmp_path
):
    new = rewritten(tmp_path)
    with transaction(committing) as session:
        session.get_one(ScanConfig, scan.id).replay_chunk_interval = "6h"
    job = ask(reader, place, scan, START, END).json()
    drain(most=4)
    queue.sent.clear()  # the message of the next chunk is lost with its worker
    service.advance(replace(work, holder="another"), stored(committing, job["id"]).id)
    drain()
    assert stored(committing, job["id"]).status == "completed"
    with committing() as session:
        held = {key: count for key, count in collected(session, scan).items() if count}
        assert held == reference(session, scan, new, END)
