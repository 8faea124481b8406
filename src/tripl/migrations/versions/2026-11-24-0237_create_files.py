"""Create the files that people drop."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261124_0237"
down_revision = "20261123_1913"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("format", sa.String(length=16), nullable=False),
        sa.Column("gzipped", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("owned", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("status", sa.String(length=16), server_default="uploaded", nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=True),
        sa.Column("progress", sa.Double(), server_default="0", nullable=False),
        sa.Column("loaded_rows", sa.BigInteger(), nullable=True),
        sa.Column("rejected_rows", sa.BigInteger(), nullable=True),
        sa.Column("blank_lines", sa.BigInteger(), nullable=True),
        sa.Column("comment_lines", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("choices", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("project_made", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("data_source_id", sa.Uuid(), nullable=True),
        sa.Column("scan_id", sa.Uuid(), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("data_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("data_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("fence", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["data_source_id"], ["data_sources.id"], name=op.f("fk_files_data_source_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["job_id"], ["scan_jobs.id"], name=op.f("fk_files_job_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_files_organization_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_files_project_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["users.id"], name=op.f("fk_files_requested_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["scan_id"], ["scan_configs.id"], name=op.f("fk_files_scan_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
    )
    op.create_index("ix_files_newest", "files", ["organization_id", "created_at"], unique=False)
    op.create_index(op.f("ix_files_project_id"), "files", ["project_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_files_project_id"), table_name="files")
    op.drop_index("ix_files_newest", table_name="files")
    op.drop_table("files")
