"""Creates, changes and deletes sources."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from tripl.features.audit import service as audit
from tripl.features.losses import service as lost
from tripl.features.losses.schemas import Losses
from tripl.features.sources import repository
from tripl.features.sources.hooks import SourceHooks
from tripl.features.sources.schemas import FILE_HOST, DraftTest, SourceCreate, SourceDraft, SourcePolicy, SourceUpdate
from tripl.features.sources.service.probes import probe, remember
from tripl.features.sources.service.reading import found
from tripl.features.sources.service.settings import STORED, capabilities_of, check_tls
from tripl.kit.errors import Conflict, Invalid
from tripl.kit.principal import Principal, ProjectContext
from tripl.models.sources import DataSource
from tripl.warehouses.capabilities import ALL

MOST_NAMESAKES = 200
NAME_TAKEN = "A data source with this name already exists"
REQUIRED = ("name", "db_type", "host", "port", "database_name", "username")
CONNECTION = {"host", "port", "database_name", "username", "password", "connection_settings"}
"""Members whose change makes the last test say nothing."""


def create(session: Session, principal: Principal, wanted: SourceCreate, policy: SourcePolicy) -> DataSource:
    """Store and probe at once; a probe that fails is remembered and does not refuse."""
    source = unsaved(principal, wanted, wanted.name)
    if repository.name_taken(session, principal.organization_id, wanted.name):
        raise Conflict(NAME_TAKEN)
    remember(source, probe(source, policy))
    if not repository.add(session, source):
        raise Conflict(NAME_TAKEN)
    _record(session, principal, "data_source.create", source, {"db_type": source.db_type, "host": source.host})
    return source


def unsaved(principal: Principal, wanted: SourceCreate | SourceDraft, name: str) -> DataSource:
    """The row a form stands for; Invalid for an engine or settings we do not take."""
    engine = capabilities_of(wanted.db_type)
    if not engine.files and wanted.host == FILE_HOST and "host" not in wanted.model_fields_set:
        raise Invalid("The host is required", "host")
    settings = wanted.connection_settings.model_dump() if wanted.connection_settings else {}
    sslkey = settings.pop("sslkey", None) or None
    check_tls(settings, sslkey)
    return DataSource(
        organization_id=principal.organization_id,
        name=name,
        db_type=wanted.db_type,
        host=wanted.host,
        port=wanted.port or engine.default_port or 0,
        database_name=wanted.database_name,
        username=wanted.username,
        password=wanted.password or None,
        connection_settings=settings,
        sslkey=sslkey,
        timeout_seconds=wanted.timeout_seconds,
        json_path_discovery=wanted.json_path_discovery,
    )


def update(
    session: Session, principal: Principal, source_id: uuid.UUID, wanted: SourceUpdate, policy: SourcePolicy
) -> DataSource:
    """Change what was sent; a changed connection is probed again. An empty secret keeps the stored one."""
    source = found(session, principal, source_id)
    changes = {name: getattr(wanted, name) for name in sorted(wanted.model_fields_set)}
    empty = [name for name in REQUIRED if name in changes and changes[name] is None]
    if empty:
        raise Invalid(f"Field(s) cannot be null: {', '.join(empty)}")
    if source.db_type in ALL and ALL[source.db_type].generated:
        _refuse_real(changes)
    if changes.pop("db_type", source.db_type) != source.db_type:
        raise Invalid("The type of a data source cannot be changed. Connect a new source instead.", "db_type")
    if "name" in changes and repository.name_taken(session, principal.organization_id, changes["name"], source.id):
        raise Conflict(NAME_TAKEN)
    if changes.get("password") == "":
        del changes["password"]
    if "connection_settings" in changes:
        changes |= _settings(session, source, wanted)
    moved = any(name in CONNECTION or name == "sslkey" for name in changes)
    for name, value in changes.items():
        setattr(source, name, value)
    if moved:
        remember(source, probe(source, policy))
    session.flush()
    _record(session, principal, "data_source.update", source, {"changed": sorted(changes)})
    return source


def create_synthetic(
    session: Session, principal: Principal, project: ProjectContext, name: str, world: Mapping[str, Any]
) -> DataSource:
    """The source of a demo; anybody who may make the demo may. It goes when the demo goes."""
    taken = (f"{name} ({number})" for number in range(2, MOST_NAMESAKES))
    chosen = next(
        (each for each in (name, *taken) if not repository.name_taken(session, principal.organization_id, each)), None
    )
    source = DataSource(
        organization_id=principal.organization_id,
        project_id=project.id,
        name=chosen or name,
        db_type="synthetic",
        host="",
        port=0,
        database_name="demo",
        connection_settings=dict(world),
    )
    if chosen is None or not repository.add(session, source):
        raise Conflict(NAME_TAKEN)
    return source


def _refuse_real(changes: Mapping[str, Any]) -> None:
    if set(changes) - {"name"}:
        raise Invalid(
            "This source is the demo's own synthetic data: it has no connection. Only its name can be changed.",
            *sorted(set(changes) - {"name"}),
        )


def losses(session: Session, source_id: uuid.UUID, hooks: SourceHooks) -> Losses:
    return lost.of(session, DataSource, source_id, beside=hooks.losses(session, source_id))


def delete(session: Session, principal: Principal, source_id: uuid.UUID, hooks: SourceHooks) -> None:
    """Its scans and their runs go with it."""
    source = found(session, principal, source_id)
    hooks.announce_deleting(session, source.id)
    _record(session, principal, "data_source.delete", source, {})
    repository.delete(session, source)


def test_draft(session: Session, principal: Principal, wanted: SourceDraft, policy: SourcePolicy) -> DraftTest:
    """Probe a form that is not saved; nothing is stored but the audit entry."""
    source = unsaved(principal, wanted, wanted.name or "")
    audit.record(
        session,
        principal,
        action="data_source.test",
        target_type="data_source",
        target_id=None,
        target_name=wanted.name or "",
        payload={"db_type": source.db_type, "host": source.host},
    )
    return probe(source, policy)


def _settings(session: Session, source: DataSource, wanted: SourceUpdate) -> dict[str, Any]:
    """Sent members over the stored ones; null for the whole clears it."""
    if wanted.connection_settings is None:
        return {"connection_settings": {}, "sslkey": None}
    sent = wanted.connection_settings.model_dump(include=wanted.connection_settings.model_fields_set)
    # An empty box keeps the stored key, which need not be readable for that.
    changes: dict[str, Any] = {"sslkey": sent["sslkey"]} if sent.get("sslkey", "") != "" else {}
    stored = "sslkey" not in changes and repository.secrets_set(session, [source.id])[source.id][1]
    merged = {name: sent.get(name, source.connection_settings.get(name)) for name in STORED}
    check_tls(merged, changes.get("sslkey"), key_stored=stored)
    return changes | {"connection_settings": merged}


def _record(
    session: Session, principal: Principal, action: str, source: DataSource, payload: dict[str, object]
) -> None:
    audit.record(
        session,
        principal,
        action=action,
        target_type="data_source",
        target_id=source.id,
        target_name=source.name,
        payload=payload,
    )
