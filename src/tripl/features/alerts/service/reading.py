"""Rules in their read form: with figures, in words, and with what is odd about them."""

import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from tripl.features.alerts.repository import destinations as repository
from tripl.features.alerts.schemas import Rule
from tripl.features.alerts.service.wording import number
from tripl.kit.clock import utcnow
from tripl.models.alerts import AlertRule

SCOPES = (
    ("include_project_total", "the project total"),
    ("include_event_types", "an event type"),
    ("include_events", "an event"),
)
STORED = (
    *("id", "destination_id", "name", "enabled", "scan_config_id", "include_project_total", "include_event_types"),
    *("include_events", "include_schema_drifts", "include_variable_value_drifts", "include_distribution_drifts"),
    *("include_metrics", "include_release_regressions", "notify_on_spike", "notify_on_drop", "min_percent_delta"),
    *("min_absolute_delta", "min_expected_count", "cooldown_minutes", "filters", "message_format"),
    *("message_template", "items_template", "ai_explanation_enabled", "muted_until", "created_at", "updated_at"),
)
IDS = {"event", "event_type"}
"""Filters whose values are ids."""


def rules_out(
    session: Session,
    rules: Sequence[AlertRule],
    destination_names: Mapping[uuid.UUID, str],
    health: Mapping[uuid.UUID, repository.Health],
) -> list[Rule]:
    """A fixed number of queries, however many rules."""
    names = repository.names(session, _named(rules))
    return [
        _rule_out(rule, destination_names.get(rule.destination_id, ""), names, health.get(rule.id, repository.Health()))
        for rule in rules
    ]


def _named(rules: Sequence[AlertRule]) -> set[uuid.UUID]:
    """Everything that the sentences of these rules name."""
    scans = {rule.scan_config_id for rule in rules if rule.scan_config_id is not None}
    values = {uuid.UUID(v) for rule in rules for f in rule.filters if f["field"] in IDS for v in f["values"]}
    return scans | values


def _rule_out(rule: AlertRule, destination: str, names: Mapping[str, str], health: repository.Health) -> Rule:
    stored = {name: getattr(rule, name) for name in STORED}
    return Rule(
        **stored,
        muted=is_muted(rule),
        total_deliveries=health.deliveries,
        incident_count=health.incidents,
        last_delivery_at=health.last_at,
        last_delivery_status=health.last_status,
        sentence=sentence(rule, destination, names),
        warnings=warnings(rule),
    )


def is_muted(rule: AlertRule) -> bool:
    return rule.muted_until is not None and rule.muted_until > utcnow()


def sentence(rule: AlertRule, destination: str, names: Mapping[str, str]) -> str:
    """The rule, read back."""
    what = _either([words for switch, words in SCOPES if getattr(rule, switch)]) or "nothing"
    scan = f"scan “{names.get(str(rule.scan_config_id), 'deleted')}”" if rule.scan_config_id else "any scan"
    moves = _either([w for w, on in (("drops", rule.notify_on_drop), ("spikes", rule.notify_on_spike)) if on])
    parts = [f"Tell “{destination}” when {what} of {scan} {moves}{_by_how_much(rule)}", *_filters(rule, names)]
    return f"{', '.join(parts)}; at most once in {duration(rule.cooldown_minutes)} for each."


def _by_how_much(rule: AlertRule) -> str:
    limits = []
    if rule.min_percent_delta:
        limits.append(f"{number(rule.min_percent_delta)}%")
    if rule.min_absolute_delta:
        limits.append(number(rule.min_absolute_delta))
    words = f" by at least {' and '.join(limits)}" if limits else " by any amount"
    return (
        f"{words} where at least {number(rule.min_expected_count)} was expected" if rule.min_expected_count else words
    )


def _filters(rule: AlertRule, names: Mapping[str, str]) -> list[str]:
    words = []
    for condition in rule.filters:
        listed = _either([f"“{names.get(value, value)}”" for value in condition["values"]])
        verb = "only" if condition["operator"] in {"eq", "in"} else "not"
        words.append(f"{verb} where the {condition['field'].replace('_', ' ')} is {listed}")
    return words


def _either(words: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def duration(minutes: int) -> str:
    """A round number of the largest unit that fits."""
    for size, unit in ((1440, "day"), (60, "hour")):
        if minutes % size == 0:
            return f"{minutes // size} {unit}{'' if minutes == size else 's'}"
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def warnings(rule: AlertRule) -> list[str]:
    """What makes a rule quieter than it looks."""
    found = []
    if not any(getattr(rule, switch) for switch, _ in SCOPES):
        found.append("No scope is on, so the rule never fires")
    if rule.notify_on_drop and rule.min_percent_delta >= 100:
        found.append("A drop can never exceed 100%, so with this threshold only a fall to zero is told")
    return found
