"""Add platform admins, verified addresses, groups, organisations that go, and keys that keep them apart."""

import sqlalchemy as sa
from alembic import op

revision = "20261201_0020"
down_revision = "20261201_0000"
branch_labels = None
depends_on = None

BOUND = ("api_keys", "data_sources")


def upgrade() -> None:
    op.add_column("organizations", sa.Column("deleting_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("users", sa.Column("is_platform_admin", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("users", sa.Column("email_verified", sa.Boolean(), server_default="true", nullable=False))
    # Until now the owners of the one organisation ran the instance; nobody loses that.
    op.execute(
        "UPDATE users SET is_platform_admin = true FROM organization_members m JOIN organizations o"
        " ON o.id = m.organization_id WHERE m.user_id = users.id AND m.role = 'owner' AND o.slug = 'default'"
    )
    op.create_table(
        "email_verifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_email_verifications_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_verifications")),
        sa.UniqueConstraint("user_id", name=op.f("uq_email_verifications_user_id")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_email_verifications_token_digest")),
    )
    _create_groups()
    op.create_unique_constraint(op.f("uq_projects_id_organization_id"), "projects", ["id", "organization_id"])
    for table in BOUND:
        op.drop_constraint(op.f(f"fk_{table}_project_id"), table, type_="foreignkey")
        op.create_foreign_key(
            op.f(f"fk_{table}_project_id_organization_id"),
            table,
            "projects",
            ["project_id", "organization_id"],
            ["id", "organization_id"],
            ondelete="CASCADE",
        )
    _replace_audit_key("SET NULL")
    op.alter_column("audit_entries", "organization_id", existing_type=sa.Uuid(), nullable=True)


def _create_groups() -> None:
    op.create_table(
        "organization_groups",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_organization_groups_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_groups")),
        sa.UniqueConstraint("id", "organization_id", name=op.f("uq_organization_groups_id_organization_id")),
    )
    op.create_index(
        "uq_organization_groups_name",
        "organization_groups",
        ["organization_id", sa.literal_column("lower(name)")],
        unique=True,
    )
    op.create_table(
        "organization_group_members",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id", "organization_id"],
            ["organization_groups.id", "organization_groups.organization_id"],
            name=op.f("fk_organization_group_members_group_id_organization_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_id"],
            ["organization_members.organization_id", "organization_members.user_id"],
            name=op.f("fk_organization_group_members_organization_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("group_id", "user_id", name=op.f("pk_organization_group_members")),
    )
    op.create_index(
        "ix_organization_group_members_person", "organization_group_members", ["organization_id", "user_id"]
    )


def _replace_audit_key(ondelete: str) -> None:
    name = op.f("fk_audit_entries_organization_id")
    op.drop_constraint(name, "audit_entries", type_="foreignkey")
    op.create_foreign_key(name, "audit_entries", "organizations", ["organization_id"], ["id"], ondelete=ondelete)


def downgrade() -> None:
    # What an older version cannot hold: the trail of organisations that are gone.
    op.execute("DELETE FROM audit_entries WHERE organization_id IS NULL")
    op.alter_column("audit_entries", "organization_id", existing_type=sa.Uuid(), nullable=False)
    _replace_audit_key("CASCADE")
    for table in BOUND:
        op.drop_constraint(op.f(f"fk_{table}_project_id_organization_id"), table, type_="foreignkey")
        op.create_foreign_key(
            op.f(f"fk_{table}_project_id"), table, "projects", ["project_id"], ["id"], ondelete="CASCADE"
        )
    op.drop_constraint(op.f("uq_projects_id_organization_id"), "projects", type_="unique")
    op.drop_table("organization_group_members")
    op.drop_table("organization_groups")
    op.drop_table("email_verifications")
    op.drop_column("users", "email_verified")
    op.drop_column("users", "is_platform_admin")
    op.drop_column("organizations", "deleting_since")
