"""Annotations on the wire, and what asks for them."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from tripl.kit.instant import Instant

ScopeType = Literal["project_total", "event_type", "event", "metric"]
Source = Literal["manual", "release", "api"]
COLOR = "#ef4444"
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Description = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Color = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]
ScopeRef = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Url = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class AnnotationCreate(BaseModel):
    bucket: Instant
    expected_until: Instant | None = Field(
        default=None,
        description="Makes it an expected window: exclusive end of the time in which odd numbers are planned",
    )
    label: Label
    description: Description | None = None
    color: Color = COLOR
    scope_type: ScopeType | None = Field(default=None, description="With `scope_ref`, or neither: the whole project")
    scope_ref: ScopeRef | None = None
    source: Source = Field(default="manual", description="`release` is reserved to the server")
    url: Url | None = Field(default=None, description="http or https")


class AnnotationOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    project_id: uuid.UUID
    bucket: datetime
    expected_until: datetime | None
    label: str
    description: str | None
    color: str
    scope_type: ScopeType | None
    scope_ref: str | None
    source: Source
    url: str | None
    created_by_user_id: uuid.UUID | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """Which annotations; None leaves a member out. `applying` adds those of the scope's type and of the project."""

    scope_type: ScopeType | None = None
    scope_ref: str | None = None
    time_from: datetime | None = None
    time_to: datetime | None = None
    applying: bool = False
