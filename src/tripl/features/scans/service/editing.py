"""Creates, changes and deletes scans. What is wrong is said when it is saved, not when it runs."""

import uuid
from dataclasses import fields

from sqlalchemy.orm import Session

from tripl.features.losses import service as lost
from tripl.features.losses.schemas import Losses
from tripl.features.scans.hooks import ScanHooks
from tripl.features.scans.repository import configs
from tripl.features.scans.schemas.planning import PlannerConfig
from tripl.features.scans.schemas.wire import ScanCreate, ScanUpdate
from tripl.features.scans.service.catalog import planner_config
from tripl.features.scans.service.checking import check_members, check_query, check_type, source_of
from tripl.features.scans.service.recording import record
from tripl.features.sources.schemas import SourcePolicy
from tripl.kit.errors import Conflict, Invalid, NotFound
from tripl.kit.principal import Principal, ProjectContext
from tripl.models.scans import ScanConfig
from tripl.warehouses.capabilities import ALL

UNKNOWN = "Scan config not found"
NAME_TAKEN = "A scan with this name already reads this data source"
REQUIRED = ("data_source_id", "name", "base_query", "cardinality_threshold", "is_static")
LISTS = ("json_value_paths", "event_group_rules", "metric_breakdown_columns", "distribution_drift_fields")
RENAMING = {each.name for each in fields(PlannerConfig)} - {
    "scan_lookback_hours",
    "metric_breakdown_columns",
    "interval",
}
"""Members that decide which columns name events: a change makes the last decision void."""


def found(session: Session, project_id: uuid.UUID, scan_id: uuid.UUID) -> ScanConfig:
    scan = configs.one(session, project_id, scan_id)
    if scan is None:
        raise NotFound(UNKNOWN)
    return scan


def listed(session: Session, project_id: uuid.UUID) -> list[ScanConfig]:
    return list(configs.listed(session, project_id))


def create(
    session: Session, principal: Principal, project: ProjectContext, wanted: ScanCreate, policy: SourcePolicy
) -> ScanConfig:
    """Writes to the main plan for ever after. Invalid names the member; Conflict for a taken name."""
    source = source_of(session, principal, project, wanted.data_source_id)
    values = wanted.model_dump()
    if values["is_static"] is None:
        values["is_static"] = ALL[source.db_type].files
    scan = ScanConfig(project_id=project.id, **values)
    _check(session, project, scan, principal, policy)
    if configs.name_taken(session, scan.data_source_id, scan.name) or not configs.add(session, scan):
        raise Conflict(NAME_TAKEN)
    record(session, principal, project, "scan_config.create", scan, base_query=scan.base_query)
    return scan


def update(
    session: Session,
    principal: Principal,
    project: ProjectContext,
    scan: ScanConfig,
    *,
    wanted: ScanUpdate,
    policy: SourcePolicy,
) -> ScanConfig:
    """Change what was sent and check the whole again."""
    changes = {name: wanted.model_dump()[name] for name in sorted(wanted.model_fields_set)}
    empty = [name for name in (*REQUIRED, *LISTS) if name in changes and changes[name] is None]
    if empty:
        raise Invalid(f"Field(s) cannot be null: {', '.join(empty)}")
    draft = ScanConfig(**{each.name: getattr(scan, each.name) for each in ScanConfig.__table__.columns} | changes)
    _check(session, project, draft, principal, policy)
    if configs.name_taken(session, draft.data_source_id, draft.name, scan.id):
        raise Conflict(NAME_TAKEN)
    changed = {name: value for name, value in changes.items() if getattr(scan, name) != value}
    for name, value in changed.items():
        setattr(scan, name, value)
    if RENAMING & set(changed):
        scan.identity = None
    if "interval" in changed:
        scan.collected_to = None  # another grid starts with a first collection of its own
    if changed:
        scan.failures_in_a_row, scan.retry_after = 0, None
    session.flush()
    record(session, principal, project, "scan_config.update", scan, changed=sorted(changed))
    return scan


def losses(session: Session, hooks: ScanHooks, scan_id: uuid.UUID) -> Losses:
    return lost.of(session, ScanConfig, scan_id, beside=hooks.losses(session, [scan_id]))


def delete(session: Session, hooks: ScanHooks, principal: Principal, project: ProjectContext, scan: ScanConfig) -> None:
    """Its runs and series go with it; rules bound to it are told first."""
    hooks.announce_deleting(session, scan.id)
    record(session, principal, project, "scan_config.delete", scan)
    configs.delete(session, scan)


class ScansOfSource:
    """Listens to a source that goes: its scans go with it."""

    def __init__(self, hooks: ScanHooks) -> None:
        self._hooks = hooks

    def __call__(self, session: Session, source_id: uuid.UUID) -> None:
        for scan_id in configs.of_source(session, source_id):
            self._hooks.announce_deleting(session, scan_id)

    def losses(self, session: Session, source_id: uuid.UUID) -> Losses:
        return Losses().plus(self._hooks.losses(session, configs.of_source(session, source_id)))


def refuse_bound_type(session: Session, event_type_id: uuid.UUID) -> None:
    """An event type that scans write into stays; the message names them all."""
    names = configs.bound_to(session, event_type_id)
    if names:
        raise Conflict(
            f"Scans write into this event type: {', '.join(names)}. "
            "Rebind them, give them a type column, or delete them first."
        )


def _check(
    session: Session, project: ProjectContext, scan: ScanConfig, principal: Principal, policy: SourcePolicy
) -> None:
    check_members(scan)
    check_type(session, project, scan.event_type_id)
    source = source_of(session, principal, project, scan.data_source_id)
    check_query(source, planner_config(scan), policy)
