"""Data sources as the API speaks them. Secrets go in and never come out."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

SslMode = Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]
TestStatus = Literal["success", "failed"]
Name = Annotated[str, Field(min_length=1, max_length=255)]
Host = Annotated[str, Field(min_length=1, max_length=500)]
Port = Annotated[int, Field(ge=1, le=65535)]
Seconds = Annotated[int, Field(ge=1, le=3600)]
FILE_HOST = "file"


@dataclass(frozen=True)
class SourcePolicy:
    """What the operator allows sources to do. File sources are off without folders."""

    file_dirs: tuple[str, ...] = ()
    memory_limit_mb: int = 1024
    public_hosts_only: bool = False


class SettingsIn(BaseModel):
    """Typed settings; `sslkey` is write-only, and an empty one keeps what is stored."""

    location: Annotated[str, Field(max_length=40)] | None = None
    maximum_bytes_billed: Annotated[int, Field(ge=1)] | None = None
    dataset_allowlist: list[str] | None = None
    sslmode: SslMode | None = None
    sslrootcert: str | None = None
    sslcert: str | None = None
    sslkey: Annotated[str | None, Field(repr=False)] = None
    search_path: str | None = None


class SettingsOut(BaseModel):
    location: str | None = None
    maximum_bytes_billed: int | None = None
    dataset_allowlist: list[str] = []
    sslmode: SslMode | None = None
    sslrootcert: str | None = None
    sslcert: str | None = None
    sslkey_set: bool = False
    search_path: str | None = None


class _Connection(BaseModel):
    db_type: str
    host: Host = FILE_HOST
    port: Port | None = None
    database_name: Name
    username: Annotated[str, Field(max_length=255)] = ""
    password: Annotated[str | None, Field(repr=False)] = None
    timeout_seconds: Seconds | None = None
    json_path_discovery: Literal["all", "dynamic"] | None = None
    connection_settings: SettingsIn | None = None


class SourceCreate(_Connection):
    name: Name


class SourceDraft(_Connection):
    """A form that was not saved yet."""

    name: Name | None = None


class SourceUpdate(BaseModel):
    """Partial: only members that were sent count."""

    name: Name | None = None
    db_type: str | None = None
    host: Host | None = None
    port: Port | None = None
    database_name: Name | None = None
    username: Annotated[str, Field(max_length=255)] | None = None
    password: Annotated[str | None, Field(repr=False)] = None
    timeout_seconds: Seconds | None = None
    json_path_discovery: Literal["all", "dynamic"] | None = None
    connection_settings: SettingsIn | None = None


class SourceScan(BaseModel):
    id: uuid.UUID
    name: str
    project_slug: str
    project_name: str


class SourceOut(BaseModel):
    """Below owner the connection is blank and the probe's message is hidden."""

    id: uuid.UUID
    name: str
    db_type: str
    host: str
    port: int
    database_name: str
    username: str
    is_synthetic: bool
    password_set: bool
    connection_settings: SettingsOut
    timeout_seconds: int | None
    json_path_discovery: Literal["all", "dynamic"] | None
    last_test_at: datetime | None
    last_test_status: TestStatus | None
    last_test_message: str | None
    project_id: uuid.UUID | None
    scan_count: int
    scan_run_count: int
    scans: list[SourceScan]
    created_at: datetime
    updated_at: datetime


class DraftTest(BaseModel):
    """A far side that refuses is an answer, not an error."""

    success: bool
    message: str
    tested_at: datetime


class SourceTest(DraftTest):
    data_source: SourceOut


class ColumnOut(BaseModel):
    name: str
    data_type: str


class TableOut(BaseModel):
    name: str
    columns: list[ColumnOut]


class SchemaOut(BaseModel):
    tables: list[TableOut]
