"""The catalog pass of a run: read the warehouse outside of any transaction, then write in one."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tripl.db.locks import lock
from tripl.features.plan import service as plan_service
from tripl.features.plan.schemas import AppliedCatalog
from tripl.features.scans.repository import configs
from tripl.features.scans.schemas import ScanPolicy
from tripl.features.scans.schemas.identity import Identity
from tripl.features.scans.schemas.planning import CatalogPlan, CatalogReport, Observations, PlannerConfig
from tripl.features.scans.service.observing import Newest, Opened, lookback, newest_row, observe, opened
from tripl.features.scans.service.planner import plan
from tripl.features.scans.service.static import end_of_data, stays_static
from tripl.kit.clock import utcnow
from tripl.models.scans import ScanConfig
from tripl.warehouses.base import Warehouse
from tripl.warehouses.sql import Window

Transaction = Callable[[], AbstractContextManager[Session]]
LISTED = 50
"""Names a report spells out."""


def planner_config(scan: ScanConfig) -> PlannerConfig:
    return PlannerConfig(**{each.name: getattr(scan, each.name) for each in fields(PlannerConfig)})


def identity_of(scan: ScanConfig) -> Identity | None:
    """What the last catalog pass decided; None before the first one, and after an edit of what decides it."""
    return Identity.from_json(scan.identity) if scan.identity else None


def run_catalog(
    transaction: Transaction,
    scan: ScanConfig,
    warehouse: Warehouse,
    window: Window | None,
    *,
    policy: ScanPolicy,
    now: datetime | None = None,
    guard: Callable[[Session], None] | None = None,
) -> CatalogReport:
    """Sync the main plan with the warehouse.

    The window is the scan's look-back where it has one, else the given one, else everything. `guard` runs first in
    the writing transaction (a fence check). Raises WarehouseError, Invalid, RowCapReached; then nothing is written.
    """
    now = now or utcnow()
    config = planner_config(scan)
    with transaction() as session:
        branch_id = plan_service.main_branch(session, scan.project_id)
        known = plan_service.snapshot(session, branch_id)
    open_ = opened(warehouse, config)
    known_newest = newest_row(open_, now)
    newest = known_newest.at
    static = scan.is_static and stays_static(scan.as_of, newest, scan.interval, now)
    anchor = newest if static and newest is not None else now
    open_ = replace(open_, window=lookback(open_, scan.scan_lookback_hours, anchor) or window)
    limit = scan.scan_row_limit or policy.scan_row_limit
    seen, identity = observe(open_, config, known, limit=limit, before=identity_of(scan))
    as_of = _as_of(open_, scan, newest) if static else None
    with transaction() as session:
        if guard is not None:
            guard(session)
        lock(session, "plan-catalog", branch_id)
        answer = plan(seen, config, plan_service.snapshot(session, branch_id), identity)
        written = plan_service.apply_catalog(session, scan.project_id, branch_id, answer.change)
        configs.remember_pass(session, scan.id, identity.to_json(), is_static=static, as_of=as_of)
    return CatalogReport(
        plan=answer,
        columns=open_.columns,
        window_from=open_.window.start if open_.window else None,
        window_to=open_.window.end if open_.window else None,
        newest_row_at=newest,
        as_of=as_of,
        is_static=static,
        summary=_summary(answer, seen, written, known_newest),
    )


def _as_of(open_: Opened, scan: ScanConfig, newest: datetime | None) -> datetime | None:
    if newest is None or scan.interval is None or open_.time_column is None:
        return None
    return end_of_data(newest, scan.interval, open_.time_column)


def _summary(answer: CatalogPlan, seen: Observations, written: AppliedCatalog, newest: Newest) -> dict[str, Any]:
    """Counters of the report; a key without meaning is left out."""
    optional = {
        "rows_without_a_name": answer.nameless_rows,
        "archived_rows": answer.archived_rows,
        "unmapped_columns": list(answer.unmapped[:LISTED]),
        "varied_fields": dict(list(answer.varied.items())[:LISTED]),
        "warnings": [*newest.warnings(), *answer.warnings[:LISTED]],
        "rows_ahead": newest.ahead,
        "max_events_reached": answer.max_events_reached,
    }
    return {
        "rows_read": seen.total_rows,
        "combinations": seen.combinations,
        "events_seen": len(answer.events),
        "events_created": written.events,
        "events_skipped": sum(each.archived for each in answer.events),
        "event_types_created": written.types,
        "fields_created": written.fields,
        "values_written": written.values,
        "variables_created": written.variables,
        "columns_analyzed": len(seen.columns),
        **{key: value for key, value in optional.items() if value},
    }
