"""Create annotations and expected windows."""

import sqlalchemy as sa
from alembic import op

revision = "20261130_1954"
down_revision = "20261124_0330"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "annotations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("bucket", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expected_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("color", sa.String(length=20), nullable=False),
        sa.Column("scope_type", sa.String(length=16), nullable=True),
        sa.Column("scope_ref", sa.String(length=120), nullable=True),
        sa.Column("source", sa.String(length=16), server_default="manual", nullable=False),
        sa.Column("url", sa.String(length=500), nullable=True),
        sa.Column("created_by_user_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(scope_type IS NULL) = (scope_ref IS NULL)", name=op.f("ck_annotations_scope")),
        sa.CheckConstraint("expected_until > bucket", name=op.f("ck_annotations_window")),
        sa.ForeignKeyConstraint(
            ["created_by_user_id"], ["users.id"], name=op.f("fk_annotations_created_by_user_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_annotations_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annotations")),
    )
    op.create_index("ix_annotations_project_id_bucket", "annotations", ["project_id", "bucket"], unique=False)
    op.create_index(
        "uq_annotations_release",
        "annotations",
        ["project_id", "label"],
        unique=True,
        postgresql_where=sa.text("source = 'release'"),
    )


def downgrade() -> None:
    op.drop_index("uq_annotations_release", table_name="annotations", postgresql_where=sa.text("source = 'release'"))
    op.drop_index("ix_annotations_project_id_bucket", table_name="annotations")
    op.drop_table("annotations")
