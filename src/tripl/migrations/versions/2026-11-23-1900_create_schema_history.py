"""Create schema history."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_1900"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    for extension in ("vector", "pg_trgm", "unaccent"):
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {extension} WITH SCHEMA public")
    op.create_table(
        "schema_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.String(length=64), nullable=False),
        sa.Column("app_version", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schema_history")),
    )
    op.create_index(op.f("ix_schema_history_revision"), "schema_history", ["revision"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_schema_history_revision"), table_name="schema_history")
    op.drop_table("schema_history")
    for extension in ("unaccent", "pg_trgm", "vector"):
        op.execute(f"DROP EXTENSION IF EXISTS {extension}")
