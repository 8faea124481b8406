"""Every test here runs on every engine. A gap needs a mark that names the engines and says why."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pytest
from sqlglot import exp
from tests.warehouses.contract.dataset import Row, rows
from tests.warehouses.contract.engines import ENGINES, Engine

from tripl.warehouses.base import Column, ConnectionSpec, Warehouse
from tripl.warehouses.registry import connect
from tripl.warehouses.sql import Base

MARKS = {"notimpl": "we could support it and do not yet", "never": "the engine cannot"}


def pytest_configure(config: pytest.Config) -> None:
    for name, meaning in MARKS.items():
        config.addinivalue_line("markers", f"{name}(*engines, reason): {meaning}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        callspec = getattr(item, "callspec", None)
        for mark in (mark for name in MARKS for mark in item.iter_markers(name)):
            reason = mark.kwargs.get("reason")
            if not reason or not mark.args or set(mark.args) - set(ENGINES):
                raise pytest.UsageError(f"{item.nodeid}: {mark.name} must name known engines and a reason")
            if callspec and callspec.params.get("engine") in mark.args:
                item.add_marker(pytest.mark.xfail(strict=True, reason=f"{mark.name}: {reason}"))


@dataclass(frozen=True)
class Fixture:
    """An open warehouse over the shared rows."""

    engine: Engine
    warehouse: Warehouse
    base: Base
    columns: dict[str, Column]

    @property
    def rows(self) -> list[Row]:
        return self.engine.rows

    def ask(self, statement: exp.Query, limit: int | None = None) -> list[tuple[Any, ...]]:
        return tuples(self.warehouse.query(statement, limit=limit))


def tuples(table: pa.Table) -> list[tuple[Any, ...]]:
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


@pytest.fixture(scope="session", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, postgres_spec: ConnectionSpec
) -> Engine:
    name = str(request.param)
    return ENGINES[name](rows(), tmp_path_factory.mktemp(name), postgres_spec)


@pytest.fixture
def on(engine: Engine) -> Iterator[Fixture]:
    with connect(engine.spec) as warehouse:
        base = Base.parse(engine.base_query, warehouse.capabilities)
        yield Fixture(engine, warehouse, base, {each.name: each for each in warehouse.columns(base.query)})
