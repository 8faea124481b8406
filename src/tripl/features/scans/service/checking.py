"""Checks of a scan before it is stored: members against each other, then against the warehouse where it answers."""

import logging
import re
import uuid

from sqlalchemy.orm import Session

from tripl.features.plan import service as plan_service
from tripl.features.scans.schemas.planning import PlannerConfig
from tripl.features.scans.service.naming import group_rules
from tripl.features.scans.service.observing import NO_NAMES, Opened, opened
from tripl.features.sources import service as sources
from tripl.features.sources.schemas import SourcePolicy
from tripl.kit.errors import Invalid
from tripl.kit.principal import Principal, ProjectContext
from tripl.models.scans import ScanConfig
from tripl.models.sources import DataSource
from tripl.warehouses.base import WarehouseError
from tripl.warehouses.capabilities import ALL, NESTED
from tripl.warehouses.registry import connect
from tripl.warehouses.sql import Base, check_time_column

log = logging.getLogger(__name__)
SILENT = frozenset({"timeout", "unreachable", "authentication", "tls", "no_answer", "cancelled", "other"})
"""The warehouse did not answer: that is no fault of the scan, which may be saved."""
_MEMBER = {"refused_sql": "base_query", "missing_column": "base_query", "unsupported": "base_query"}


def source_of(session: Session, principal: Principal, project: ProjectContext, source_id: uuid.UUID) -> DataSource:
    """A source of the organisation that this version can read; an unknown one is a wrong member."""
    source = sources.readable(session, principal, source_id)
    if source is None:
        raise Invalid("The data source is unknown.", "data_source_id")
    if source.project_id not in (None, project.id):
        raise Invalid("This data source belongs to a demo. Choose one of your own.", "data_source_id")
    if source.db_type not in ALL:
        raise Invalid(f"Data sources of type “{source.db_type}” cannot be read in this version.", "data_source_id")
    return source


def check_members(scan: ScanConfig) -> None:
    """The naming question, roles against breakdowns, and monitoring members."""
    if scan.event_type_id is None and scan.event_type_column is None:
        raise Invalid(NO_NAMES, "event_type_id")
    roles = {
        "event type": scan.event_type_column,
        "time": scan.time_column,
        "app version": scan.app_version_column,
        "platform": scan.platform_column,
    }
    for member in ("metric_breakdown_columns", "distribution_drift_fields"):
        for role, column in roles.items():
            if column is not None and column in getattr(scan, member):
                raise Invalid(f"The {role} column “{column}” has a part of its own. Take it out of {member}.", member)
    if scan.scan_lookback_hours is not None and scan.time_column is None:
        raise Invalid("A look-back needs a time column.", "scan_lookback_hours")
    if any(each["field"] == scan.time_column for rule in scan.event_group_rules for each in rule["conditions"]):
        raise Invalid("A group rule cannot look at the time column.", "event_group_rules")
    check_pattern(scan.app_version_prerelease_pattern)
    group_rules(scan)


def check_pattern(pattern: str | None) -> None:
    try:
        re.compile(pattern or "")
    except re.error as error:
        raise Invalid(
            f"The pattern “{pattern}” is not a regular expression: {error}.", "app_version_prerelease_pattern"
        ) from error


def check_type(session: Session, project: ProjectContext, event_type_id: uuid.UUID | None) -> None:
    """Only a type of the project's main plan can be bound."""
    if event_type_id is not None and not plan_service.has_type(session, project.main_branch_id, event_type_id):
        raise Invalid("The event type is not in the main plan of this project.", "event_type_id")


def check_query(source: DataSource, config: PlannerConfig, policy: SourcePolicy) -> None:
    """Gate the query; then, when the warehouse answers, check columns, format, and time column × interval."""
    try:
        Base.parse(config.base_query, ALL[source.db_type])
    except WarehouseError as error:
        raise Invalid(error.message, "base_query") from error
    try:
        with sources.SLOTS.taken(), connect(sources.probe_spec(source, policy)) as warehouse:
            check_opened(opened(warehouse, config), config)
    except WarehouseError as error:
        if error.kind not in SILENT:
            raise Invalid(error.message, _MEMBER.get(error.kind, "base_query")) from error
        log.info("a scan was saved unchecked: its warehouse did not answer (%s)", error.kind)


def check_opened(open_: Opened, config: PlannerConfig) -> None:
    """Time column × interval, and breakdowns that can be grouped."""
    check_time(open_, config)
    for each in open_.columns:
        if each.name in config.metric_breakdown_columns and each.kind in NESTED:
            raise Invalid(
                f"Column “{each.name}” holds nested values and cannot be a breakdown.", "metric_breakdown_columns"
            )


def check_time(open_: Opened, config: PlannerConfig) -> None:
    """Shown verbatim: the message names the column, its type and what to change."""
    if open_.time_column is None:
        return
    try:
        check_time_column(open_.time_column, config.interval, open_.warehouse.capabilities)
    except WarehouseError as error:
        raise Invalid(error.message, "time_column") from error
