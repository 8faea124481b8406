"""The words of an alert. Every number is one of the stored finding."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tripl.channels.message import Fact, Item, Link, Message, Origin, Ref
from tripl.features.alerts.ports import Finding
from tripl.features.alerts.service.figures import absolute_delta, percent_delta
from tripl.models.alerts import AlertDelivery, AlertDeliveryItem
from tripl.models.signals import Anomaly

TOTAL = "Project total"


def number(value: float) -> str:
    """Whole numbers whole, others with as many digits as they need."""
    return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 100 else f"{value:,.3g}"


def moment(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%d %b %Y, %H:%M} UTC"


def scope_name(finding: Finding) -> str:
    return finding.scope_name or (TOTAL if finding.scope_type == "project_total" else "A deleted scope")


def plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def item_sentence(item: AlertDeliveryItem) -> str:
    """What one scope did, in figures."""
    went = "fell to" if item.direction == "drop" else "rose to"
    came = "zero" if item.actual_count == 0 else number(item.actual_count)
    if item.percent_delta is None:
        expected = "where nothing was expected"
    else:
        side = "below" if item.actual_count < item.expected_count else "above"
        expected = f"{item.percent_delta:.0f}% {side} the expected {number(item.expected_count)}"
    return f"{item.scope_name} {went} {came}, {expected} (from {moment(item.bucket)})"


def title(items: Sequence[AlertDeliveryItem]) -> str:
    if len(items) == 1:
        verb = "dropped" if items[0].direction == "drop" else "spiked"
        return f"{items[0].scope_name} {verb}"
    return f"{plural(len(items), 'scope')} off: {tally(items)}"


def tally(items: Sequence[AlertDeliveryItem]) -> str:
    """“2 down, 1 up”."""
    down = sum(item.direction == "drop" for item in items)
    counted = ((down, "down"), (len(items) - down, "up"))
    return ", ".join(f"{count} {word}" for count, word in counted if count)


@dataclass(frozen=True, slots=True)
class Scene:
    """The names around a delivery, as they are when it is made."""

    organization_slug: str
    project_slug: str
    project_name: str
    scan_id: uuid.UUID
    scan_name: str


@dataclass(frozen=True, slots=True)
class Named:
    """A stored finding under the name of its scope."""

    row: Anomaly
    scope_name: str | None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


def delivery_item(finding: Finding, delivery_id: uuid.UUID, position: int, scene: Scene) -> AlertDeliveryItem:
    """A line of a delivery: the figures of the finding, frozen."""
    return AlertDeliveryItem(
        delivery_id=delivery_id,
        position=position,
        scope_type=finding.scope_type,
        scope_ref=finding.scope_ref,
        scope_name=scope_name(finding),
        event_type_id=finding.event_type_id,
        event_id=finding.event_id,
        bucket=finding.bucket,
        direction=finding.direction,
        actual_count=finding.actual_count,
        expected_count=finding.expected_count,
        absolute_delta=absolute_delta(finding.actual_count, finding.expected_count),
        percent_delta=percent_delta(finding.actual_count, finding.expected_count),
        details_path=f"/p/{scene.project_slug}/alerting?section=audit&delivery={delivery_id}",
        monitoring_path=f"/p/{scene.project_slug}/monitoring/{finding.scope_type}/{finding.scope_ref}",
    )


def snapshot(delivery: AlertDelivery, items: Sequence[AlertDeliveryItem], scene: Scene) -> dict[str, Any]:
    """What the message says, frozen: a retry says the same, whatever was renamed meanwhile."""
    found = plural(len(items), "finding")
    return {
        "organization": {"slug": scene.organization_slug},
        "project": {"name": scene.project_name, "slug": scene.project_slug},
        "destination": {"id": str(delivery.destination_id), "name": delivery.destination_name},
        "rule": {"id": str(delivery.rule_id), "name": delivery.rule_name},
        "scan": {"id": str(scene.scan_id), "name": scene.scan_name},
        "matched_count": delivery.matched_count,
        "title": title(items),
        "sentence": f"Rule “{delivery.rule_name}” matched {found} in scan “{scene.scan_name}”.",
        "items": frozen(items),
    }


def frozen(items: Sequence[AlertDeliveryItem]) -> list[dict[str, Any]]:
    return [_frozen(item) for item in items]


def _frozen(item: AlertDeliveryItem) -> dict[str, Any]:
    return {
        "sentence": item_sentence(item),
        "scope_type": item.scope_type,
        "scope_ref": item.scope_ref,
        "scope_name": item.scope_name,
        "direction": item.direction,
        "actual_count": item.actual_count,
        "expected_count": item.expected_count,
        "absolute_delta": item.absolute_delta,
        "percent_delta": item.percent_delta,
        "bucket": f"{item.bucket.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "details_path": item.details_path,
        "monitoring_path": item.monitoring_path,
        "drift_field": item.drift_field,
        "drift_type": item.drift_type,
        "sample_value": item.sample_value,
    }


def message(snapshot: dict[str, Any], base_url: str) -> Message:
    """The message of a snapshot, with links that lead to this installation."""
    base_url = _place(snapshot, base_url)
    items = tuple(_item(row, base_url) for row in snapshot["items"])
    if "rule" not in snapshot:
        return _notice(snapshot, items, base_url)
    first = items[0].details_url if items else None
    return Message(
        title=snapshot["title"],
        sentence=snapshot["sentence"],
        destination=Ref(**snapshot["destination"]),
        facts=(Fact("Project", snapshot["project"]["name"]), Fact("Scan", snapshot["scan"]["name"])),
        items=items,
        link=Link("Open in tripl", first) if first else None,
        origin=Origin(
            project_name=snapshot["project"]["name"],
            project_slug=snapshot["project"]["slug"],
            rule=Ref(**snapshot["rule"]),
            scan=Ref(**snapshot["scan"]),
            matched_count=snapshot["matched_count"],
        ),
    )


def _notice(snapshot: dict[str, Any], items: tuple[Item, ...], base_url: str) -> Message:
    """What no rule asked for."""
    url = _url(base_url, snapshot["path"])
    return Message(
        title=snapshot["title"],
        sentence=snapshot["sentence"],
        destination=Ref(**snapshot["destination"]),
        facts=tuple(Fact(*each) for each in snapshot["facts"]),
        items=items,
        link=Link("Open in tripl", url) if url else None,
        event=snapshot["event"],
    )


def _item(row: dict[str, Any], base_url: str) -> Item:
    paths = {"details_path", "monitoring_path"}
    figures = {name: value for name, value in row.items() if name not in paths}
    return Item(
        **figures,
        details_url=_url(base_url, row["details_path"]),
        monitoring_url=_url(base_url, row["monitoring_path"]),
    )


def _place(snapshot: dict[str, Any], base_url: str) -> str:
    """Where the pages of the message's organisation begin."""
    return f"{base_url}/o/{snapshot['organization']['slug']}" if base_url and "organization" in snapshot else base_url


def _url(base_url: str, path: str | None) -> str | None:
    return f"{base_url}{path}" if base_url and path else None


def trial(project_name: str, destination: Ref) -> Message:
    """A test message; says on a line of its own that nothing is wrong."""
    return Message(
        title="A test message from tripl",
        sentence="Nothing is wrong: a person pressed Test.",
        destination=destination,
        facts=(Fact("Project", project_name), Fact("Destination", destination.name)),
        event="tripl.destination_test",
    )
