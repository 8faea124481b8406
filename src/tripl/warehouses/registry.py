"""The one list of warehouses. Drivers are imported on first use."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from tripl.warehouses.base import ConnectionSpec, Warehouse, WarehouseError
from tripl.warehouses.capabilities import ALL, Capabilities


def _postgres(spec: ConnectionSpec) -> Warehouse:
    from tripl.warehouses.postgres.adapter import PostgresWarehouse

    return PostgresWarehouse(spec)


def _duckdb(spec: ConnectionSpec) -> Warehouse:
    from tripl.warehouses.duckdb.adapter import DuckDBWarehouse

    return DuckDBWarehouse(spec)


def _synthetic(spec: ConnectionSpec) -> Warehouse:
    from tripl.warehouses.synthetic.adapter import SyntheticWarehouse

    return SyntheticWarehouse(spec)


FACTORIES: Mapping[str, Callable[[ConnectionSpec], Warehouse]] = {
    "postgres": _postgres,
    "duckdb": _duckdb,
    "synthetic": _synthetic,
}


def capabilities(db_type: str) -> Capabilities:
    """The engine's row of the matrix; WarehouseError(unsupported) for an unknown type."""
    if db_type not in ALL:
        raise WarehouseError(
            f"Data sources of type “{db_type}” are not supported. Choose one of: {', '.join(ALL)}.", kind="unsupported"
        )
    return ALL[db_type]


@contextmanager
def connect(spec: ConnectionSpec) -> Iterator[Warehouse]:
    """Open a session and close it afterwards; WarehouseError when it cannot be opened."""
    capabilities(spec.db_type)
    warehouse = FACTORIES[spec.db_type](spec)
    try:
        yield warehouse
    finally:
        warehouse.close()
