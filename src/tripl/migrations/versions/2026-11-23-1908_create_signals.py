"""Create signals."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261123_1908"
down_revision = "20261123_1907"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "anomaly_settings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("anomaly_detection_enabled", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("detect_project_total", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("detect_event_types", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("detect_events", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("detect_metrics", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("baseline_window_buckets", sa.Integer(), server_default="14", nullable=False),
        sa.Column("min_history_buckets", sa.Integer(), server_default="7", nullable=False),
        sa.Column("sigma_threshold", sa.Double(), server_default="4.0", nullable=False),
        sa.Column("min_expected_count", sa.Integer(), server_default="50", nullable=False),
        sa.Column("recent_signal_window_hours", sa.Integer(), server_default="24", nullable=False),
        sa.Column("anomaly_ingestion_settling_minutes", sa.Integer(), server_default="120", nullable=False),
        sa.Column("decided", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_anomaly_settings_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anomaly_settings")),
        sa.UniqueConstraint("project_id", name=op.f("uq_anomaly_settings_project_id")),
    )
    op.create_table(
        "anomalies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("scan_config_id", sa.Uuid(), nullable=False),
        sa.Column("scope_type", sa.String(length=16), nullable=False),
        sa.Column("scope_ref", sa.String(length=64), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("event_type_id", sa.Uuid(), nullable=True),
        sa.Column("bucket", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_bucket", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actual_count", sa.Double(), nullable=False),
        sa.Column("expected_count", sa.Double(), nullable=False),
        sa.Column("lower", sa.Double(), nullable=False),
        sa.Column("upper", sa.Double(), nullable=False),
        sa.Column("stddev", sa.Double(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("detector_kind", sa.String(length=32), nullable=False),
        sa.Column("sigma_used", sa.Double(), nullable=False),
        sa.Column("min_expected_used", sa.Double(), nullable=False),
        sa.Column("settled", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("explanation", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("detected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_anomalies_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["event_type_id"], ["event_types.id"], name=op.f("fk_anomalies_event_type_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_anomalies_project_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["scan_config_id"], ["scan_configs.id"], name=op.f("fk_anomalies_scan_config_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anomalies")),
        sa.UniqueConstraint(
            "scan_config_id",
            "scope_type",
            "scope_ref",
            "bucket",
            name=op.f("uq_anomalies_scan_config_id_scope_type_scope_ref_bucket"),
        ),
    )
    op.create_index(op.f("ix_anomalies_event_id"), "anomalies", ["event_id"], unique=False)
    op.create_index(op.f("ix_anomalies_event_type_id"), "anomalies", ["event_type_id"], unique=False)
    op.create_index("ix_anomalies_open", "anomalies", ["project_id", "closed_at", "bucket"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_anomalies_open", table_name="anomalies")
    op.drop_index(op.f("ix_anomalies_event_type_id"), table_name="anomalies")
    op.drop_index(op.f("ix_anomalies_event_id"), table_name="anomalies")
    op.drop_table("anomalies")
    op.drop_table("anomaly_settings")
