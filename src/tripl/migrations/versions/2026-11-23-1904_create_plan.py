"""Create plan."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_1904"
down_revision = "20261123_1903"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_branches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("merged_by", sa.Uuid(), nullable=True),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_plan_branches_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["merged_by"], ["users.id"], name=op.f("fk_plan_branches_merged_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_plan_branches_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_branches")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_plan_branches_project_id_name")),
    )
    op.create_index(
        "uq_plan_branches_main", "plan_branches", ["project_id"], unique=True, postgresql_where="kind = 'main'"
    )
    op.create_table(
        "event_types",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("display_name", sa.String(length=255), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("color", sa.String(length=7), server_default="#6366f1", nullable=False),
        sa.Column("order", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["plan_branches.id"], name=op.f("fk_event_types_branch_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_event_types_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_types")),
        sa.UniqueConstraint("branch_id", "name", name=op.f("uq_event_types_branch_id_name")),
    )
    op.create_index(op.f("ix_event_types_project_id"), "event_types", ["project_id"], unique=False)
    op.create_table(
        "variables",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=True),
        sa.Column("variable_type", sa.String(length=16), server_default="string", nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("allowed_values", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("bindings", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("excluded_from_scans", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["plan_branches.id"], name=op.f("fk_variables_branch_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_variables_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variables")),
        sa.UniqueConstraint("branch_id", "name", name=op.f("uq_variables_branch_id_name")),
    )
    op.create_index(op.f("ix_variables_project_id"), "variables", ["project_id"], unique=False)
    op.create_table(
        "events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("event_type_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("title", sa.String(length=500), server_default="", nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("order", sa.Integer(), server_default="0", nullable=False),
        sa.Column("status", sa.String(length=16), server_default="draft", nullable=False),
        sa.Column("reviewed", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("source_name", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("sunset_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_event_id", sa.Uuid(), nullable=True),
        sa.Column("metric_breakdown_columns", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["plan_branches.id"], name=op.f("fk_events_branch_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_type_id"], ["event_types.id"], name=op.f("fk_events_event_type_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_events_owner_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_events_project_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["superseded_by_event_id"],
            ["events.id"],
            name=op.f("fk_events_superseded_by_event_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("event_type_id", "source_name", name=op.f("uq_events_event_type_id_source_name")),
    )
    op.create_index("ix_events_catalog", "events", ["branch_id", "status", "order"], unique=False)
    op.create_index(op.f("ix_events_project_id"), "events", ["project_id"], unique=False)
    op.create_table(
        "field_definitions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_type_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("display_name", sa.String(length=255), nullable=False),
        sa.Column("field_type", sa.String(length=16), nullable=False),
        sa.Column("is_required", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("enum_options", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("order", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sensitivity", sa.String(length=16), server_default="none", nullable=False),
        sa.Column("contract_required_max_null_rate", sa.Double(), nullable=True),
        sa.Column("contract_regex", sa.String(length=500), nullable=True),
        sa.Column("contract_min_value", sa.Double(), nullable=True),
        sa.Column("contract_max_value", sa.Double(), nullable=True),
        sa.Column("contract_max_bad_rate", sa.Double(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_type_id"], ["event_types.id"], name=op.f("fk_field_definitions_event_type_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_definitions")),
        sa.UniqueConstraint("event_type_id", "name", name=op.f("uq_field_definitions_event_type_id_name")),
    )
    op.create_table(
        "event_field_values",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("field_definition_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("is_authored", sa.Boolean(), server_default="false", nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_field_values_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["field_definition_id"],
            ["field_definitions.id"],
            name=op.f("fk_event_field_values_field_definition_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_field_values")),
        sa.UniqueConstraint(
            "event_id", "field_definition_id", name=op.f("uq_event_field_values_event_id_field_definition_id")
        ),
    )
    op.create_index(
        op.f("ix_event_field_values_field_definition_id"), "event_field_values", ["field_definition_id"], unique=False
    )
    op.create_table(
        "event_tags",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_tags_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_tags")),
        sa.UniqueConstraint("event_id", "name", name=op.f("uq_event_tags_event_id_name")),
    )
    op.create_index(op.f("ix_event_tags_name"), "event_tags", ["name"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_event_tags_name"), table_name="event_tags")
    op.drop_table("event_tags")
    op.drop_index(op.f("ix_event_field_values_field_definition_id"), table_name="event_field_values")
    op.drop_table("event_field_values")
    op.drop_table("field_definitions")
    op.drop_index(op.f("ix_events_project_id"), table_name="events")
    op.drop_index("ix_events_catalog", table_name="events")
    op.drop_table("events")
    op.drop_index(op.f("ix_variables_project_id"), table_name="variables")
    op.drop_table("variables")
    op.drop_index(op.f("ix_event_types_project_id"), table_name="event_types")
    op.drop_table("event_types")
    op.drop_index("uq_plan_branches_main", table_name="plan_branches", postgresql_where="kind = 'main'")
    op.drop_table("plan_branches")
