"""Which findings a rule cares about."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.alerts import FakeFinding

from tripl.features.alerts.service import matches
from tripl.features.alerts.service.figures import absolute_delta, percent_delta

EVENT = FakeFinding()
TYPE = FakeFinding(scope_type="event_type", scope_ref=str(EVENT.event_type_id), event_id=None)
TOTAL = FakeFinding(scope_type="project_total", scope_ref="scan", event_id=None, event_type_id=None)
OTHER = "99999999-9999-4999-8999-999999999999"


@dataclass
class Draft:
    include_project_total: bool = True
    include_event_types: bool = True
    include_events: bool = True
    notify_on_spike: bool = True
    notify_on_drop: bool = True
    min_percent_delta: float = 30
    min_absolute_delta: float = 0
    min_expected_count: float = 0
    filters: list[dict[str, Any]] = field(default_factory=list)


def condition(name, operator, *values):
    return {"field": name, "operator": operator, "values": list(values)}


@pytest.mark.spec("A-51")
@pytest.mark.parametrize(
    ("finding", "switch"),
    [(TOTAL, "include_project_total"), (TYPE, "include_event_types"), (EVENT, "include_events")],
)
def test_each_scope_has_its_switch(finding, switch):
    assert matches(Draft(), finding).matched
    off: dict[str, Any] = {switch: False}
    verdict = matches(Draft(**off), finding)
    assert not verdict.matched
    assert finding.scope_type in verdict.reason


def test_a_scope_that_no_switch_knows_does_not_match():
    assert not matches(Draft(), replace(EVENT, scope_type="metric")).matched


@pytest.mark.spec("A-52")
def test_each_direction_has_its_switch():
    spike = replace(EVENT, direction="spike", actual_count=900)
    assert matches(Draft(notify_on_drop=False), spike).matched
    assert not matches(Draft(notify_on_drop=False), EVENT).matched
    assert matches(Draft(notify_on_spike=False), EVENT).matched
    assert not matches(Draft(notify_on_spike=False), spike).matched


@pytest.mark.spec("A-53")
@pytest.mark.parametrize(
    ("limits", "matched"),
    [
        ({"min_expected_count": 340}, True),
        ({"min_expected_count": 340.1}, False),
        ({"min_absolute_delta": 328}, True),
        ({"min_absolute_delta": 328.1}, False),
        ({"min_percent_delta": 96}, True),
        ({"min_percent_delta": 97}, False),
        ({"min_percent_delta": 90, "min_expected_count": 1000}, False),
        ({"min_percent_delta": 90, "min_absolute_delta": 1000}, False),
    ],
)
def test_all_thresholds_must_pass(limits, matched):
    assert matches(Draft(**limits), EVENT).matched is matched


@pytest.mark.spec("A-53")
def test_the_percent_gate_steps_aside_where_nothing_was_expected():
    unexpected = replace(EVENT, direction="spike", expected_count=0, actual_count=3)
    assert matches(Draft(min_percent_delta=1000), unexpected).matched
    nothing = replace(unexpected, actual_count=0)
    assert not matches(Draft(min_percent_delta=0), nothing).matched


@pytest.mark.spec("A-55")
@pytest.mark.parametrize(
    ("finding", "name", "narrows"),
    [
        (EVENT, "event", True),
        (EVENT, "event_type", True),
        (TYPE, "event", False),
        (TYPE, "event_type", True),
        (TOTAL, "event", False),
        (TOTAL, "event_type", False),
    ],
)
def test_a_filter_narrows_only_what_has_the_field(finding, name, narrows):
    own = str(finding.event_id if name == "event" else finding.event_type_id)
    for operator, value, passes in (
        ("eq", own, True),
        ("in", own, True),
        ("eq", OTHER, False),
        ("in", OTHER, False),
        ("ne", own, False),
        ("not_in", own, False),
        ("ne", OTHER, True),
        ("not_in", OTHER, True),
    ):
        rule = Draft(filters=[condition(name, operator, value)])
        assert matches(rule, finding).matched is (passes or not narrows), (operator, value)


@pytest.mark.spec("A-55")
def test_filters_are_joined_by_and():
    event, drop = condition("event", "eq", str(EVENT.event_id)), condition("direction", "eq", "drop")
    assert matches(Draft(filters=[event, drop]), EVENT).matched
    assert not matches(Draft(filters=[event, condition("direction", "eq", "spike")]), EVENT).matched
    assert not matches(Draft(filters=[condition("event", "eq", OTHER), drop]), EVENT).matched


@pytest.mark.spec("A-55")
def test_the_type_of_an_event_is_looked_up():
    untyped = replace(EVENT, event_type_id=None)
    rule = Draft(filters=[condition("event_type", "eq", OTHER)])
    assert not matches(rule, untyped).matched
    assert matches(rule, untyped, {EVENT.event_id: OTHER}).matched


counts = st.floats(min_value=-1e9, max_value=1e9)


@pytest.mark.spec("A-31")
@given(counts, counts)
def test_deltas_are_magnitudes(actual, expected):
    assert absolute_delta(actual, expected) >= 0
    percent = percent_delta(actual, expected)
    if expected == 0:
        assert percent is None
    else:
        assert percent is not None
        assert percent >= 0
        assert percent == pytest.approx(100 * absolute_delta(actual, expected) / abs(expected))
