"""Does a rule care about a finding? Pure; live alerting and simulation ask the same question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from tripl.features.alerts.ports import Finding
from tripl.features.alerts.service.figures import absolute_delta, percent_delta

SCOPE_SWITCH = {
    "project_total": "include_project_total",
    "event_type": "include_event_types",
    "event": "include_events",
}
FILTERED_FIELDS: Mapping[str, frozenset[str]] = {
    "event": frozenset({"event", "event_type", "direction"}),
    "event_type": frozenset({"event_type", "direction"}),
    "project_total": frozenset({"direction"}),
}
"""Which filters narrow which scope; a finding without the field passes."""
NOTHING: Mapping[Any, Any] = {}


class Conditions(Protocol):
    """The part of a rule that decides; a stored rule or a draft."""

    include_project_total: bool
    include_event_types: bool
    include_events: bool
    notify_on_spike: bool
    notify_on_drop: bool
    min_percent_delta: float
    min_absolute_delta: float
    min_expected_count: float
    filters: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Verdict:
    matched: bool
    reason: str = field(default="every condition holds")


def matches(rule: Conditions, finding: Finding, event_types: Mapping[Any, Any] = NOTHING) -> Verdict:
    """All conditions must hold; the reason names the first that does not. `event_types` maps event to type."""
    switch = SCOPE_SWITCH.get(finding.scope_type)
    if switch is None or not getattr(rule, switch):
        return Verdict(matched=False, reason=f"the rule does not look at this scope ({finding.scope_type})")
    wanted = rule.notify_on_spike if finding.direction == "spike" else rule.notify_on_drop
    if not wanted:
        return Verdict(matched=False, reason=f"the rule does not look at a {finding.direction}")
    reason = _below_threshold(rule, finding) or _filtered_out(rule.filters, finding, event_types)
    return Verdict(matched=False, reason=reason) if reason else Verdict(matched=True)


def _below_threshold(rule: Conditions, finding: Finding) -> str | None:
    """The percent gate steps aside where nothing was expected, except that nothing instead of nothing is no event."""
    actual, expected = finding.actual_count, finding.expected_count
    if abs(expected) < rule.min_expected_count:
        return f"expected {expected:g}, the rule asks for at least {rule.min_expected_count:g}"
    delta = absolute_delta(actual, expected)
    if delta < rule.min_absolute_delta:
        return f"off by {delta:g}, the rule asks for at least {rule.min_absolute_delta:g}"
    percent = percent_delta(actual, expected)
    if percent is None:
        return "nothing came and nothing was expected" if actual == 0 else None
    if percent < rule.min_percent_delta:
        return f"off by {percent:.1f}%, the rule asks for at least {rule.min_percent_delta:g}%"
    return None


def _filtered_out(filters: Sequence[Mapping[str, Any]], finding: Finding, event_types: Mapping[Any, Any]) -> str | None:
    narrowing = FILTERED_FIELDS[finding.scope_type]
    for condition in filters:
        name = condition["field"]
        if name not in narrowing:
            continue
        listed = _value(name, finding, event_types) in condition["values"]
        if listed != (condition["operator"] in {"eq", "in"}):
            return f"the filter on {name.replace('_', ' ')} leaves it out"
    return None


def _value(name: str, finding: Finding, event_types: Mapping[Any, Any]) -> str:
    if name == "direction":
        return finding.direction
    if name == "event":
        return str(finding.event_id or finding.scope_ref)
    if finding.scope_type == "event_type":
        return str(finding.event_type_id or finding.scope_ref)
    return str(finding.event_type_id or event_types.get(finding.event_id))
