"""What a caller may see of a source."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from tripl.features.access.service import ADMINISTRATORS, project_role
from tripl.features.sources import repository
from tripl.features.sources.schemas import SettingsOut, SourceOut, SourceScan
from tripl.kit.errors import NotFound
from tripl.kit.principal import Principal
from tripl.models.sources import DataSource

UNKNOWN = "Data source not found"


def found(session: Session, principal: Principal, source_id: uuid.UUID) -> DataSource:
    source = readable(session, principal, source_id)
    if source is None:
        raise NotFound(UNKNOWN)
    return source


def readable(session: Session, principal: Principal, source_id: uuid.UUID) -> DataSource | None:
    """A source of the caller's organisation; one that is bound to a project they cannot see is unknown to them."""
    return next(iter(_readable(session, principal, source_id)), None)


def listed(session: Session, principal: Principal) -> list[SourceOut]:
    return present(session, principal, _readable(session, principal))


def _readable(session: Session, principal: Principal, source_id: uuid.UUID | None = None) -> list[DataSource]:
    rows = repository.listed(session, principal.organization_id, principal.user_id, source_id)
    return [
        source
        for source, bound_to, member, default, is_demo in rows
        if bound_to is None or project_role(principal.org_role, member, default, is_demo=is_demo) is not None
    ]


def one(session: Session, principal: Principal, source_id: uuid.UUID) -> SourceOut:
    return present(session, principal, [found(session, principal, source_id)])[0]


def present(session: Session, principal: Principal, sources: Sequence[DataSource]) -> list[SourceOut]:
    """Two queries, however many sources; scans of projects the caller cannot see are left out."""
    ids = [each.id for each in sources]
    rows = repository.scans(session, ids, principal.user_id) if ids else []
    secrets = repository.secrets_set(session, ids) if ids else {}
    by_source: dict[uuid.UUID, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        if project_role(principal.org_role, row[6], row[7], is_demo=row[8]) is not None:
            by_source[row[0]].append(row)
    owner = principal.org_role in ADMINISTRATORS
    return [
        _out(each, by_source[each.id], _connection(each, *secrets[each.id]) if owner else _HIDDEN) for each in sources
    ]


def _out(source: DataSource, scans: Sequence[tuple[Any, ...]], connection: dict[str, Any]) -> SourceOut:
    return SourceOut(
        id=source.id,
        name=source.name,
        db_type=source.db_type,
        is_synthetic=source.db_type == "synthetic",
        **connection,
        json_path_discovery=source.json_path_discovery,
        last_test_at=source.last_test_at,
        last_test_status=source.last_test_status,
        project_id=source.project_id,
        scan_count=len(scans),
        scan_run_count=sum(row[5] for row in scans),
        scans=[SourceScan(id=row[1], name=row[2], project_slug=row[3], project_name=row[4]) for row in scans],
        created_at=source.created_at,
        updated_at=source.updated_at,
    )


_HIDDEN: dict[str, Any] = {
    "host": "",
    "port": 0,
    "database_name": "",
    "username": "",
    "password_set": False,
    "connection_settings": SettingsOut(),
    "timeout_seconds": None,
    "last_test_message": None,
}


def _connection(source: DataSource, password_set: bool, sslkey_set: bool) -> dict[str, Any]:
    plain = {name: value for name, value in source.connection_settings.items() if value is not None}
    return {
        "host": source.host,
        "port": source.port,
        "database_name": source.database_name,
        "username": source.username,
        "password_set": password_set,
        "connection_settings": SettingsOut(**plain, sslkey_set=sslkey_set),
        "timeout_seconds": source.timeout_seconds,
        "last_test_message": source.last_test_message,
    }
