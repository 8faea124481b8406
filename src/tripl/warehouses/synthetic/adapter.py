"""Two tables, `events` and `orders`, made up on opening: no network, no file, the same rows for the same world."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
from sqlglot import exp

from tripl.kit.clock import bucket_number, utcnow
from tripl.warehouses import capabilities
from tripl.warehouses.base import Column, ConnectionSpec, Table
from tripl.warehouses.duckdb.adapter import DuckDBWarehouse
from tripl.warehouses.duckdb.files import File
from tripl.warehouses.duckdb.session import shut
from tripl.warehouses.synthetic.recipe import EVENTS, PLATFORMS, PRODUCTS
from tripl.warehouses.synthetic.shapes import TABLES, check
from tripl.warehouses.synthetic.traffic import World, cells, world_of

KEPT_HOURS = 24 * 7 * 12
"""What it goes back to in a demo that lives on."""
# Texts are joined once, into the table: joined in the view they come as dictionaries that the engine stumbles over.
_CELLS = """
CREATE TABLE cells AS
SELECT c.hour, c.amount, c.platform AS phase, e.type_name, e.name, e.sells, p.platform,
       '1.' || (c.version + 4) || '.0' AS app_version
FROM incoming c JOIN sorts e ON e.at = c.event JOIN platforms p ON p.at = c.platform
"""
_EVENTS = """
CREATE VIEW events AS
SELECT to_timestamp(hour * 3600 + (i + 0.5) * 3600 / amount) AS event_time, type_name AS event_type,
       name AS event_name, platform, app_version,
       CASE WHEN sells THEN {products}[1 + (i * 7 + hour + phase) % {sold}] END AS product_id
FROM cells, LATERAL (SELECT unnest(range(amount)) AS i)
WHERE to_timestamp(hour * 3600 + (i + 0.5) * 3600 / amount) <= TIMESTAMPTZ '{now}'
"""
_ORDERS = """
CREATE VIEW orders AS
SELECT event_time AS order_time, 'completed' AS status, platform, product_id,
       CASE product_id WHEN 'prod_weekly' THEN 3.99 WHEN 'prod_monthly' THEN 9.99 ELSE 59.99 END AS amount
FROM events WHERE event_name = 'Purchase Completed'
"""


class SyntheticWarehouse(DuckDBWarehouse):
    """Settings of the spec: `seed`, `made_at` (ISO 8601) and `faults`."""

    capabilities = capabilities.SYNTHETIC

    def probe(self) -> str:
        return "the demo's synthetic data"

    def tables(self) -> tuple[Table, ...]:
        return tuple(each for each in super().tables() if each.name in TABLES)

    def columns(self, query: exp.Query) -> tuple[Column, ...]:
        check(query)
        return super().columns(query)

    def query(self, statement: exp.Query, *, limit: int | None = None) -> pa.Table:
        check(statement)
        return super().query(statement, limit=limit)

    def _path(self, spec: ConnectionSpec) -> Path | None:
        del spec
        return None

    def _filled(self, spec: ConnectionSpec, path: Path | None) -> Sequence[File]:
        del path
        now = utcnow()
        run = self._connection
        run.execute("SET TimeZone = 'UTC'")
        for name, table in (("incoming", _kept(world_of(spec), bucket_number(now, "1h") + 1)), *_NAMES.items()):
            run.register(name, table)
        run.execute(_CELLS)
        for name in ("incoming", *_NAMES):
            run.unregister(name)
        run.execute(_EVENTS.format(now=now.isoformat(sep=" "), products=list(PRODUCTS), sold=len(PRODUCTS)))
        run.execute(_ORDERS)
        shut(run)
        return ()


@lru_cache(maxsize=4)
def _kept(world: World, stop: int) -> pa.Table:
    return cells(world, max(world.begins, stop - KEPT_HOURS), stop)


_NAMES = {
    "sorts": pa.table(
        {
            "at": pa.array(range(len(EVENTS)), pa.int32()),
            "type_name": [each.type_name for each in EVENTS],
            "name": [each.name for each in EVENTS],
            "sells": [each.sells for each in EVENTS],
        }
    ),
    "platforms": pa.table({"at": pa.array(range(len(PLATFORMS)), pa.int32()), "platform": list(PLATFORMS)}),
}
