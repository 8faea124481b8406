"""Names from inside JSON, alike on every engine."""

import pytest
from tests.factories.sources import START, fill_table, write_csv

from tripl.features.plan.schemas import PlanSnapshot
from tripl.features.scans.schemas.planning import PlannerConfig
from tripl.features.scans.service.observing import observe, opened
from tripl.features.scans.service.planner import plan
from tripl.kit.errors import Invalid
from tripl.warehouses.base import ConnectionSpec, WarehouseError
from tripl.warehouses.registry import connect

DOCUMENTS = [
    '{"action": "open", "cart": {"items": 2}, "ok": true}',
    '{"action": "open", "cart": {"items": 2}, "ok": false}',
    '{"action": "close", "cart": {"items": {"a": 1}}}',
    '{"cart": null}',
]
ROWS = [{"event_time": START.isoformat(), "kind": "page", "props": each} for each in DOCUMENTS]


@pytest.fixture(params=["duckdb", "postgres", "postgres json"])
def nested(request, tmp_path, postgres_spec):
    """An open warehouse and the query that returns the documents as JSON."""
    if request.param == "duckdb":
        quoted = [{**row, "props": '"' + row["props"].replace('"', '""') + '"'} for row in ROWS]
        write_csv(tmp_path, "nested", quoted)
        spec = ConnectionSpec("duckdb", database=str(tmp_path), settings={"allowed_roots": [str(tmp_path)]})
        query = "SELECT event_time, kind, CAST(props AS JSON) AS props FROM nested"
    else:
        fill_table(postgres_spec, "nested", ROWS, props="json" if "json" in request.param else "jsonb")
        spec, query = postgres_spec, "SELECT * FROM nested"
    with connect(spec) as warehouse:
        yield warehouse, query


def planned(nested, **over):
    warehouse, query = nested
    config = PlannerConfig(query, event_type_column="kind", **over)
    seen, identity = observe(opened(warehouse, config), config, PlanSnapshot(), limit=100)
    return plan(seen, config, PlanSnapshot(), identity)


@pytest.mark.spec("S-45", "P-45", "W-108")
def test_a_format_reaches_into_json(nested):
    answer = planned(nested, event_name_format="{props.action}/{props.cart.items}/{props.ok}")
    names = {each.source_name.replace(" ", "") for each in answer.events}
    assert names == {"open/2/true", "open/2/false", 'close/{"a":1}/'}
    assert answer.nameless_rows == 1


@pytest.mark.spec("S-41", "S-50")
def test_a_dotted_condition_groups_and_reserves_nothing(nested):
    rules = [{"group_name": "opened", "conditions": [{"field": "props.action", "pattern": "^open$"}]}]
    answer = planned(nested, event_name_format="{props.ok}", event_group_rules=rules)
    assert {(each.source_name, each.rows) for each in answer.events} == {("opened", 2)}
    assert answer.reserved == ("kind",)


@pytest.mark.spec("S-43")
def test_a_nested_column_is_one_variable_and_a_kept_path_is_a_value(nested):
    answer = planned(nested, json_value_paths=["props.action"])
    assert answer.identity.templated == ("event_time", "props")
    assert answer.identity.segments == ("props.action",)
    assert ("props", "json") in {(each.name, each.field_type) for each in answer.change.fields}


@pytest.mark.spec("W-105", "S-45")
@pytest.mark.parametrize(
    ("fmt", "error"),
    [("{props.a'b}", WarehouseError), ("{kind.x}", WarehouseError), ("{nothing.x}", Invalid)],
)
def test_paths_that_lead_nowhere_are_refused(nested, fmt, error):
    with pytest.raises(error):
        planned(nested, event_name_format=fmt)
