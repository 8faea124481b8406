"""A run that is asked for while the broker is away."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from tests.factories.scans import make_scan_of
from tests.factories.sources import make_source

from tripl.db.outbox import flush_outbox
from tripl.features.collection import service
from tripl.kit.clock import utcnow
from tripl.models.scans import ScanJob


@pytest.mark.spec("API-23", "API-63")
def test_the_answer_is_201_with_the_true_state_and_the_run_is_sent_later(session, editor, project, queue):
    scan = make_scan_of(session, project, make_source(session, project))
    session.commit()
    queue.down = True
    answer = editor.post(f"/projects/{project.slug}/scans/{scan.id}/run")
    assert answer.status_code == 201
    job = answer.json()
    assert job["status"] == "pending"
    assert editor.get(f"/projects/{project.slug}/scans/{scan.id}/jobs").json()[0]["id"] == job["id"]
    queue.down = False
    session.execute(update(ScanJob).values(updated_at=utcnow() - timedelta(minutes=5)))
    session.commit()
    assert service.sweep(session, utcnow()) >= 1
    flush_outbox(session)
    assert [job["id"]] in queue.named("collection.chunk")
