"""When messages are sent."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from tripl.channels.registry import CHANNELS
from tripl.db.locks import lock_states
from tripl.db.outbox import announce
from tripl.features.alerts.repository import destinations as repository
from tripl.features.alerts.repository import states
from tripl.features.alerts.schemas import Rule, RuleFilter, RuleIn, RulePatch
from tripl.features.alerts.service.destinations import require as require_destination
from tripl.features.alerts.service.reading import IDS, rules_out
from tripl.features.audit import service as audit
from tripl.features.losses import service as lost
from tripl.features.losses.schemas import Losses
from tripl.kit.clock import as_utc, utcnow
from tripl.kit.errors import Invalid, NotFound
from tripl.kit.principal import Principal, ProjectContext
from tripl.models.alerts import AlertRule

LONGEST_MUTE = timedelta(days=7, minutes=5)
"""Seven days, and a little for the time that passes between click and arrival."""
NOT_BUILT = {
    "include_schema_drifts": "Schema drift alerts",
    "include_variable_value_drifts": "Value drift alerts",
    "include_distribution_drifts": "Distribution drift alerts",
    "include_metrics": "Alerts on catalog metrics",
    "include_release_regressions": "Release alerts",
    "include_lifecycle": "Lifecycle alerts",
    "include_source_freshness": "Source freshness alerts",
    "notify_owners": "Messages to owners",
    "message_template": "Message templates",
    "items_template": "Item templates",
    "ai_explanation_enabled": "AI notes",
}
CLEARABLE = {"scan_config_id", "message_format", "message_template", "items_template"}
TRANSIENT = {"include_lifecycle", "include_source_freshness", "notify_owners"}
"""Accepted when off, not stored."""


def require(session: Session, project: ProjectContext, destination_id: uuid.UUID, rule_id: uuid.UUID) -> AlertRule:
    """A rule under its destination."""
    found = repository.rule(session, project.id, rule_id)
    if found is None or found.destination_id != destination_id:
        raise NotFound("Alert rule not found")
    return found


def create(
    session: Session, principal: Principal, project: ProjectContext, destination_id: uuid.UUID, body: RuleIn
) -> Rule:
    values = body.model_dump(exclude=TRANSIENT)
    _refuse_unbuilt(body.model_dump())
    _refuse_format(session, project, destination_id, body.message_format)
    made = AlertRule(project_id=project.id, destination_id=destination_id, **{**values, **_blank(values)})
    _check(session, project, made, body.filters)
    made.filters = _canonical(made.filters)
    session.add(made)
    session.flush()
    _record(session, principal, project, "create", made, **_told(body.model_dump(mode="json")))
    return shown(session, project, made)


def update(session: Session, principal: Principal, project: ProjectContext, rule: AlertRule, body: RulePatch) -> Rule:
    """Change what was sent; a sent list replaces the whole list."""
    sent = body.model_dump(exclude_unset=True)
    empty = [name for name, value in sent.items() if value is None and name not in CLEARABLE]
    if empty:
        raise Invalid(f"Field(s) cannot be null: {', '.join(empty)}")
    _refuse_unbuilt(sent)
    _refuse_format(session, project, rule.destination_id, body.message_format)
    changed = {name: value for name, value in sent.items() if name not in TRANSIENT}
    for name, value in {**changed, **_blank(changed)}.items():
        setattr(rule, name, value)
    _check(session, project, rule, body.filters or [], bound_anew="scan_config_id" in sent)
    rule.filters = _canonical(rule.filters)
    session.flush()
    told = _told(body.model_dump(mode="json", exclude_unset=True))
    _record(session, principal, project, "update", rule, **told)
    return shown(session, project, rule)


def losses(session: Session, rule: AlertRule) -> Losses:
    return lost.of(session, AlertRule, rule.id)


def delete(session: Session, principal: Principal, project: ProjectContext, rule: AlertRule) -> None:
    """With its states and deliveries."""
    _record(session, principal, project, "delete", rule)
    session.delete(rule)
    session.flush()


def mute(session: Session, principal: Principal, project: ProjectContext, rule: AlertRule, until: datetime) -> None:
    until = as_utc(until)
    if until <= utcnow():
        raise Invalid("The end of the mute must be in the future", "muted_until")
    if until > utcnow() + LONGEST_MUTE:
        raise Invalid("A rule can be muted for seven days at most; switch it off instead", "muted_until")
    rule.muted_until = until
    session.flush()
    _record(session, principal, project, "mute", rule, muted_until=until)


def unmute(session: Session, principal: Principal, project: ProjectContext, rule: AlertRule) -> None:
    rule.muted_until = None
    session.flush()
    _record(session, principal, project, "unmute", rule)


def shown(session: Session, project: ProjectContext, rule: AlertRule) -> Rule:
    session.refresh(rule)
    destination = require_destination(session, project, rule.destination_id)
    health = repository.health(session, project.id)
    return rules_out(session, [rule], {destination.id: destination.name}, health)[0]


def forget_scan(session: Session, scan_config_id: uuid.UUID) -> None:
    """A scan is going: the rules bound to it are unbound and switched off, so that they do not widen to all scans."""
    for rule in repository.rules_of_scans(session, [scan_config_id]):
        rule.scan_config_id, rule.enabled = None, False
    session.flush()


def losses_of_scans(session: Session, scan_config_ids: Sequence[uuid.UUID]) -> Losses:
    """What `forget_scan` would do for each."""
    bound = repository.rules_of_scans(session, scan_config_ids)
    return Losses(rules_switched_off=sum(rule.enabled for rule in bound))


def forget_findings(session: Session, project_id: uuid.UUID, after: datetime | None, before: datetime | None) -> None:
    """Findings were thrown away: what is open because of them is closed, and fires again when it is found anew."""
    states.close_between(session, project_id, after, before)


def forget_expected(session: Session, project_id: uuid.UUID) -> None:
    """Findings were closed by a planned window: so is what was open because of them.

    Waits for evaluations under way, which looked at the findings before.
    """
    for scan_config_id in states.scans(session, project_id):
        lock_states(session, scan_config_id)
    states.close_unfound(session, project_id)


def forget_event_type(session: Session, event_type_id: uuid.UUID) -> None:
    """An event type is going, and its events with it: they leave the filters.

    A rule that named nothing else is switched off, so that it does not widen to everything.
    """
    for rule, filters, enabled in _without_type(session, event_type_id):
        rule.filters, rule.enabled = filters, enabled
    session.flush()


def losses_of_event_type(session: Session, event_type_id: uuid.UUID) -> Losses:
    """What `forget_event_type` would do."""
    changed = _without_type(session, event_type_id)
    return Losses(rules_switched_off=sum(rule.enabled and not enabled for rule, _, enabled in changed))


def _without_type(session: Session, event_type_id: uuid.UUID) -> Iterator[tuple[AlertRule, list[Any], bool]]:
    """Rules that name the type or its events, with the filters and the switch they are left with."""
    gone = {str(ident) for ident in (event_type_id, *repository.events_of(session, event_type_id))}
    for rule in repository.rules_beside(session, event_type_id):
        left = [{**f, "values": [v for v in f["values"] if v not in gone]} for f in rule.filters]
        if left == rule.filters:
            continue
        named_nothing_else = any(not f["values"] and f["operator"] in {"eq", "in"} for f in left)
        yield rule, [f for f in left if f["values"]], rule.enabled and not named_nothing_else


def _refuse_unbuilt(values: dict[str, Any]) -> None:
    wanted = [name for name in NOT_BUILT if (v := values.get(name)) and str(v).strip()]
    if wanted:
        raise Invalid(f"{NOT_BUILT[wanted[0]]} are not available yet; leave {wanted[0]} off", *wanted)


def _refuse_format(
    session: Session, project: ProjectContext, destination_id: uuid.UUID, message_format: str | None
) -> None:
    if message_format is None:
        return
    kind = require_destination(session, project, destination_id).type
    formats = CHANNELS[kind].formats
    if message_format not in formats:
        known = " or ".join(formats)
        text = f"A destination of type {kind} takes {known}; leave message_format empty for {formats[0]}"
        raise Invalid(text, "message_format")


def _blank(values: dict[str, Any]) -> dict[str, None]:
    """Templates of blanks only are no templates."""
    return {name: None for name in ("message_template", "items_template") if name in values}


def _check(
    session: Session,
    project: ProjectContext,
    rule: AlertRule,
    filters: Sequence[RuleFilter],
    *,
    bound_anew: bool = True,
) -> None:
    if not (rule.notify_on_spike or rule.notify_on_drop):
        raise Invalid("A rule needs spikes, drops or both", "notify_on_spike", "notify_on_drop")
    with session.no_autoflush:
        if bound_anew and rule.scan_config_id and not repository.has_scan(session, project.id, rule.scan_config_id):
            raise Invalid("The scan does not exist in this project", "scan_config_id")
        for condition in filters:
            _check_filter(session, project, condition)


def _check_filter(session: Session, project: ProjectContext, condition: RuleFilter) -> None:
    if condition.field == "metric":
        raise Invalid("Filters on metrics are not available yet", "filters")
    if condition.operator in {"eq", "ne"} and len(condition.values) != 1:
        raise Invalid(f"The operator {condition.operator} takes one value; use in or not_in for several", "filters")
    if condition.field == "direction":
        if not set(condition.values) <= {"spike", "drop"}:
            raise Invalid("A direction is spike or drop", "filters")
        return
    try:
        wanted = {uuid.UUID(value) for value in condition.values}
    except ValueError as error:
        raise Invalid(f"Filters on {condition.field.replace('_', ' ')} take ids", "filters") from error
    if repository.known(session, project.id, condition.field, wanted) != wanted:
        raise Invalid(f"A filter names an {condition.field.replace('_', ' ')} that is not in this project", "filters")


def _canonical(filters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Ids in their one spelling, so that comparing text is enough."""
    return [{**f, "values": [str(uuid.UUID(v)) if f["field"] in IDS else v for v in f["values"]]} for f in filters]


def _told(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in TRANSIENT}


def _record(
    session: Session, principal: Principal, project: ProjectContext, verb: str, rule: AlertRule, **payload: Any
) -> None:
    audit.record(
        session,
        principal,
        action=f"alert_rule.{verb}",
        target_type="alert_rule",
        target_id=rule.id,
        target_name=rule.name,
        project=project,
        payload=payload,
    )
    announce(session, project.id, "alert")
