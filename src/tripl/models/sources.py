"""Warehouse connections."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tripl.db.encrypted import Encrypted
from tripl.models.base import Base, Id, Stamped, short


class DataSource(Stamped, Base):
    __tablename__ = "data_sources"
    __table_args__ = (
        UniqueConstraint("organization_id", "name"),
        ForeignKeyConstraint(
            ["project_id", "organization_id"], ["projects.id", "projects.organization_id"], ondelete="CASCADE"
        ),
    )

    id: Mapped[Id]
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    project_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(short(255))
    db_type: Mapped[str] = mapped_column(short(16))
    host: Mapped[str] = mapped_column(short(500))
    port: Mapped[int]
    database_name: Mapped[str] = mapped_column(short(255))
    username: Mapped[str] = mapped_column(short(255), server_default="")
    password: Mapped[str | None] = mapped_column(Encrypted)
    connection_settings: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    sslkey: Mapped[str | None] = mapped_column(Encrypted)
    timeout_seconds: Mapped[int | None]
    json_path_discovery: Mapped[str | None] = mapped_column(short(16))
    last_test_at: Mapped[datetime | None]
    last_test_status: Mapped[str | None] = mapped_column(short(16))
    last_test_message: Mapped[str | None]
