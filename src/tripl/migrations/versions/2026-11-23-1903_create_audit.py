"""Create audit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261123_1903"
down_revision = "20261123_1902"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("user_email", sa.Text(), server_default="", nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("project_slug", sa.Text(), server_default="", nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=True),
        sa.Column("branch_name", sa.Text(), server_default="", nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("target_type", sa.String(length=32), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("target_name", sa.Text(), server_default="", nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_audit_entries_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
    )
    op.create_index("ix_audit_entries_project", "audit_entries", ["project_id", "created_at"], unique=False)
    op.create_index("ix_audit_entries_recent", "audit_entries", ["organization_id", "created_at"], unique=False)
    op.create_foreign_key(
        op.f("fk_api_keys_project_id"),
        "api_keys",
        "projects",
        ["project_id"],
        ["id"],
        ondelete="CASCADE",
        use_alter=True,
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_api_keys_project_id"), "api_keys", type_="foreignkey")
    op.drop_index("ix_audit_entries_recent", table_name="audit_entries")
    op.drop_index("ix_audit_entries_project", table_name="audit_entries")
    op.drop_table("audit_entries")
