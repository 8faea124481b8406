"""Dropped files as the API speaks them."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy.orm import Session

from tripl.features.projects.hooks import ProjectHooks
from tripl.features.projects.schemas import Name as ProjectName
from tripl.features.scans.schemas.wire import ColumnName, Format, Interval
from tripl.features.sources.schemas import SourcePolicy

FileStatus = Literal["uploaded", "loading", "loaded", "failed", "cancelled"]
FileFormat = Literal["csv", "ndjson", "parquet"]
Stage = Literal["waiting", "reading", "starting", "done"]
Role = Literal["time", "event", "breakdown", "property", "unused"]
ColumnKind = Literal["string", "number", "boolean", "datetime", "date", "empty"]
DateOrder = Literal["ymd", "dmy", "mdy"]
Mark = Annotated[str, StringConstraints(min_length=1, max_length=1)]
Columns = Annotated[list[ColumnName], Field(max_length=1_000)]
Transaction = Callable[[], AbstractContextManager[Session]]
UPLOADS, INCOMING, LOADING = "uploads", ".incoming", ".loading-"


@dataclass(frozen=True)
class FilePolicy:
    """What the operator allows. Without folders nothing can be dropped."""

    roots: tuple[str, ...] = ()
    most_mb: int = 2048
    reserve_mb: int = 512

    @property
    def uploads(self) -> Path:
        return Path(self.roots[0]).resolve() / UPLOADS

    @property
    def most_bytes(self) -> int:
        return self.most_mb * 2**20

    @property
    def reserve_bytes(self) -> int:
        return self.reserve_mb * 2**20


@dataclass(frozen=True, slots=True)
class Work:
    """What a task hands to the service.

    `stopping` says whether this worker has been asked to end, `out_of_time` what the queue raises at its soft limit.
    """

    transaction: Transaction
    files: FilePolicy
    sources: SourcePolicy
    projects: ProjectHooks
    holder: str
    stopping: Callable[[], bool] = lambda: False
    out_of_time: tuple[type[BaseException], ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to load a file: every write names the fence and fails under a newer one."""

    file_id: uuid.UUID
    fence: int


class FileResponse(BaseModel):
    """A file from its drop to the project it feeds."""

    id: uuid.UUID
    name: str
    size_bytes: int
    format: FileFormat
    status: FileStatus
    stage: Stage | None
    """What a file that is being loaded waits for or does."""
    progress: float
    """0 to 1."""
    loaded_rows: int | None
    rejected_rows: int | None
    """Lines that did not fit; each is listed with its reason."""
    blank_lines: int | None
    comment_lines: int | None
    error: str | None
    project_slug: str | None
    scan_id: uuid.UUID | None
    job_id: uuid.UUID | None
    """The run that collects the file's history."""
    data_from: datetime | None
    data_to: datetime | None
    created_at: datetime


class FileList(BaseModel):
    items: list[FileResponse]
    total: int


class FilePath(BaseModel):
    """A file below one of the folders of FILE_SOURCE_DIRS."""

    path: Annotated[str, Field(min_length=1, max_length=4_096)]


class FileLimits(BaseModel):
    """Whether files can be dropped here, and how large they may be."""

    enabled: bool
    reason: str | None
    """Why not."""
    max_bytes: int
    free_bytes: int
    """Room on the disk beyond what is kept free."""
    folders: list[str]
    """Where a file on disk may be named from."""


class FileChoices(BaseModel):
    """What a person decides; what is left out is guessed."""

    encoding: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    delimiter: Mark | None = None
    quote: Annotated[str, Field(max_length=1)] | None = None
    header: bool | None = None
    decimal: Literal[".", ","] | None = None
    date_order: DateOrder | None = None
    timezone: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    time_column: ColumnName | None = None
    event_columns: Annotated[list[ColumnName], Field(max_length=5)] | None = None
    event_name_format: Format | None = None
    property_columns: Columns | None = None
    breakdown_columns: Annotated[list[ColumnName], Field(max_length=20)] | None = None
    interval: Interval | None = None
    min_expected_count: Annotated[int, Field(ge=1, le=1_000_000)] | None = None


class FileStart(FileChoices):
    """Into an existing project, or a new one of that name."""

    project_slug: Annotated[str, Field(min_length=1, max_length=255)] | None = None
    project_name: ProjectName | None = None


class FileDialect(BaseModel):
    """How the file is written."""

    encoding: str
    delimiter: str | None
    quote: str | None
    escape: str | None
    has_header: bool
    decimal: str
    time_format: str | None
    """As a person would write it, `DD.MM.YYYY HH:MM`."""
    epoch_unit: Literal["s", "ms", "us", "ns"] | None
    date_order: DateOrder | None
    timezone: str
    """Where times without a zone are taken to be."""
    comment_lines: int
    blank_lines: int


class FileColumn(BaseModel):
    name: str
    kind: ColumnKind
    role: Role
    sensitivity: str
    """`none`, or why the values are shown as dots."""
    samples: list[str]
    distinct: int
    """Different values among the rows that were looked at."""
    missing: float
    """Share of rows without a value."""


class TextGuess(BaseModel):
    value: str | None
    why: str
    alternatives: list[str]


class ListGuess(BaseModel):
    value: list[str]
    why: str
    alternatives: list[str]


class IntervalGuess(BaseModel):
    value: Interval
    why: str
    alternatives: list[Interval]


class NumberGuess(BaseModel):
    value: int
    why: str
    alternatives: list[int]


class FileProposal(BaseModel):
    """Each with one sentence of reasons."""

    time_column: TextGuess
    event_columns: ListGuess
    event_name_format: TextGuess
    property_columns: ListGuess
    breakdown_columns: ListGuess
    interval: IntervalGuess
    min_expected_count: NumberGuess


class FileReading(BaseModel):
    """A first look: how the file is written, what is in it, and what tripl would make of it."""

    file_id: uuid.UUID
    dialect: FileDialect
    columns: list[FileColumn]
    rows: list[list[str | None]]
    """The first rows, in the order of `columns`."""
    estimated_rows: int
    rows_are_exact: bool
    sampled_rows: int
    first_at: datetime | None
    last_at: datetime | None
    proposal: FileProposal
    warnings: list[str]
    errors: list[str]
    """Why the file cannot be started as it is; empty when it can."""
    plan: dict[str, Any] | None
    """The answer of a dry run over the rows that were looked at."""


class FileReject(BaseModel):
    line: int
    reason: str
    text: str | None = None


class FileRejects(BaseModel):
    items: list[FileReject]
    total: int
