"""The weekly digest: what became of a plan and what was found, to every destination that people read."""

import logging
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from tripl.channels.registry import CHANNELS
from tripl.db.locks import lock
from tripl.db.outbox import announce, enqueue
from tripl.features.alerts.repository import digests as repository
from tripl.features.alerts.repository.digests import Addressee, Window
from tripl.features.alerts.schemas import PlanDigest
from tripl.features.alerts.service import wording
from tripl.kit.clock import bucket_start
from tripl.kit.ids import new_id
from tripl.kit.principal import ProjectContext
from tripl.models.alerts import AlertDelivery, AlertDeliveryItem
from tripl.models.signals import Anomaly

log = logging.getLogger(__name__)
WEEK = timedelta(days=7)
DUE = timedelta(hours=8)
"""After the Monday 00:00 UTC that ends the week."""
NAME = "Weekly digest"
SHOWN = 20


def send(session: Session, now: datetime) -> int:
    """Make the digests of the week that ended last, one a destination; how many were made. Once made, never again."""
    lock(session, "plan-digest")
    end = bucket_start(now - DUE, "1w")
    window = Window(end - WEEK, end)
    kinds = [name for name, kind in CHANNELS.items() if kind.takes_digests]
    addressees = repository.untold(session, kinds, end.date(), end + DUE)
    projects = {each.project.id for each in addressees}
    figures = repository.figures(session, projects, window) if projects else {}
    findings = repository.findings(session, projects, window) if projects else {}
    made = [
        _delivery(each, window, figures[each.project.id], findings.get(each.project.id, []), now) for each in addressees
    ]
    session.add_all(made)
    session.flush()
    for row in made:
        enqueue(session, "alerts.deliver", row.id)
        announce(session, row.project_id, "alert", delivery_id=str(row.id), status="pending")
    log.info("plan digest: %d messages for the week of %s", len(made), window.start.date())
    return len(made)


def listed(session: Session, project: ProjectContext) -> list[PlanDigest]:
    return [PlanDigest.model_validate(row) for row in repository.log(session, project.id, SHOWN)]


def _delivery(
    to: Addressee,
    window: Window,
    figures: Mapping[str, int],
    findings: Sequence[tuple[Anomaly, str | None]],
    now: datetime,
) -> AlertDelivery:
    ident = new_id()
    items = [_item(found, name, position, to, ident) for position, (found, name) in enumerate(findings)]
    return AlertDelivery(
        id=ident,
        project_id=to.project.id,
        destination_id=to.destination.id,
        destination_name=to.destination.name,
        rule_name=NAME,
        scan_name="",
        channel=to.destination.type,
        matched_count=figures.get("findings", 0),
        digest_week=window.end.date(),
        payload_snapshot=_snapshot(to, window, figures, items),
        next_attempt_at=now,
    )


def _item(found: Anomaly, name: str | None, position: int, to: Addressee, delivery: uuid.UUID) -> AlertDeliveryItem:
    """A finding in the words of an alert; its row is not stored."""
    scene = wording.Scene(to.organization_slug, to.project.slug, to.project.name, found.scan_config_id, "")
    told = name if found.scope_type != "project_total" else f"{wording.TOTAL} of {name}"
    return wording.delivery_item(wording.Named(found, told), delivery, position, scene)


def _snapshot(
    to: Addressee, window: Window, figures: Mapping[str, int], items: Sequence[AlertDeliveryItem]
) -> dict[str, Any]:
    project = to.project
    frozen = wording.frozen(items)
    for row in frozen:
        row["details_path"] = row["monitoring_path"]  # a digest is no delivery that the page could open
    return {
        "event": "tripl.plan_digest",
        "organization": {"slug": to.organization_slug},
        "project": {"name": project.name, "slug": project.slug},
        "destination": {"id": str(to.destination.id), "name": to.destination.name},
        "title": f"{NAME} of {project.name}",
        "sentence": _sentence(window, figures),
        "facts": [list(each) for each in _facts(figures)],
        "items": frozen,
        "path": f"/p/{project.slug}",
    }


def _sentence(window: Window, figures: Mapping[str, int]) -> str:
    last = window.end - timedelta(days=1)
    week = f"{window.start.astimezone(UTC):%d %b} to {last.astimezone(UTC):%d %b %Y}"
    changed = _plan(figures)
    found = figures.get("findings", 0)
    if not changed and not found:
        return f"{week} (UTC): the plan did not change, and nothing unusual was found."
    told = (
        f"{wording.plural(found, 'finding')}, {figures.get('findings_open', 0)} still open" if found else "no finding"
    )
    return f"{week} (UTC): {changed or 'the plan did not change'}; {told}."


def _plan(figures: Mapping[str, int]) -> str:
    """“3 events and 1 field added, 1 event archived”; empty where nothing changed."""
    changes = []
    for verb in ("added", "archived", "removed"):
        counted = [
            wording.plural(figures[f"{things}_{verb}"], word)
            for things, word in (("events", "event"), ("types", "event type"), ("fields", "field"))
            if f"{things}_{verb}" in figures
        ]
        if counted:
            changes.append(f"{' and '.join(filter(None, (', '.join(counted[:-1]), counted[-1])))} {verb}")
    return ", ".join(changes)


def _facts(figures: Mapping[str, int]) -> list[tuple[str, str]]:
    events, types = figures.get("events", 0), figures.get("types", 0)
    facts = [
        ("Plan", f"{wording.plural(events, 'event')} in {wording.plural(types, 'type')}"),
        ("Seen this week", f"{figures.get('events_seen', 0)} of {wording.plural(events, 'event')}"),
    ]
    if found := figures.get("findings", 0):
        drops = figures.get("drops", 0)
        facts.append(("Findings", f"{wording.plural(drops, 'drop')}, {wording.plural(found - drops, 'spike')}"))
    facts.append(("Runs", _with_failed(figures, "runs", "runs_failed")))
    if figures.get("messages_sent") or figures.get("messages_failed"):
        facts.append(("Alerts sent", _with_failed(figures, "messages_sent", "messages_failed")))
    return facts


def _with_failed(figures: Mapping[str, int], all_of: str, failed: str) -> str:
    count = figures.get(failed, 0)
    return f"{figures.get(all_of, 0)}, {count} failed" if count else str(figures.get(all_of, 0))
