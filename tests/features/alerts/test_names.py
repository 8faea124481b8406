"""A scope has one name, wherever it is said."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session
from tests.factories.alerts import make_scan
from tests.factories.plan import make_event, make_event_type

from tripl.features.alerts import service as alerts
from tripl.features.alerts.service import wording
from tripl.kit.clock import bucket_start, utcnow
from tripl.models.alerts import AlertDelivery
from tripl.models.signals import Anomaly


def find(session: Session, scan, scope_type: str, ref, **over) -> None:
    bucket = bucket_start(utcnow(), "1h") - timedelta(hours=3)
    figures = {"actual_count": 38, "expected_count": 100, "lower": 80, "upper": 120, "stddev": 5, "score": 7.5}
    judged = {"detector_kind": "point", "sigma_used": 4, "min_expected_used": 50, "detected_at": utcnow()}
    session.add(
        Anomaly(
            project_id=scan.project_id,
            scan_config_id=scan.id,
            scope_type=scope_type,
            scope_ref=str(ref),
            bucket=bucket,
            last_bucket=bucket,
            direction="drop",
            **figures,
            **judged,
            **over,
        )
    )
    session.flush()


@pytest.mark.spec("A-72", "D-77", "SC-15")
@pytest.mark.parametrize(
    ("scope_type", "over", "expected"),
    [
        ("event_type", {}, "Web request"),
        ("event", {"title": "Sign-up finished"}, "Sign-up finished"),
        ("event", {"title": ""}, "signup"),
    ],
)
def test_signals_messages_monitors_and_projects_call_a_scope_the_same(
    viewer, session, project, rule, scope_type, over, expected
):
    scan = make_scan(session, project)
    kind = make_event_type(session, project, "web_request", display_name="Web request")
    event = make_event(session, kind, "signup", status="live", **over)
    ref = kind.id if scope_type == "event_type" else event.id
    find(session, scan, scope_type, ref, event_type_id=kind.id, event_id=event.id if scope_type == "event" else None)
    alerts.evaluate(session, scan.id, None, utcnow())
    delivery = session.query(AlertDelivery).one()
    session.commit()
    path = f"/projects/{project.slug}"
    (signal,) = viewer.get(f"{path}/anomalies/signals", params={"expanded": True}).json()
    (item,) = viewer.get(f"{path}/alert-deliveries/{delivery.id}").json()["items"]
    (firing,) = viewer.get(f"{path}/monitors/{rule.id}").json()["firing_scopes"]
    (own,) = [each for each in viewer.get("/projects").json() if each["id"] == str(project.id)]
    latest = own["summary"]["latest_signal"]
    said = [each["scope_name"] for each in (signal, item, firing, latest)]
    assert said == [expected] * 4
    message = wording.message(delivery.payload_snapshot, "https://tripl.example")
    assert message.title == f"{expected} dropped"
    assert message.items[0].sentence.startswith(f"{expected} fell to 38")
