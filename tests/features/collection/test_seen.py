"""When an event was first and last seen, as the catalog says it after runs."""

from datetime import datetime, timedelta

import pytest
from tests.features.collection.test_chain import begun, small_chunks
from tests.features.collection.test_counts import HOUR, START

from tripl.db.session import transaction
from tripl.features.scans import service as scans

LAST = START + 30 * HOUR


def hit(section: str, hour: int) -> dict[str, str]:
    at = (START + hour * HOUR + timedelta(minutes=20)).isoformat()
    return {"event_time": at, "kind": "page", "section": section, "platform": "web", "browser": "a"}


def spans(client, project) -> dict[str, tuple[datetime, datetime]]:
    items = client.get(f"/projects/{project.slug}/events").json()["items"]
    return {
        each["name"]: (datetime.fromisoformat(each["first_seen_at"]), datetime.fromisoformat(each["last_seen_at"]))
        for each in items
    }


@pytest.mark.spec("P-31", "P-90")
def test_an_event_was_seen_from_its_first_counted_bucket_to_its_last(committing, shop, drain, reader, tmp_path):
    rows = [hit("home", hour) for hour in range(30)]
    rows += [hit("blog", 3), hit("blog", 17), hit("late", 26), hit("home", 30)]
    scan, job = begun(committing, shop, tmp_path, rows)
    drain(most=1)
    small_chunks(committing, job, 10)
    drain()
    expected = {"home": (START, LAST - HOUR), "blog": (START + 3 * HOUR, START + 17 * HOUR)}
    expected["late"] = (START + 26 * HOUR, START + 26 * HOUR)
    assert spans(reader, shop) == expected
    with transaction(committing) as session:
        scans.start(session, scan, trigger="manual", requested_by=None)
    drain()
    assert spans(reader, shop) == expected
