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


UNPINNED = (
    "OUTBOUND_PUBLIC_HOSTS_ONLY is set, and the driver of {} chooses an address by itself. "
    "Read the data from a source of another type."
)
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


def refuse_unpinned(engine: Capabilities, spec: ConnectionSpec) -> None:
    """WarehouseError(unsupported) where only public hosts may be reached and the driver would look for one itself."""
    if spec.public_hosts_only and not (engine.pinned or engine.files or engine.generated):
        raise WarehouseError(UNPINNED.format(engine.label), kind="unsupported")


@contextmanager
def connect(spec: ConnectionSpec) -> Iterator[Warehouse]:
    """Open a session and close it afterwards; WarehouseError when it cannot be opened."""
    refuse_unpinned(capabilities(spec.db_type), spec)
    warehouse = FACTORIES[spec.db_type](spec)
    try:
        yield warehouse
    finally:
        warehouse.close()
