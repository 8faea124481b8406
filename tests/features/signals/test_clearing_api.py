"""Throwing findings away, through the door."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from tests.factories.alerts import make_destination, make_rule, make_scan
from tests.features.overview.test_summary import add_signal

from tripl.kit.clock import utcnow
from tripl.kit.ids import new_id
from tripl.models.alerts import AlertState
from tripl.models.audit import AuditEntry
from tripl.models.signals import Anomaly

HOUR = timedelta(hours=1)


@pytest.fixture
def path(project):
    return f"/projects/{project.slug}/danger/reset-anomalies"


@pytest.fixture
def found(session, project):
    """Findings of two days, the younger of which fires."""
    scan = make_scan(session, project)
    rule = make_rule(session, make_destination(session, project))
    now = utcnow()
    add_signal(session, project, scan, "old", bucket=now - 48 * HOUR, closed_at=now - 40 * HOUR)
    add_signal(session, project, scan, "new", bucket=now - HOUR)
    state = AlertState(
        project_id=project.id,
        rule_id=rule.id,
        scan_config_id=scan.id,
        scope_type="event",
        scope_ref="new",
        direction="drop",
        opened_at=now,
        last_anomaly_bucket=now - HOUR,
        incident_id=new_id(),
    )
    session.add(state)
    session.commit()
    return state


def left(session, project) -> int:
    return session.scalar(select(func.count(Anomaly.id)).where(Anomaly.project_id == project.id)) or 0


@pytest.mark.spec("N-64", "CO-13")
def test_only_an_owner_in_a_browser_resets(
    anonymous, editor, viewer, stranger, make_client, path, found, session, project
):
    for client, status in ((anonymous, 401), (viewer, 403), (editor, 403), (stranger, 404)):
        assert client.post(path, json={}).status_code == status
    assert make_client("owner", key_scope="write").post(path, json={}).status_code == 403
    assert left(session, project) == 2


@pytest.mark.spec("N-64")
def test_a_dry_run_counts_and_keeps(owner, path, found, session, project):
    assert owner.post(path, json={"dry_run": True}).json() == {"dry_run": True, "anomalies": 2}
    assert left(session, project) == 2


@pytest.mark.spec("N-64", "AC-67")
def test_everything_goes_and_the_log_says_so(owner, path, found, session, project):
    assert owner.post(path, json={}).json() == {"dry_run": False, "anomalies": 2}
    assert left(session, project) == 0
    assert owner.get(f"/projects/{project.slug}").json()["summary"]["monitoring_signal_count"] == 0
    assert owner.get(f"/projects/{project.slug}").json()["summary"]["firing_monitor_count"] == 0
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "project.reset")).one()
    assert entry.payload["what"] == "anomalies"
    assert entry.payload["anomalies"] == 2


@pytest.mark.spec("N-64")
def test_a_past_period_leaves_the_rest(owner, path, found, session, project):
    now = utcnow()
    body = {"after": (now - 72 * HOUR).isoformat(), "before": (now - 24 * HOUR).isoformat()}
    assert owner.post(path, json=body).json()["anomalies"] == 1
    assert left(session, project) == 1
    session.refresh(found)
    assert found.is_open


@pytest.mark.spec("N-64")
def test_a_period_that_cannot_be_is_refused(owner, path, found, session, project):
    now = utcnow()
    empty = owner.post(path, json={"after": now.isoformat(), "before": (now - HOUR).isoformat()})
    assert empty.status_code == 422
    assert "end must lie after its start" in empty.text
    future = owner.post(path, json={"before": (now + HOUR).isoformat()})
    assert future.status_code == 422
    assert "end in the past" in future.text
    assert left(session, project) == 2
