"""Let a delivery be the digest of a week, of no rule and no scan."""

import sqlalchemy as sa
from alembic import op

revision = "20261201_1320"
down_revision = "20261201_1310"
branch_labels = None
depends_on = None

OF_RULES = ("rule_id", "scan_config_id")


def upgrade() -> None:
    op.add_column("alert_deliveries", sa.Column("digest_week", sa.Date(), nullable=True))
    for column in OF_RULES:
        op.alter_column("alert_deliveries", column, existing_type=sa.Uuid(), nullable=True)
    op.create_check_constraint(
        op.f("ck_alert_deliveries_cause"),
        "alert_deliveries",
        "digest_week IS NOT NULL OR (rule_id IS NOT NULL AND scan_config_id IS NOT NULL)",
    )
    op.create_index("uq_alert_deliveries_digest", "alert_deliveries", ["destination_id", "digest_week"], unique=True)


def downgrade() -> None:
    # An older version knows messages of rules only.
    op.execute("DELETE FROM alert_deliveries WHERE digest_week IS NOT NULL")
    op.drop_index("uq_alert_deliveries_digest", table_name="alert_deliveries")
    op.drop_constraint(op.f("ck_alert_deliveries_cause"), "alert_deliveries", type_="check")
    for column in OF_RULES:
        op.alter_column("alert_deliveries", column, existing_type=sa.Uuid(), nullable=False)
    op.drop_column("alert_deliveries", "digest_week")
