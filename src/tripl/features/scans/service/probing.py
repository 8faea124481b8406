"""Previews and dry runs: asked for in the API, answered by a worker, never written to the plan."""

import logging
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy.orm import Session

from tripl.db.outbox import announce, enqueue
from tripl.features.audit import service as audit
from tripl.features.plan import service as plan_service
from tripl.features.plan.schemas import PlanSnapshot
from tripl.features.scans.errors import PREFIX, failure_text
from tripl.features.scans.repository import probes
from tripl.features.scans.schemas.planning import PlannerConfig
from tripl.features.scans.schemas.wire import DryRunRequest, PreviewRequest
from tripl.features.scans.service.catalog import planner_config
from tripl.features.scans.service.checking import check_time, source_of
from tripl.features.scans.service.dry_run import dry_run, refused
from tripl.features.scans.service.editing import found
from tripl.features.scans.service.observing import Opened, lookback, newest_row, opened
from tripl.features.scans.service.previews import look
from tripl.features.scans.service.static import proposes_static
from tripl.features.sources import service as sources
from tripl.features.sources.schemas import SourcePolicy
from tripl.kit.clock import utcnow
from tripl.kit.errors import Invalid, NotFound
from tripl.kit.principal import Principal, ProjectContext
from tripl.models.scans import ScanProbe
from tripl.warehouses.base import Warehouse
from tripl.warehouses.registry import connect

log = logging.getLogger(__name__)
RESEND_AFTER = timedelta(seconds=30)
LOST_AFTER = timedelta(minutes=61)
"""Longer than any task may run."""
LOST = f"{PREFIX}the worker that looked was lost. Ask again."
Kind = Literal["preview", "dry_run"]
Transaction = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A claimed probe, with all that its answer needs from the database."""

    source_id: uuid.UUID
    known: PlanSnapshot
    request: dict[str, Any]


def forget_probes(session: Session, before: datetime) -> int:
    """Drop previews and dry runs that nobody moved since then; how many."""
    return probes.forget(session, before)


def ask_preview(session: Session, principal: Principal, project: ProjectContext, wanted: PreviewRequest) -> ScanProbe:
    source_of(session, principal, project, wanted.data_source_id)
    return _ask(session, principal, project, "preview", wanted.model_dump(mode="json"))


def ask_dry_run(session: Session, principal: Principal, project: ProjectContext, wanted: DryRunRequest) -> ScanProbe:
    """A draft is stored with the job, so that the worker can rebuild it; a stored scan is copied as it is now."""
    request = wanted.model_dump(mode="json")
    if wanted.scan_config_id is not None:
        scan = found(session, project.id, wanted.scan_config_id)
        config = planner_config(scan)
        stored = {each.name: getattr(config, each.name) for each in fields(PlannerConfig)}
        request = {
            **stored,
            "event_type_id": str(scan.event_type_id) if scan.event_type_id else None,
            "data_source_id": str(scan.data_source_id),
            "scan_config_id": str(scan.id),
            "sample_row_limit": wanted.sample_row_limit,
        }
    elif wanted.data_source_id is None or wanted.base_query is None:
        raise Invalid("Send a scan, or a data source with a base query.", "data_source_id", "base_query")
    else:
        source_of(session, principal, project, wanted.data_source_id)
    return _ask(session, principal, project, "dry_run", request)


def probe(session: Session, project_id: uuid.UUID, kind: Kind, probe_id: uuid.UUID) -> ScanProbe:
    """The job; who polls also chases it: a lost message is sent again, a lost worker ends the job."""
    held = probes.one(session, project_id, kind, probe_id)
    if held is None:
        raise NotFound("Job not found")
    silent = utcnow() - held.updated_at
    if held.status == "pending" and silent > RESEND_AFTER:
        probes.touch(session, held.id)
        enqueue(session, f"scans.{kind}", held.id)
    elif held.status == "running" and silent > LOST_AFTER:
        probes.finish(session, held.id, status="failed", now=utcnow(), summary=None, error=LOST)
        session.refresh(held)
    return held


def run_preview(transaction: Transaction, probe_id: uuid.UUID, policy: SourcePolicy) -> None:
    def answer(warehouse: Warehouse, asked: Asked) -> dict[str, Any]:
        wanted = PreviewRequest.model_validate(asked.request)
        config = PlannerConfig(
            base_query=wanted.base_query,
            time_column=wanted.time_column,
            interval=wanted.interval,
            scan_lookback_hours=wanted.scan_lookback_hours,
        )
        open_ = opened(warehouse, config)
        check_time(open_, config)
        newest = newest_row(open_, utcnow()).at
        return look(_windowed(open_, config, newest), wanted, newest)

    _run(transaction, "preview", probe_id, policy, answer)


def run_dry_run(transaction: Transaction, probe_id: uuid.UUID, policy: SourcePolicy) -> None:
    def answer(warehouse: Warehouse, asked: Asked) -> dict[str, Any]:
        names = {each.name for each in fields(PlannerConfig)}
        given = {name: value for name, value in asked.request.items() if name in names}
        type_id = given.pop("event_type_id", None)
        config = PlannerConfig(**given, event_type_id=uuid.UUID(type_id) if type_id else None)
        limit = int(asked.request["sample_row_limit"])
        try:
            open_ = opened(warehouse, config)
            check_time(open_, config)
            newest = newest_row(open_, utcnow())
            windowed = _windowed(open_, config, newest.at)
            return dry_run(windowed, config, asked.known, limit=limit, newest=newest, now=utcnow())
        except Invalid as error:
            return refused(error, limit)

    _run(transaction, "dry_run", probe_id, policy, answer)


def _windowed(open_: Opened, config: PlannerConfig, newest: Any) -> Opened:
    """The look-back ends now, or where data that has ended stops."""
    now = utcnow()
    ended = newest is not None and proposes_static(open_.warehouse.capabilities, newest, config.interval, now)
    return replace(open_, window=lookback(open_, config.scan_lookback_hours, newest if ended else now))


def _ask(
    session: Session, principal: Principal, project: ProjectContext, kind: Kind, request: dict[str, Any]
) -> ScanProbe:
    asked = ScanProbe(
        project_id=project.id, kind=kind, request=request, status="pending", requested_by=principal.user_id
    )
    probes.add(session, asked)
    audit.record(
        session,
        principal,
        action=f"scan_config.{kind}",
        target_type="scan_config",
        target_id=None,
        target_name="",
        project=project,
        payload={"base_query": request["base_query"]},
    )
    enqueue(session, f"scans.{kind}", asked.id)
    return asked


def _run(
    transaction: Transaction,
    kind: Kind,
    probe_id: uuid.UUID,
    policy: SourcePolicy,
    answer: Callable[[Warehouse, Asked], dict[str, Any]],
) -> None:
    """Claim, answer outside of any transaction, and store the outcome; a second delivery does nothing."""
    with transaction() as session:
        held = probes.claim(session, kind, probe_id, utcnow())
        if held is None:
            return
        known = plan_service.snapshot(session, plan_service.main_branch(session, held.project_id))
        asked = Asked(uuid.UUID(held.request["data_source_id"]), known, held.request)
        project_id = held.project_id
    summary, error = None, None
    try:
        with transaction() as session:
            spec = sources.connection_spec(session, asked.source_id, policy)
        with connect(spec) as warehouse:
            summary = answer(warehouse, asked)
    except Exception as failure:
        log.warning("%s %s failed", kind, probe_id, exc_info=failure)
        error = failure_text(failure)
    with transaction() as session:
        status = "failed" if error else "completed"
        probes.finish(session, probe_id, status=status, now=utcnow(), summary=summary, error=error)
        announce(session, project_id, "probe", job_id=str(probe_id), status=status)
