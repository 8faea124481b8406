"""The tracking plan: branches, event types, fields, events, variables."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tripl.models.base import Base, Id, Stamped, Words, short


class PlanBranch(Stamped, Base):
    __tablename__ = "plan_branches"
    __table_args__ = (
        UniqueConstraint("project_id", "name"),
        Index("uq_plan_branches_main", "project_id", unique=True, postgresql_where="kind = 'main'"),
    )

    id: Mapped[Id]
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(short(255))
    kind: Mapped[str] = mapped_column(short(16))
    status: Mapped[str] = mapped_column(short(32))
    description: Mapped[str] = mapped_column(server_default="")
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    merged_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    merged_at: Mapped[datetime | None]


class EventType(Stamped, Base):
    __tablename__ = "event_types"
    __table_args__ = (UniqueConstraint("branch_id", "name"),)

    id: Mapped[Id]
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    branch_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plan_branches.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(short(100))
    display_name: Mapped[str] = mapped_column(short(255))
    description: Mapped[str] = mapped_column(server_default="")
    color: Mapped[str] = mapped_column(short(7), server_default="#6366f1")
    order: Mapped[int] = mapped_column(server_default="0")


class FieldDefinition(Stamped, Base):
    __tablename__ = "field_definitions"
    __table_args__ = (UniqueConstraint("event_type_id", "name"),)

    id: Mapped[Id]
    event_type_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("event_types.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(short(100))
    display_name: Mapped[str] = mapped_column(short(255))
    field_type: Mapped[str] = mapped_column(short(16))
    is_required: Mapped[bool] = mapped_column(server_default="false")
    enum_options: Mapped[list[str] | None]
    description: Mapped[str] = mapped_column(server_default="")
    order: Mapped[int] = mapped_column(server_default="0")
    sensitivity: Mapped[str] = mapped_column(short(16), server_default="none")
    contract_required_max_null_rate: Mapped[float | None]
    contract_regex: Mapped[str | None] = mapped_column(short(500))
    contract_min_value: Mapped[float | None]
    contract_max_value: Mapped[float | None]
    contract_max_bad_rate: Mapped[float] = mapped_column(server_default="0")


class Event(Stamped, Base):
    """`source_name` is the identity that collection matches rows on; derived, never typed."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("event_type_id", "source_name"),
        Index("ix_events_catalog", "branch_id", "status", "order"),
    )

    id: Mapped[Id]
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    branch_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plan_branches.id", ondelete="CASCADE"))
    event_type_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("event_types.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(short(500))
    title: Mapped[str] = mapped_column(short(500), server_default="")
    description: Mapped[str] = mapped_column(server_default="")
    order: Mapped[int] = mapped_column(server_default="0")
    status: Mapped[str] = mapped_column(short(16), server_default="draft")
    reviewed: Mapped[bool] = mapped_column(server_default="false")
    source_name: Mapped[str | None]
    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    sunset_at: Mapped[datetime | None]
    first_seen_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]
    superseded_by_event_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("events.id", ondelete="SET NULL"))
    metric_breakdown_columns: Mapped[Words]


class EventTag(Base):
    __tablename__ = "event_tags"
    __table_args__ = (UniqueConstraint("event_id", "name"),)

    id: Mapped[Id]
    event_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(short(100), index=True)


class EventFieldValue(Base):
    __tablename__ = "event_field_values"
    __table_args__ = (UniqueConstraint("event_id", "field_definition_id"),)

    id: Mapped[Id]
    event_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    field_definition_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("field_definitions.id", ondelete="CASCADE"), index=True
    )
    value: Mapped[str]
    is_authored: Mapped[bool] = mapped_column(server_default="false")


class Variable(Stamped, Base):
    __tablename__ = "variables"
    __table_args__ = (UniqueConstraint("branch_id", "name"),)

    id: Mapped[Id]
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    branch_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plan_branches.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(short(100))
    source_name: Mapped[str | None]
    variable_type: Mapped[str] = mapped_column(short(16), server_default="string")
    description: Mapped[str] = mapped_column(server_default="")
    allowed_values: Mapped[Words]
    bindings: Mapped[Words]
    excluded_from_scans: Mapped[bool] = mapped_column(server_default="false")
