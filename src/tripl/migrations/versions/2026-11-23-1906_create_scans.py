"""Create scans."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261123_1906"
down_revision = "20261123_1905"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scan_probes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("request", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("status", sa.String(length=16), server_default="pending", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result_summary", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_scan_probes_project_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["users.id"], name=op.f("fk_scan_probes_requested_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_probes")),
    )
    op.create_index(op.f("ix_scan_probes_project_id"), "scan_probes", ["project_id"], unique=False)
    op.create_table(
        "scan_configs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("data_source_id", sa.Uuid(), nullable=False),
        sa.Column("event_type_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("base_query", sa.Text(), nullable=False),
        sa.Column("event_type_column", sa.Text(), nullable=True),
        sa.Column("time_column", sa.Text(), nullable=True),
        sa.Column("event_name_format", sa.String(length=500), nullable=True),
        sa.Column("json_value_paths", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("event_group_rules", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("metric_breakdown_columns", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("metric_breakdown_values_limit", sa.Integer(), nullable=True),
        sa.Column("distribution_drift_fields", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("cardinality_threshold", sa.Integer(), server_default="100", nullable=False),
        sa.Column("interval", sa.String(length=4), nullable=True),
        sa.Column("replay_chunk_interval", sa.String(length=4), nullable=True),
        sa.Column("scan_lookback_hours", sa.Integer(), nullable=True),
        sa.Column("scan_row_limit", sa.Integer(), nullable=True),
        sa.Column("metrics_row_limit", sa.Integer(), nullable=True),
        sa.Column("app_version_column", sa.String(length=255), nullable=True),
        sa.Column("platform_column", sa.String(length=255), nullable=True),
        sa.Column("app_version_prerelease_pattern", sa.String(length=255), nullable=True),
        sa.Column("app_version_active_share_min", sa.Double(), nullable=True),
        sa.Column("is_static", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=True),
        sa.Column("identity", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("collected_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_event_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_collection_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_metrics_run_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures_in_a_row", sa.Integer(), server_default="0", nullable=False),
        sa.Column("retry_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["data_source_id"], ["data_sources.id"], name=op.f("fk_scan_configs_data_source_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_type_id"], ["event_types.id"], name=op.f("fk_scan_configs_event_type_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_scan_configs_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_configs")),
        sa.UniqueConstraint("data_source_id", "name", name=op.f("uq_scan_configs_data_source_id_name")),
    )
    op.create_index(op.f("ix_scan_configs_event_type_id"), "scan_configs", ["event_type_id"], unique=False)
    op.create_index(op.f("ix_scan_configs_project_id"), "scan_configs", ["project_id"], unique=False)
    op.create_table(
        "scan_jobs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("scan_config_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("trigger", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), server_default="pending", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result_summary", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("cancel_requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("cursor", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("fence", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("progressed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_scan_jobs_project_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["users.id"], name=op.f("fk_scan_jobs_requested_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["scan_config_id"], ["scan_configs.id"], name=op.f("fk_scan_jobs_scan_config_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_jobs")),
    )
    op.create_index("ix_scan_jobs_newest", "scan_jobs", ["scan_config_id", "created_at"], unique=False)
    op.create_index(op.f("ix_scan_jobs_project_id"), "scan_jobs", ["project_id"], unique=False)
    op.create_index(
        "uq_scan_jobs_live",
        "scan_jobs",
        ["scan_config_id"],
        unique=True,
        postgresql_where="status in ('pending', 'running')",
    )
    op.create_table(
        "scan_leases",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["scan_jobs.id"], name=op.f("fk_scan_leases_job_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_scan_leases")),
    )


def downgrade() -> None:
    op.drop_table("scan_leases")
    op.drop_index("uq_scan_jobs_live", table_name="scan_jobs", postgresql_where="status in ('pending', 'running')")
    op.drop_index(op.f("ix_scan_jobs_project_id"), table_name="scan_jobs")
    op.drop_index("ix_scan_jobs_newest", table_name="scan_jobs")
    op.drop_table("scan_jobs")
    op.drop_index(op.f("ix_scan_configs_project_id"), table_name="scan_configs")
    op.drop_index(op.f("ix_scan_configs_event_type_id"), table_name="scan_configs")
    op.drop_table("scan_configs")
    op.drop_index(op.f("ix_scan_probes_project_id"), table_name="scan_probes")
    op.drop_table("scan_probes")
