"""Event types and fields as the API speaks them."""

import uuid
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

FieldType = Literal["string", "number", "boolean", "json", "enum", "url", "date"]
Sensitivity = Literal["none", "pii", "phi", "financial", "secret"]
BranchStatus = Literal["draft", "ready_for_review", "changes_requested", "approved", "merged", "closed"]
Name = Annotated[str, Field(min_length=1, max_length=100)]
DisplayName = Annotated[str, Field(min_length=1, max_length=255)]
Color = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Number = Annotated[float, Field(allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]
Order = Annotated[int, Field(ge=-(2**31), lt=2**31)]


class BranchOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    project_id: uuid.UUID
    name: str
    kind: Literal["main", "working"]
    status: BranchStatus
    description: str
    base_revision_id: uuid.UUID | None = None
    ahead: int | None = None
    behind_base: bool | None = None
    created_by: uuid.UUID | None
    merged_by: uuid.UUID | None
    merged_at: datetime | None
    created_at: datetime
    updated_at: datetime


class FieldOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    event_type_id: uuid.UUID
    name: str
    display_name: str
    field_type: FieldType
    is_required: bool
    enum_options: list[str] | None
    description: str
    order: int
    sensitivity: Sensitivity
    contract_required_max_null_rate: float | None
    contract_regex: str | None
    contract_min_value: float | None
    contract_max_value: float | None
    contract_max_bad_rate: float


class FieldCreate(BaseModel):
    name: Name
    display_name: DisplayName
    field_type: FieldType
    is_required: bool = False
    enum_options: list[str] | None = None
    description: str = ""
    order: Order = 0
    sensitivity: Sensitivity = "none"
    contract_required_max_null_rate: Share | None = None
    contract_regex: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    contract_min_value: Number | None = None
    contract_max_value: Number | None = None
    contract_max_bad_rate: Share = 0


class FieldUpdate(BaseModel):
    """Partial: only members that were sent count; the name stays."""

    display_name: DisplayName | None = None
    field_type: FieldType | None = None
    is_required: bool | None = None
    enum_options: list[str] | None = None
    description: str | None = None
    order: Order | None = None
    sensitivity: Sensitivity | None = None
    contract_required_max_null_rate: Share | None = None
    contract_regex: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    contract_min_value: Number | None = None
    contract_max_value: Number | None = None
    contract_max_bad_rate: Share | None = None


class FieldsCreate(BaseModel):
    fields: Annotated[list[FieldCreate], Field(min_length=1, max_length=500)]


class FieldOrder(BaseModel):
    field_ids: list[uuid.UUID]


class EventTypeOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    project_id: uuid.UUID
    name: str
    display_name: str
    description: str
    color: str
    order: int
    event_name_format: str | None = None
    field_count: int
    required_field_count: int
    field_definitions: list[FieldOut]
    created_at: datetime
    updated_at: datetime


class EventTypeCreate(BaseModel):
    name: Name
    display_name: DisplayName
    description: str = ""
    color: Color = "#6366f1"
    order: Order = 0
    field_definitions: list[FieldCreate] = []

    @field_validator("field_definitions")
    @classmethod
    def _names_differ(cls, fields: list[FieldCreate]) -> list[FieldCreate]:
        twice = _repeated(each.name for each in fields)
        if twice:
            raise ValueError(f"Field names must differ; these repeat: {', '.join(twice)}")
        return fields


class EventTypeUpdate(BaseModel):
    """Partial: only members that were sent count."""

    display_name: DisplayName | None = None
    description: str | None = None
    color: Color | None = None
    order: Order | None = None


def _repeated(names: Iterable[str]) -> list[str]:
    return sorted(name for name, times in Counter(names).items() if times > 1)
