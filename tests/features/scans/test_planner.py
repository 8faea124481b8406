"""The planner over generated tables: idempotent, blind to order, unique names, monotone in the threshold."""

import uuid
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tripl.features.plan.schemas import (
    CatalogChange,
    KnownEvent,
    KnownField,
    KnownType,
    KnownVariable,
    PlanSnapshot,
)
from tripl.features.scans.schemas.planning import Busiest, Group, Observations, ObservedColumn, PlannerConfig
from tripl.features.scans.service.deciding import decide
from tripl.features.scans.service.planner import plan
from tripl.warehouses.base import Column

EMPTY = PlanSnapshot()
NAMES = ("kind", "page", "color", "A", "a")
VALUES = st.sampled_from([None, "", "x", "y", "z", "a b", "1 · c=2", "x\x00"])
TABLES = st.lists(st.tuples(*([VALUES] * len(NAMES))), min_size=1, max_size=25)
FORMATS = st.sampled_from([None, "{page}", "{page}/{color}", "go {color}"])
RULES = st.sampled_from(
    [
        (),
        ({"group_name": "letters", "conditions": [{"field": "__event_name", "pattern": "[yz]"}]},),
        ({"group_name": "colored", "conditions": [{"field": "color", "pattern": "^x"}]},),
    ]
)
CONFIGS = st.builds(
    lambda fmt, rules, threshold: PlannerConfig(
        base_query="SELECT 1",
        event_type_column="kind",
        event_name_format=fmt,
        event_group_rules=rules,
        cardinality_threshold=threshold,
    ),
    FORMATS,
    RULES,
    st.integers(1, 6),
)


def columns_of(table):
    return tuple(
        ObservedColumn(Column(name, "text", "string"), len({row[at] for row in table} - {None}))
        for at, name in enumerate(NAMES)
    )


def observed(table, config, known=EMPTY, before=None):
    """What a warehouse would answer for the table."""
    columns = columns_of(table)
    identity = decide(config, columns, known, before=before)
    at = [NAMES.index(name) for name in identity.columns]
    counts = Counter(tuple(row[i] for i in at) for row in table)
    busiest = []
    for name in set(NAMES) - set(identity.columns) - set(identity.templated) - {"kind"}:
        i = NAMES.index(name)
        for key in counts:
            values = Counter(row[i] for row in table if tuple(row[j] for j in at) == key and row[i] is not None)
            if values:
                value = min(values, key=lambda v: (-values[v], v))
                busiest.append(Busiest(key, name, value, values[value], len(values)))
    groups = tuple(Group(key, n) for key, n in counts.items())
    return Observations(columns, groups, tuple(busiest), len(counts), len(table)), identity


def applied(known: PlanSnapshot, change: CatalogChange) -> PlanSnapshot:
    """The plan after the change, as the repository writes it."""
    types = {name: dict(kind.fields) for name, kind in known.types.items()}
    ids = {name: kind.id for name, kind in known.types.items()}
    for kind in change.types:
        types.setdefault(kind.name, {})
    for field in change.fields:
        types[field.event_type].setdefault(field.name, KnownField(field.name, field.sensitivity))
    events = dict(known.events)
    for event in change.events:
        events.setdefault((event.event_type, event.source_name), KnownEvent(uuid.uuid4()))
    for new in change.values:
        key = new.event_type, new.source_name
        old = events[key]
        if not old.values.get(new.field, ("", False))[1]:
            events[key] = replace(old, values={**old.values, new.field: (new.value, False)})
    variables = (
        *known.variables,
        *(KnownVariable(v.name, frozenset({v.name, v.binding})) for v in change.variables),
    )
    return PlanSnapshot(
        {name: KnownType(ids.get(name, uuid.uuid4()), fields) for name, fields in types.items()}, events, variables
    )


@pytest.mark.spec("S-40", "S-47", "S-60")
@settings(max_examples=150, deadline=None)
@given(TABLES, CONFIGS)
def test_applying_and_planning_again_adds_nothing(table, config):
    seen, identity = observed(table, config)
    first = plan(seen, config, PlanSnapshot(), identity)
    known = applied(PlanSnapshot(), first.change)
    again, identity = observed(table, config, known, before=identity)
    assert plan(again, config, known, identity).change == CatalogChange()


@pytest.mark.spec("S-40", "S-61")
@settings(max_examples=100, deadline=None)
@given(TABLES, CONFIGS, st.randoms())
def test_the_order_of_rows_says_nothing(table, config, random):
    shuffled = random.sample(table, len(table))
    seen, identity = observed(table, config)
    other, same = observed(shuffled, config)
    assert identity == same
    assert plan(seen, config, PlanSnapshot(), identity) == plan(other, config, PlanSnapshot(), identity)


@pytest.mark.spec("S-34", "S-42")
@settings(max_examples=100, deadline=None)
@given(TABLES, CONFIGS)
def test_identities_are_unique_within_their_type_and_no_row_is_lost(table, config):
    seen, identity = observed(table, config)
    answer = plan(seen, config, PlanSnapshot(), identity)
    keys = [(each.event_type, each.source_name) for each in answer.events]
    assert len(keys) == len(set(keys))
    assert all(kind and name for kind, name in keys)
    assert sum(each.rows for each in answer.events) + answer.nameless_rows == len(table)
    # Every value was spelt by a row, and by no other type's.
    assert {kind for kind, _ in keys} <= {row[0].replace("\x00", "") for row in table if row[0]}


@pytest.mark.spec("S-43")
@settings(max_examples=100, deadline=None)
@given(TABLES, CONFIGS, st.integers(1, 6))
def test_a_higher_threshold_never_templates_more(table, config, more):
    _, low = observed(table, config)
    _, high = observed(table, replace(config, cardinality_threshold=config.cardinality_threshold + more))
    assert set(high.templated) <= set(low.templated)
    if not config.event_name_format:
        assert set(low.segments) <= set(high.segments)


@pytest.mark.spec("S-43")
def test_what_was_templated_stays_so_until_the_scan_is_edited():
    config = PlannerConfig("SELECT 1", event_type_column="kind", cardinality_threshold=2)
    wide = [("k", str(n), None, None, None) for n in range(5)]
    quiet = wide[:1]
    _, first = observed(wide, config)
    assert first.templated == ("page",)
    assert observed(quiet, config, before=first)[1].templated == ("page",)
    assert observed(quiet, config)[1].templated == ()


@pytest.mark.spec("S-61", "P-60")
def test_the_busiest_value_wins_and_the_report_names_what_varied():
    config = PlannerConfig("SELECT 1", event_type_column="kind", event_name_format="{page}")
    table = [("k", "home", "red", None, None)] * 2 + [("k", "home", "blue", None, None)] * 3
    seen, identity = observed(table, config)
    answer = plan(seen, config, PlanSnapshot(), identity)
    assert [(v.field, v.value) for v in answer.change.values] == [("page", "home"), ("color", "blue")]
    assert answer.varied == {"color": 2}


@pytest.mark.spec("S-60", "P-61")
def test_what_a_person_wrote_stays():
    config = PlannerConfig("SELECT 1", event_type_column="kind", event_name_format="{page}")
    table = [("k", "home", "blue", None, None)]
    seen, identity = observed(table, config)
    known = applied(PlanSnapshot(), plan(seen, config, PlanSnapshot(), identity).change)
    key = ("k", "home")
    authored = replace(known.events[key], values={"color": ("mine", True), "page": ("old", False)})
    known = replace(known, events={key: authored})
    values = plan(seen, config, known, identity).change.values
    assert [(each.field, each.value) for each in values] == [("page", "home")]


@pytest.mark.spec("S-60", "G-20", "P-90")
def test_archived_events_are_left_alone():
    config = PlannerConfig("SELECT 1", event_type_column="kind", event_name_format="{page}")
    seen, identity = observed([("k", "home", "blue", None, None)] * 4, config)
    known = PlanSnapshot(
        {"k": KnownType(uuid.uuid4(), {"page": KnownField("page"), "color": KnownField("color")})},
        {("k", "home"): KnownEvent(uuid.uuid4(), archived=True)},
    )
    answer = plan(seen, config, known, identity)
    assert answer.change == CatalogChange()
    assert answer.archived_rows == 4
    assert answer.events[0].archived


@pytest.mark.spec("S-35")
def test_a_pass_is_bounded_and_keeps_the_busiest():
    config = PlannerConfig("SELECT 1", event_type_column="kind", event_name_format="{page}")
    table = [("k", f"page {n}", None, None, None) for n in range(5) for _ in range(n + 1)]
    seen, identity = observed(table, config)
    answer = plan(seen, config, PlanSnapshot(), identity, most=2)
    assert answer.max_events_reached
    assert [each.source_name for each in answer.change.events] == ["page 4", "page 3"]


@pytest.mark.spec("S-49", "P-137")
def test_a_templated_column_becomes_one_variable_and_adopts_a_known_one():
    config = PlannerConfig("SELECT 1", event_type_column="kind", event_name_format="{page}", cardinality_threshold=1)
    table = [("k", "home", "red", "1", None), ("k", "home", "blue", "2", None)]
    seen, identity = observed(table, config)
    answer = plan(seen, config, PlanSnapshot(), identity)
    assert [(v.name, v.binding) for v in answer.change.variables] == [("a", "A"), ("color", "color")]
    assert ("color", "${color}") in {(v.field, v.value) for v in answer.change.values}
    known = PlanSnapshot(
        variables=(
            KnownVariable("shade", frozenset({"shade", "color"})),
            KnownVariable("a", frozenset({"a", "A"}), excluded=True),
        )
    )
    answer = plan(seen, config, known, identity)
    assert answer.change.variables == ()
    assert ("color", "${shade}") in {(v.field, v.value) for v in answer.change.values}
    assert "A" not in {v.field for v in answer.change.values}


@pytest.mark.spec("S-37")
def test_an_explicit_type_gets_no_fields_and_names_its_unmapped_columns():
    type_id = uuid.uuid4()
    config = PlannerConfig("SELECT 1", event_type_id=type_id, event_name_format="{page}")
    known = PlanSnapshot({"visit": KnownType(type_id, {"color": KnownField("color")})})
    seen, identity = observed([("k", "home", "red", "1", None)], config, known)
    answer = plan(seen, config, known, identity)
    assert answer.change.fields == ()
    assert "kind" in answer.unmapped
    assert "color" not in answer.unmapped
    assert [(e.event_type, e.source_name) for e in answer.events] == [("visit", "home")]


@pytest.mark.spec("P-12", "AC-70", "S-43")
def test_personal_columns_are_marked_and_their_values_are_not_kept():
    config = PlannerConfig("SELECT 1", event_type_column="kind", cardinality_threshold=50)
    columns = (
        ObservedColumn(Column("kind", "text", "string"), 1),
        ObservedColumn(Column("email", "text", "string"), 2, sensitivity="pii"),
        ObservedColumn(Column("page", "text", "string"), 1),
    )
    identity = decide(config, columns, PlanSnapshot())
    assert identity.segments == ("page",)
    seen = Observations(columns, (Group(("k", "home"), 3),), (), 1, 3)
    answer = plan(seen, config, PlanSnapshot(), identity)
    assert {(f.name, f.sensitivity) for f in answer.change.fields} == {("email", "pii"), ("page", "none")}
    assert not any("@" in v.value for v in answer.change.values)
    unmarked = PlanSnapshot({"k": KnownType(uuid.uuid4(), {"email": KnownField("email")})})
    assert decide(config, columns, unmarked).segments == ("email", "page")
