"""The rules of data sources."""

from tripl.features.sources.service.connections import connection_spec, open_warehouse, probe_spec
from tripl.features.sources.service.editing import create, create_synthetic, delete, losses, test_draft, update
from tripl.features.sources.service.probes import refusal, tables, test
from tripl.features.sources.service.reading import found, listed, one, present, readable
from tripl.features.sources.service.slots import SLOTS, WarehouseSlots

__all__ = [
    "SLOTS",
    "WarehouseSlots",
    "connection_spec",
    "create",
    "create_synthetic",
    "delete",
    "found",
    "listed",
    "losses",
    "one",
    "open_warehouse",
    "present",
    "probe_spec",
    "readable",
    "refusal",
    "tables",
    "test",
    "test_draft",
    "update",
]
