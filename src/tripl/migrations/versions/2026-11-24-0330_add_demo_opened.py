"""Remember when a demo was last looked at."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_0330"
down_revision = "20261124_0237"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("projects", sa.Column("demo_opened_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("projects", "demo_opened_at")
