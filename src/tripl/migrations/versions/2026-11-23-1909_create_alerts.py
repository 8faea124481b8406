"""Create alerts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261123_1909"
down_revision = "20261123_1908"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alert_destinations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("delivery_schedule_cron", sa.String(length=120), nullable=True),
        sa.Column("settings", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("secrets", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_alert_destinations_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_destinations")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_alert_destinations_project_id_name")),
    )
    op.create_table(
        "alert_rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("destination_id", sa.Uuid(), nullable=False),
        sa.Column("scan_config_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("include_project_total", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("include_event_types", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("include_events", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("include_schema_drifts", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("include_variable_value_drifts", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("include_distribution_drifts", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("include_metrics", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("include_release_regressions", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("notify_on_spike", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("notify_on_drop", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("min_percent_delta", sa.Double(), server_default="30", nullable=False),
        sa.Column("min_absolute_delta", sa.Double(), server_default="0", nullable=False),
        sa.Column("min_expected_count", sa.Double(), server_default="0", nullable=False),
        sa.Column("cooldown_minutes", sa.Integer(), server_default="1440", nullable=False),
        sa.Column("filters", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("message_format", sa.String(length=32), nullable=True),
        sa.Column("message_template", sa.Text(), nullable=True),
        sa.Column("items_template", sa.Text(), nullable=True),
        sa.Column("ai_explanation_enabled", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("muted_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["destination_id"],
            ["alert_destinations.id"],
            name=op.f("fk_alert_rules_destination_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_alert_rules_project_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["scan_config_id"], ["scan_configs.id"], name=op.f("fk_alert_rules_scan_config_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_rules")),
    )
    op.create_index(op.f("ix_alert_rules_destination_id"), "alert_rules", ["destination_id"], unique=False)
    op.create_index(op.f("ix_alert_rules_project_id"), "alert_rules", ["project_id"], unique=False)
    op.create_index(op.f("ix_alert_rules_scan_config_id"), "alert_rules", ["scan_config_id"], unique=False)
    op.create_table(
        "alert_deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("scan_config_id", sa.Uuid(), nullable=False),
        sa.Column("scan_job_id", sa.Uuid(), nullable=True),
        sa.Column("destination_id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("destination_name", sa.Text(), nullable=False),
        sa.Column("rule_name", sa.Text(), nullable=False),
        sa.Column("scan_name", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), server_default="pending", nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("matched_count", sa.Integer(), nullable=False),
        sa.Column("payload_snapshot", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("error_permanent", sa.Boolean(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_local", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("is_simulated", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["destination_id"],
            ["alert_destinations.id"],
            name=op.f("fk_alert_deliveries_destination_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_alert_deliveries_project_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["alert_rules.id"], name=op.f("fk_alert_deliveries_rule_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["scan_config_id"], ["scan_configs.id"], name=op.f("fk_alert_deliveries_scan_config_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["scan_job_id"], ["scan_jobs.id"], name=op.f("fk_alert_deliveries_scan_job_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_deliveries")),
    )
    op.create_index(op.f("ix_alert_deliveries_destination_id"), "alert_deliveries", ["destination_id"], unique=False)
    op.create_index("ix_alert_deliveries_recent", "alert_deliveries", ["project_id", "created_at"], unique=False)
    op.create_index(op.f("ix_alert_deliveries_rule_id"), "alert_deliveries", ["rule_id"], unique=False)
    op.create_index(op.f("ix_alert_deliveries_scan_config_id"), "alert_deliveries", ["scan_config_id"], unique=False)
    op.create_index(op.f("ix_alert_deliveries_scan_job_id"), "alert_deliveries", ["scan_job_id"], unique=False)
    op.create_index("ix_alert_deliveries_waiting", "alert_deliveries", ["status", "next_attempt_at"], unique=False)
    op.create_table(
        "alert_states",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("scan_config_id", sa.Uuid(), nullable=False),
        sa.Column("scope_type", sa.String(length=16), nullable=False),
        sa.Column("scope_ref", sa.String(length=64), nullable=False),
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("is_open", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_anomaly_bucket", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_message_bucket", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_alert_states_project_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["alert_rules.id"], name=op.f("fk_alert_states_rule_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["scan_config_id"], ["scan_configs.id"], name=op.f("fk_alert_states_scan_config_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_states")),
        sa.UniqueConstraint(
            "rule_id",
            "scan_config_id",
            "scope_type",
            "scope_ref",
            "direction",
            name=op.f("uq_alert_states_rule_id_scan_config_id_scope_type_scope_ref_direction"),
        ),
    )
    op.create_index("ix_alert_states_open", "alert_states", ["project_id", "is_open"], unique=False)
    op.create_index(op.f("ix_alert_states_scan_config_id"), "alert_states", ["scan_config_id"], unique=False)
    op.create_table(
        "alert_delivery_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("scope_type", sa.String(length=16), nullable=False),
        sa.Column("scope_ref", sa.String(length=64), nullable=False),
        sa.Column("scope_name", sa.Text(), nullable=False),
        sa.Column("event_type_id", sa.Uuid(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("bucket", sa.DateTime(timezone=True), nullable=False),
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("actual_count", sa.Double(), nullable=False),
        sa.Column("expected_count", sa.Double(), nullable=False),
        sa.Column("absolute_delta", sa.Double(), nullable=False),
        sa.Column("percent_delta", sa.Double(), nullable=True),
        sa.Column("details_path", sa.Text(), nullable=True),
        sa.Column("monitoring_path", sa.Text(), nullable=True),
        sa.Column("drift_field", sa.Text(), nullable=True),
        sa.Column("drift_type", sa.Text(), nullable=True),
        sa.Column("sample_value", sa.Text(), nullable=True),
        sa.Column("correlation_group_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["alert_deliveries.id"],
            name=op.f("fk_alert_delivery_items_delivery_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_delivery_items")),
    )
    op.create_index(
        op.f("ix_alert_delivery_items_correlation_group_id"),
        "alert_delivery_items",
        ["correlation_group_id"],
        unique=False,
    )
    op.create_index(op.f("ix_alert_delivery_items_delivery_id"), "alert_delivery_items", ["delivery_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_alert_delivery_items_delivery_id"), table_name="alert_delivery_items")
    op.drop_index(op.f("ix_alert_delivery_items_correlation_group_id"), table_name="alert_delivery_items")
    op.drop_table("alert_delivery_items")
    op.drop_index(op.f("ix_alert_states_scan_config_id"), table_name="alert_states")
    op.drop_index("ix_alert_states_open", table_name="alert_states")
    op.drop_table("alert_states")
    op.drop_index("ix_alert_deliveries_waiting", table_name="alert_deliveries")
    op.drop_index(op.f("ix_alert_deliveries_scan_job_id"), table_name="alert_deliveries")
    op.drop_index(op.f("ix_alert_deliveries_scan_config_id"), table_name="alert_deliveries")
    op.drop_index(op.f("ix_alert_deliveries_rule_id"), table_name="alert_deliveries")
    op.drop_index("ix_alert_deliveries_recent", table_name="alert_deliveries")
    op.drop_index(op.f("ix_alert_deliveries_destination_id"), table_name="alert_deliveries")
    op.drop_table("alert_deliveries")
    op.drop_index(op.f("ix_alert_rules_scan_config_id"), table_name="alert_rules")
    op.drop_index(op.f("ix_alert_rules_project_id"), table_name="alert_rules")
    op.drop_index(op.f("ix_alert_rules_destination_id"), table_name="alert_rules")
    op.drop_table("alert_rules")
    op.drop_table("alert_destinations")
