"""What people saved on the settings page."""

from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tripl.db.encrypted import Encrypted
from tripl.models.base import Base, Id, Stamped, short


class SettingOverride(Stamped, Base):
    """One setting that no longer follows the environment; `tripl.db.overrides` reads it before any model is loaded."""

    __tablename__ = "setting_overrides"
    __table_args__ = (CheckConstraint("(value is null) <> (secret is null)", name="one_value"),)

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(short(64), unique=True)
    value: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    secret: Mapped[str | None] = mapped_column(Encrypted)
