"""What a step reads: the scan, its warehouse and columns, and the plan that its rows are matched with."""

import uuid
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from tripl.features.collection import repository
from tripl.features.collection.schemas import Work
from tripl.features.collection.service.counting import Plan
from tripl.features.plan import service as plan
from tripl.features.scans import service as scans
from tripl.features.scans.schemas import Lease
from tripl.features.sources import service as sources
from tripl.kit.errors import Conflict
from tripl.models.scans import ScanConfig
from tripl.warehouses.base import Column, Warehouse
from tripl.warehouses.capabilities import NESTED
from tripl.warehouses.sql import Base, Window, names, top_values


@dataclass(frozen=True, slots=True)
class Source:
    """An open warehouse as a scan sees it."""

    warehouse: Warehouse
    base: Base
    time_column: Column
    identity: list[Column]
    breakdowns: list[Column]


def kept_values(source: Source, scan: ScanConfig, window: Window) -> dict[str, list[str | None]]:
    """Ranked once over the whole window, so that every chunk folds the same values."""
    limit = scan.metric_breakdown_values_limit
    if not limit or not source.breakdowns:
        return {}
    statement = top_values(source.base, source.time_column, window, columns=source.breakdowns, limit=limit)
    kept: dict[str, list[str | None]] = {each.name: [] for each in source.breakdowns}
    for row in source.warehouse.query(statement).to_pylist():
        kept[row[names.BREAKDOWN_COLUMN]].append(row[names.BREAKDOWN_VALUE])
    return kept


def open_source(warehouse: Warehouse, scan: ScanConfig, asked: Mapping[uuid.UUID, Sequence[str]]) -> Source:
    """The scan's query and columns; JSON, the version and vanished columns are no breakdowns."""
    opened = scans.opened(warehouse, scans.planner_config(scan))
    identity = scans.identity_of(scan)
    if opened.time_column is None or identity is None:
        raise Conflict("The scan changed while it ran. Run it again.")
    known = {each.name: each for each in opened.columns}
    wanted = dict.fromkeys([*shared_columns(scan), *(column for own in asked.values() for column in own)])
    fit = [known[n] for n in wanted if n in known and n != scan.app_version_column and known[n].kind not in NESTED]
    return Source(warehouse, opened.base, opened.time_column, opened.by_name(identity.columns), fit)


def shared_columns(scan: ScanConfig) -> list[str]:
    platform = [scan.platform_column] if scan.platform_column else []
    return [*scan.metric_breakdown_columns, *platform]


def matched(session: Session, scan: ScanConfig) -> Plan:
    branch = plan.main_branch(session, scan.project_id)
    identity = scans.identity_of(scan)
    if identity is None:
        raise Conflict("The scan changed while it ran. Run it again.")
    return Plan(
        scans.naming(scan, identity),
        plan.identities(session, scan.project_id, branch),
        frozenset(shared_columns(scan)),
        repository.event_columns(session, branch),
    )


def scan_of(session: Session, lease: Lease) -> ScanConfig:
    scan = repository.scan(session, lease.scan_config_id)
    if scan is None:
        raise Conflict("The scan was deleted while it ran.")
    return scan


def warehouse_of(session: Session, scan: ScanConfig, work: Work) -> AbstractContextManager[Warehouse]:
    """To be opened outside of the transaction."""
    return sources.open_warehouse(session, scan.data_source_id, work.sources)
