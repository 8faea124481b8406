"""Create usage_reports: the id of an installation and the last report that left it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261201_1310"
down_revision = "20261201_0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "usage_reports",
        sa.Column("is_only", sa.Boolean(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("document", postgresql.JSONB(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.CheckConstraint("is_only", name=op.f("ck_usage_reports_is_only")),
        sa.PrimaryKeyConstraint("is_only", name=op.f("pk_usage_reports")),
    )


def downgrade() -> None:
    op.drop_table("usage_reports")
