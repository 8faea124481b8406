"""Drop a column that nothing ever filled."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261123_1913"
down_revision = "20261123_1912"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("anomalies", "explanation")


def downgrade() -> None:
    column = sa.Column("explanation", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False)
    op.add_column("anomalies", column)
