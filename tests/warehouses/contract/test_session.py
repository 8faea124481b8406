"""What a session promises: a probe, a catalog, read-only, time limits, a stop button, clean words."""

import threading
import time
from dataclasses import replace

import pytest
from tests.warehouses.contract.conftest import Fixture
from tests.warehouses.contract.dataset import COLUMNS
from tests.warehouses.contract.engines import Engine

from tripl.warehouses.base import WarehouseError
from tripl.warehouses.registry import connect
from tripl.warehouses.sql import Base, preview

SLOW = (
    "SELECT COUNT(*) AS n FROM GENERATE_SERIES(1, 20000) AS a(x), GENERATE_SERIES(1, 20000) AS b(y) WHERE x * y % 7 = 3"
)
KINDS = ("datetime", "datetime", "date", "string", "number", "boolean", "number", "number", "string", "json")


@pytest.mark.spec("W-70")
def test_the_probe_names_product_and_version(on: Fixture) -> None:
    product, version = on.warehouse.probe().rsplit(" ", 1)
    assert product in ("PostgreSQL", "DuckDB")
    assert int(version.split(".")[0]) >= 1


@pytest.mark.spec("W-71", "W-50")
def test_the_catalog_lists_tables_with_their_columns(on: Fixture) -> None:
    tables = {table.name: table for table in on.warehouse.tables()}
    assert [column.name for column in tables["events"].columns] == list(COLUMNS)
    assert tables["events"].columns[0].zoned
    assert not any(name.startswith(("pg_", "information_schema")) for name in tables)


@pytest.mark.never("csv", reason="a CSV file has no JSON and no decimal type")
@pytest.mark.spec("W-106")
def test_types_are_told_by_kind(on: Fixture) -> None:
    assert tuple(on.columns[name].kind for name in COLUMNS) == KINDS
    assert [on.columns[name].zoned for name in ("at", "at_naive")] == [True, False]


@pytest.mark.spec("W-90")
def test_the_session_shows_utc(on: Fixture) -> None:
    base = Base.parse(
        "SELECT CAST(CAST('2026-07-01 12:00:00+02:00' AS TIMESTAMPTZ) AS TEXT) AS t", on.base.capabilities
    )
    assert on.ask(preview(base, limit=1)) == [("2026-07-01 10:00:00+00",)]


@pytest.mark.spec("W-31", "W-34", "W-30")
def test_a_query_over_the_limit_stops_and_says_so(engine: Engine) -> None:
    with connect(replace(engine.spec, timeout_seconds=1)) as warehouse:
        base = Base.parse(SLOW, warehouse.capabilities)
        started = time.monotonic()
        with pytest.raises(WarehouseError, match=r"within 1 seconds.*timeout of the data source") as refusal:
            warehouse.query(base.query)
        assert refusal.value.kind == "timeout"
        assert time.monotonic() - started < 4
        assert warehouse.query(Base.parse("SELECT 1 AS one", warehouse.capabilities).query).num_rows == 1


@pytest.mark.spec("W-155")
def test_another_thread_can_stop_a_query(on: Fixture) -> None:
    base = Base.parse(SLOW, on.base.capabilities)
    timer = threading.Timer(0.3, on.warehouse.cancel)
    timer.start()
    started = time.monotonic()
    with pytest.raises(WarehouseError, match="stopped on request") as refusal:
        on.warehouse.query(base.query)
    timer.join()
    assert refusal.value.kind == "cancelled"
    assert time.monotonic() - started < 4
    assert on.ask(Base.parse("SELECT 1 AS one", on.base.capabilities).query) == [(1,)]


@pytest.mark.spec("W-43")
@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("SELECT secret_column FROM events", "missing_column"),
        ("SELECT * FROM nowhere", "refused_sql"),
        ("SELECT CAST(name AS BIGINT) AS n FROM events", "refused_sql"),
        ("SELECT ABS(at) AS n FROM events", "refused_sql"),
    ],
)
def test_failures_are_told_in_our_words(on: Fixture, sql: str, kind: str) -> None:
    with pytest.raises(WarehouseError) as refusal:
        on.warehouse.query(Base.parse(sql, on.base.capabilities).query)
    assert refusal.value.kind == kind
    assert refusal.value.__cause__ is not None
    for private in (
        "secret",
        "LINE 1",
        "Catalog Error",
        "Did you mean",
        on.engine.spec.host or "/tmp",
        on.engine.spec.database,
    ):
        assert private not in refusal.value.message


def test_the_session_survives_a_failed_query(on: Fixture) -> None:
    with pytest.raises(WarehouseError):
        on.warehouse.query(Base.parse("SELECT nope FROM events", on.base.capabilities).query)
    assert on.ask(preview(on.base, [on.columns["name"]], limit=1))


def test_secrets_stay_out_of_the_spec_repr(engine: Engine) -> None:
    spec = replace(engine.spec, password="hunter2", settings={"client_key": "hunter3"})
    assert "hunter" not in repr(spec)
