"""Create setting overrides."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261130_2315"
down_revision = "20261130_2114"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "setting_overrides",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(value is null) <> (secret is null)", name=op.f("ck_setting_overrides_one_value")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting_overrides")),
        sa.UniqueConstraint("name", name=op.f("uq_setting_overrides_name")),
    )


def downgrade() -> None:
    op.drop_table("setting_overrides")
