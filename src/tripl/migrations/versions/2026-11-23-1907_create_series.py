"""Create series."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_1907"
down_revision = "20261123_1906"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "metric_series",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("scan_config_id", sa.Uuid(), nullable=True),
        sa.Column("metric_id", sa.Uuid(), nullable=True),
        sa.Column("scope_type", sa.String(length=16), nullable=False),
        sa.Column("scope_id", sa.Uuid(), nullable=True),
        sa.Column("column", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("is_other", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("interval", sa.String(length=4), nullable=False),
        sa.CheckConstraint("(scan_config_id is null) <> (metric_id is null)", name=op.f("ck_metric_series_one_owner")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_metric_series_project_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["scan_config_id"], ["scan_configs.id"], name=op.f("fk_metric_series_scan_config_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metric_series")),
        sa.UniqueConstraint(
            "project_id",
            "scan_config_id",
            "metric_id",
            "scope_type",
            "scope_id",
            "column",
            "value",
            "is_other",
            "interval",
            name="uq_metric_series_key",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        "ix_metric_series_scan", "metric_series", ["scan_config_id", "scope_type", "scope_id"], unique=False
    )
    op.create_index("ix_metric_series_scope", "metric_series", ["scope_id"], unique=False)
    op.create_table(
        "scan_coverage",
        sa.Column("scan_config_id", sa.Uuid(), nullable=False),
        sa.Column("interval", sa.String(length=4), nullable=False),
        sa.Column("chunk_no", sa.Integer(), nullable=False),
        sa.Column("states", sa.ARRAY(sa.SmallInteger()), nullable=False),
        sa.ForeignKeyConstraint(
            ["scan_config_id"], ["scan_configs.id"], name=op.f("fk_scan_coverage_scan_config_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("scan_config_id", "interval", "chunk_no", name=op.f("pk_scan_coverage")),
    )
    op.create_table(
        "metric_chunks",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("chunk_no", sa.Integer(), nullable=False),
        sa.Column("vals", sa.ARRAY(sa.Double()), nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id"], ["metric_series.id"], name=op.f("fk_metric_chunks_series_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("series_id", "chunk_no", name=op.f("pk_metric_chunks")),
        postgresql_with={"fillfactor": 100},
    )
    op.create_table(
        "metric_tail",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("chunk_no", sa.Integer(), nullable=False),
        sa.Column("vals", sa.ARRAY(sa.Double()), nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id"], ["metric_series.id"], name=op.f("fk_metric_tail_series_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("series_id", "chunk_no", name=op.f("pk_metric_tail")),
        postgresql_with={"fillfactor": 50},
    )


def downgrade() -> None:
    op.drop_table("metric_tail")
    op.drop_table("metric_chunks")
    op.drop_table("scan_coverage")
    op.drop_index("ix_metric_series_scope", table_name="metric_series")
    op.drop_index("ix_metric_series_scan", table_name="metric_series")
    op.drop_table("metric_series")
