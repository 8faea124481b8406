"""Add the extension that sends doubles flat."""

from alembic import op

revision = "20261123_1912"
down_revision = "20261123_1911"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS cube WITH SCHEMA public")


def downgrade() -> None:
    op.execute("DROP EXTENSION IF EXISTS cube")
