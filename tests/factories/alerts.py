"""Destinations, rules, deliveries, and findings to match them."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from tests.factories.accounts import word
from tripl.features.alerts.service import secrets
from tripl.kit.clock import bucket_start, utcnow
from tripl.kit.principal import ProjectContext
from tripl.models.alerts import AlertDelivery, AlertDeliveryItem, AlertDestination, AlertRule
from tripl.models.scans import ScanConfig
from tripl.models.sources import DataSource

SECRET = "whsec_of_the_tests"
HOUR = timedelta(hours=1)
PURCHASE = uuid.UUID("11111111-1111-4111-8111-111111111111")
SNAPSHOT = {
    "project": {"name": "Shop", "slug": "shop"},
    "destination": {"id": "d", "name": "Ops"},
    "rule": {"id": "r", "name": "Sales"},
    "scan": {"id": "s", "name": "web"},
    "matched_count": 0,
    "title": "Purchase dropped",
    "sentence": "Rule matched.",
    "items": [],
}
"""What a delivery keeps of its words."""
ORDERS = uuid.UUID("22222222-2222-4222-8222-222222222222")


@dataclass(frozen=True)
class FakeFinding:
    """A finding as signals would hand it over."""

    scope_type: str = "event"
    scope_ref: str = str(PURCHASE)
    scope_name: str | None = "Purchase"
    event_id: uuid.UUID | None = PURCHASE
    event_type_id: uuid.UUID | None = ORDERS
    bucket: datetime = datetime(2026, 11, 23, 14, tzinfo=UTC)
    direction: str = "drop"
    actual_count: float = 12.0
    expected_count: float = 340.0
    score: float = 9.5


def findings(*found: FakeFinding):
    """A provider of findings, for `evaluate`."""
    return lambda *_: list(found)


def make_scan(session: Session, project: ProjectContext, **over: Any) -> ScanConfig:
    source = DataSource(
        organization_id=project.organization_id, name=word(), db_type="duckdb", host="file", port=0, database_name="x"
    )
    session.add(source)
    session.flush()
    values = {"name": f"web-{word()}", "base_query": "select 1", "interval": "1h", **over}
    scan = ScanConfig(project_id=project.id, data_source_id=source.id, **values)
    session.add(scan)
    session.flush()
    return scan


def make_destination(
    session: Session, project: ProjectContext, url: str = "http://127.0.0.1:9/hook", **over: Any
) -> AlertDestination:
    values = {
        "type": "webhook",
        "name": f"Ops {word()}",
        "settings": {"target_url": url},
        "secrets": secrets.pack({"signing_secret": SECRET}),
        **over,
    }
    row = AlertDestination(project_id=project.id, **values)
    session.add(row)
    session.flush()
    return row


def make_rule(session: Session, destination: AlertDestination, **over: Any) -> AlertRule:
    values = {"name": f"Sales {word()}", **over}
    row = AlertRule(project_id=destination.project_id, destination_id=destination.id, **values)
    session.add(row)
    session.flush()
    session.refresh(row)
    return row


def make_delivery(session: Session, rule: AlertRule, scan: ScanConfig, **over: Any) -> AlertDelivery:
    """Waiting, with one line, as an evaluation would leave it."""
    now = utcnow()
    values: dict[str, Any] = {"status": "pending", "next_attempt_at": now, "created_at": now, **over}
    group = values.pop("correlation_group_id", uuid.uuid4())
    delivery = AlertDelivery(
        project_id=rule.project_id,
        scan_config_id=scan.id,
        destination_id=rule.destination_id,
        rule_id=rule.id,
        destination_name="Ops",
        rule_name=rule.name,
        scan_name=scan.name,
        channel="webhook",
        matched_count=1,
        **values,
    )
    session.add(delivery)
    session.flush()
    item = AlertDeliveryItem(
        delivery_id=delivery.id,
        scope_type="event",
        scope_ref="e-1",
        scope_name="Purchase",
        bucket=bucket_start(now, "1h") - HOUR,
        direction="drop",
        actual_count=12,
        expected_count=340,
        absolute_delta=328,
        percent_delta=96.5,
        correlation_group_id=group,
    )
    session.add(item)
    session.flush()
    return delivery
