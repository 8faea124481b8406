"""From a stored source to an open warehouse."""

import uuid
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy.orm import Session

from tripl.features.sources import repository
from tripl.features.sources.schemas import SourcePolicy
from tripl.kit.crypto import UnreadableSecret
from tripl.kit.errors import NotFound
from tripl.models.sources import DataSource
from tripl.warehouses.base import ConnectionSpec, Warehouse, WarehouseError
from tripl.warehouses.capabilities import ALL
from tripl.warehouses.registry import connect

DEFAULT_TIMEOUT = 300
PROBE_TIMEOUT = 20
"""Seconds a person waits for a connection test or a list of tables."""
UNREADABLE = "The stored password cannot be read with the configured ENCRYPTION_KEY. Enter it again."
_RENAMED = {"sslmode": "ssl_mode", "sslrootcert": "ca_certificate", "sslcert": "client_certificate"}


def open_warehouse(
    session: Session, data_source_id: uuid.UUID, policy: SourcePolicy
) -> AbstractContextManager[Warehouse]:
    """Read and decrypt now, connect on entry: the transaction may end in between. WarehouseError, NotFound."""
    return connect(connection_spec(session, data_source_id, policy))


def connection_spec(session: Session, data_source_id: uuid.UUID, policy: SourcePolicy) -> ConnectionSpec:
    source = repository.by_id(session, data_source_id)
    if source is None:
        raise NotFound("Data source not found")
    return spec_of(source, policy)


def spec_of(source: DataSource, policy: SourcePolicy, *, most_seconds: int | None = None) -> ConnectionSpec:
    """Where and how to connect; refuses secrets under a lost key. The host is checked when the connection is made."""
    try:
        password, sslkey = source.password, source.sslkey
    except UnreadableSecret as error:
        raise WarehouseError(UNREADABLE, kind="authentication") from error
    timeout = source.timeout_seconds or DEFAULT_TIMEOUT
    engine = ALL.get(source.db_type)
    local = engine is not None and (engine.files or engine.generated)
    return ConnectionSpec(
        db_type=source.db_type,
        host=source.host,
        port=source.port or None,
        database=source.database_name,
        username=source.username,
        password=password or "",
        settings=_local_settings(source, policy) if local else _settings(source.connection_settings, sslkey),
        timeout_seconds=min(timeout, most_seconds or timeout),
        public_hosts_only=policy.public_hosts_only,
    )


def probe_spec(source: DataSource, policy: SourcePolicy) -> ConnectionSpec:
    """For work a person waits for."""
    return spec_of(source, policy, most_seconds=PROBE_TIMEOUT)


def _settings(stored: Mapping[str, Any], sslkey: str | None) -> dict[str, Any]:
    named = {_RENAMED.get(name, name): value for name, value in stored.items() if value}
    return named | ({"client_key": sslkey} if sslkey else {})


def _local_settings(source: DataSource, policy: SourcePolicy) -> dict[str, Any]:
    limits = {"allowed_roots": policy.file_dirs, "memory_limit": f"{policy.memory_limit_mb}MB"}
    return {**source.connection_settings, **limits}
