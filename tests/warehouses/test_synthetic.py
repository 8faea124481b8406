"""The demo's warehouse: the same rows for the same world, the product's own statements, and nothing else."""

import socket
from datetime import UTC, datetime, timedelta

import pytest

from tripl.kit.clock import bucket_at
from tripl.warehouses.base import ConnectionSpec, WarehouseError
from tripl.warehouses.registry import connect
from tripl.warehouses.sql import Base, Window, grid_counts, names, time_range
from tripl.warehouses.sql.rows import distinct_counts, preview
from tripl.warehouses.synthetic.recipe import EVENTS, PLATFORMS
from tripl.warehouses.synthetic.traffic import World, counts

NOW = datetime.now(UTC)
EVERY = "SELECT * FROM events"


def spec(made_at: datetime = NOW, seed: object = 5, **settings) -> ConnectionSpec:
    world = {"seed": seed, "made_at": made_at.isoformat(), "memory_limit": "256MB", **settings}
    return ConnectionSpec("synthetic", settings=world)


@pytest.mark.spec("DM-4", "DM-7")
def test_an_hour_is_the_same_whenever_and_however_it_is_read():
    world = World(11, NOW)
    whole = counts(world, world.made - 200, world.made)
    assert (counts(world, world.made - 50, world.made - 20) == whole[:, :, 150:180]).all()
    assert (counts(World(12, NOW), world.made - 50, world.made) != whole[:, :, 150:]).any()


@pytest.mark.spec("DM-4")
def test_two_tables_without_network_or_files(monkeypatch):
    monkeypatch.setattr(socket, "socket", None)
    with connect(spec()) as warehouse:
        assert [table.name for table in warehouse.tables()] == ["events", "orders"]
        orders = Base.parse("SELECT * FROM orders", warehouse.capabilities)
        assert warehouse.query(preview(orders, limit=3)).num_rows >= 3
        columns = {each.name: each for each in warehouse.columns(Base.parse(EVERY, warehouse.capabilities).query)}
        assert list(columns) == ["event_time", "event_type", "event_name", "platform", "app_version", "product_id"]


@pytest.mark.spec("DM-4", "DM-8")
def test_the_rows_are_those_of_the_recipe_and_none_lies_in_the_future():
    with connect(spec()) as warehouse:
        base = Base.parse(EVERY, warehouse.capabilities)
        columns = {each.name: each for each in warehouse.columns(base.query)}
        time = columns["event_time"]
        row = warehouse.query(time_range(base, time)).to_pylist()[0]
        assert row[names.LATEST] <= datetime.now(UTC)
        world = World(5, NOW)
        window = Window(bucket_at(world.made - 3, "1h"), bucket_at(world.made, "1h"))
        statement = grid_counts(base, time, "1h", window, identity_columns=[columns["event_name"]])
        got = {(r[names.BUCKET], r["event_name"]): r[names.COUNT] for r in warehouse.query(statement).to_pylist()}
        grid = counts(world, world.made - 3, world.made).sum(axis=1)
        wanted = {
            (bucket_at(world.made - 3 + hour, "1h"), event.name): int(grid[at, hour])
            for at, event in enumerate(EVENTS)
            for hour in range(3)
            if grid[at, hour]
        }
        assert got == wanted
        assert warehouse.query(distinct_counts(base, [columns["platform"]])).column(0)[0].as_py() == len(PLATFORMS)


@pytest.mark.spec("DM-6")
@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1",
        "SELECT * FROM users",
        "SELECT * FROM cells",
        "SELECT * FROM events JOIN orders USING (platform)",
        "SELECT * FROM events UNION ALL SELECT * FROM events",
        "WITH a AS (SELECT * FROM events) SELECT * FROM a",
        "SELECT * FROM events WHERE event_name IN (SELECT platform FROM orders)",
    ],
)
def test_other_sql_is_refused_and_never_answered(query):
    with connect(spec()) as warehouse:
        tree = Base.parse(query, warehouse.capabilities).query
        for ask in (warehouse.query, warehouse.columns):
            with pytest.raises(WarehouseError, match="only answers SELECT from its tables") as caught:
                ask(tree)
            assert caught.value.kind == "unsupported"


@pytest.mark.parametrize("settings", [{"seed": "many"}, {"seed": None}])
def test_a_source_that_no_demo_made_says_so(settings):
    with pytest.raises(WarehouseError, match="belongs to no demo"), connect(spec(**settings)):
        pass


def test_a_demo_that_lives_on_keeps_twelve_weeks():
    old = NOW - timedelta(days=300)
    with connect(spec(old)) as warehouse:
        base = Base.parse(EVERY, warehouse.capabilities)
        time = {each.name: each for each in warehouse.columns(base.query)}["event_time"]
        row = warehouse.query(time_range(base, time)).to_pylist()[0]
        assert timedelta(weeks=11) < row[names.LATEST] - row[names.EARLIEST] <= timedelta(weeks=12)
