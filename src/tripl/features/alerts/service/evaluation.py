"""From findings to deliveries: which states open and close, and which of them is worth a message."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tripl.channels.registry import CHANNELS
from tripl.db.locks import lock_states
from tripl.db.outbox import announce, enqueue
from tripl.features.alerts.ports import Finding, Findings
from tripl.features.alerts.repository import destinations as directory
from tripl.features.alerts.repository import states as repository
from tripl.features.alerts.service.matching import matches
from tripl.features.alerts.service.wording import Scene, delivery_item, snapshot
from tripl.features.signals import service as signals
from tripl.kit.clock import utcnow
from tripl.kit.ids import new_id
from tripl.models.alerts import AlertDelivery, AlertDestination, AlertRule, AlertState
from tripl.models.scans import ScanConfig

Key = tuple[uuid.UUID, str, str, str]
"""(rule, scope type, scope, direction)."""


@dataclass(frozen=True, slots=True)
class EvaluateReport:
    queued: int
    """Messages made."""
    opened: int = 0
    closed: int = 0


@dataclass(slots=True)
class Pass:
    """One evaluation: the states it found and what it did to them."""

    scan_config_id: uuid.UUID
    project_id: uuid.UUID
    at: datetime
    states: dict[Key, AlertState]
    under_way: set[tuple[uuid.UUID, str, str]]
    seen: set[Key] = field(default_factory=set)
    opened: int = 0

    def see(self, rule: AlertRule, finding: Finding) -> tuple[AlertState, bool]:
        """Open or keep open the state of a finding; True when it opened, re-opened or moved to a newer bucket."""
        key = (rule.id, finding.scope_type, finding.scope_ref, finding.direction)
        self.seen.add(key)
        state = self.states.get(key)
        if state is None:
            state = self.states[key] = AlertState(
                project_id=self.project_id,
                rule_id=rule.id,
                scan_config_id=self.scan_config_id,
                scope_type=finding.scope_type,
                scope_ref=finding.scope_ref,
                direction=finding.direction,
                is_open=False,
                last_anomaly_bucket=finding.bucket,
                incident_id=new_id(),
            )
        moved = not state.is_open or finding.bucket > state.last_anomaly_bucket
        if not state.is_open:
            state.is_open, state.opened_at = True, self.at
            self.opened += 1
        state.last_anomaly_bucket = max(state.last_anomaly_bucket, finding.bucket)
        return state, moved

    def may_tell(self, rule: AlertRule, state: AlertState, finding: Finding) -> bool:
        """One message a bucket, none while muted, none within the cooldown of the scope's last delivered message."""
        if state.last_message_bucket is not None and finding.bucket <= state.last_message_bucket:
            return False
        if rule.muted_until is not None and rule.muted_until > self.at:
            return False
        scope = (rule.id, finding.scope_type, finding.scope_ref)
        told = [
            other.last_delivered_at
            for direction in ("spike", "drop")
            if (other := self.states.get((*scope, direction))) is not None and other.last_delivered_at is not None
        ]
        quiet_until = max(told) + timedelta(minutes=rule.cooldown_minutes) if told else self.at
        return scope not in self.under_way and self.at >= quiet_until

    def close_unseen(self) -> int:
        """Close what has no finding any more."""
        gone = [state for key, state in self.states.items() if state.is_open and key not in self.seen]
        for state in gone:
            state.is_open = False
        return len(gone)


def open_findings(session: Session, scan_config_id: uuid.UUID, now: datetime) -> Sequence[Finding]:
    """What signals would have us tell, as of `now`."""
    return [candidate for candidate in signals.candidates(session, scan_config_id, now) if candidate.open]


def evaluate(
    session: Session,
    scan_config_id: uuid.UUID,
    job_id: uuid.UUID | None,
    now: datetime,
    *,
    findings: Findings = open_findings,
    at: datetime | None = None,
) -> EvaluateReport:
    """Match a scan's open findings and make the messages that are due. Repeating it makes no second message.

    `now` is the scan's own clock (the end of its data where it is static); `at` is the wall clock that cooldowns
    and mutes are measured by.
    """
    lock_states(session, scan_config_id)
    found = directory.scan_and_project(session, scan_config_id)
    if found is None:
        return EvaluateReport(queued=0)
    scan, project, organization_slug = found
    current = _begin(session, scan, at or utcnow())
    scene = Scene(organization_slug, project.slug, project.name, scan.id, scan.name)
    newest = _newest(findings(session, scan_config_id, now))
    made = _tell(session, current, newest, scene, job_id)
    closed = current.close_unseen()
    session.add_all(current.states.values())
    session.flush()
    for delivery in made:
        enqueue(session, "alerts.deliver", delivery.id)
    if made or closed or current.opened:
        announce(session, project.id, "alert", scan_config_id=str(scan_config_id), queued=len(made))
    return EvaluateReport(queued=len(made), opened=current.opened, closed=closed)


def _begin(session: Session, scan: ScanConfig, at: datetime) -> Pass:
    known = repository.states(session, scan.id)
    return Pass(
        scan_config_id=scan.id,
        project_id=scan.project_id,
        at=at,
        states={(s.rule_id, s.scope_type, s.scope_ref, s.direction): s for s in known},
        under_way=repository.under_way(session, scan.id),
    )


def _newest(findings: Sequence[Finding]) -> list[Finding]:
    """The newest finding of each scope and direction, the clearest first."""
    newest: dict[tuple[str, str, str], Finding] = {}
    for finding in sorted(findings, key=lambda f: f.bucket):
        newest[finding.scope_type, finding.scope_ref, finding.direction] = finding
    return sorted(newest.values(), key=lambda f: (-abs(f.score), f.scope_type, f.scope_ref))


def _untyped(findings: Sequence[Finding]) -> list[uuid.UUID]:
    """Events whose type the finding does not carry."""
    return [f.event_id for f in findings if f.event_id is not None and f.event_type_id is None]


def _tell(
    session: Session, current: Pass, newest: Sequence[Finding], scene: Scene, job_id: uuid.UUID | None
) -> list[AlertDelivery]:
    """One delivery a rule, with everything it has to say in this pass."""
    made = []
    types = repository.event_types(session, _untyped(newest))
    for rule, destination in repository.live_rules(session, current.project_id, current.scan_config_id):
        matched = [finding for finding in newest if matches(rule, finding, types).matched]
        worth = _worth_telling(current, rule, matched)
        if worth:
            delivery = delivery_of(rule, destination, scene, matched_count=len(worth))
            delivery.scan_job_id = job_id
            fill(session, delivery, [(finding, state.incident_id) for finding, state in worth], scene)
            made.append(delivery)
    return made


def _worth_telling(current: Pass, rule: AlertRule, matched: Sequence[Finding]) -> list[tuple[Finding, AlertState]]:
    """Decide for all findings before marking any, so that the two directions of a scope share one message."""
    seen = [(finding, *current.see(rule, finding)) for finding in matched]
    worth = [(f, state) for f, state, moved in seen if moved and current.may_tell(rule, state, f)]
    for finding, state in worth:
        state.last_message_bucket = finding.bucket
    return worth


def delivery_of(rule: AlertRule, destination: AlertDestination, scene: Scene, *, matched_count: int) -> AlertDelivery:
    """A message to be, due now and without its lines."""
    return AlertDelivery(
        id=new_id(),
        project_id=rule.project_id,
        scan_config_id=scene.scan_id,
        destination_id=destination.id,
        rule_id=rule.id,
        destination_name=destination.name,
        rule_name=rule.name,
        scan_name=scene.scan_name,
        channel=destination.type,
        is_local=CHANNELS[destination.type].simulated,
        is_simulated=CHANNELS[destination.type].simulated,
        matched_count=matched_count,
        next_attempt_at=utcnow(),
    )


def fill(
    session: Session, delivery: AlertDelivery, worth: Sequence[tuple[Finding, uuid.UUID | None]], scene: Scene
) -> None:
    """Store the delivery, its lines with their incidents, and the frozen words."""
    items = []
    for position, (finding, incident_id) in enumerate(worth):
        item = delivery_item(finding, delivery.id, position, scene)
        item.correlation_group_id = incident_id
        items.append(item)
    delivery.payload_snapshot = snapshot(delivery, items, scene)
    session.add(delivery)
    session.flush()
    session.add_all(items)
