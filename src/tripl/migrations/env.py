"""Runs migrations over psycopg, one transaction for all, and keeps schema_history."""

from logging.config import fileConfig
from typing import Any, cast

from alembic import context
from sqlalchemy import Connection, create_engine, pool, text

from tripl import __version__
from tripl.models import Base
from tripl.settings import Settings

LOCK_TIMEOUT = "10s"

if context.config.config_file_name and not context.config.attributes.get("quiet"):
    fileConfig(context.config.config_file_name, disable_existing_loggers=False)


def remember(**of: Any) -> None:
    """One row for each revision reached, so that an older image can tell a newer schema from a foreign one."""
    ctx, step = of["ctx"], of["step"]
    if not step.is_upgrade:
        return
    for revision in step.destination_revision_ids:
        ctx.connection.execute(
            text(
                "INSERT INTO public.schema_history (id, revision, app_version, at)"
                " VALUES (gen_random_uuid(), :revision, :version, clock_timestamp())"
            ),
            {"revision": revision, "version": __version__},
        )


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        compare_server_default=False,
        on_version_apply=cast("Any", remember),
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('tripl:migrations', 0))"))
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
        context.run_migrations()


def run() -> None:
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    url = context.config.attributes.get("url") or Settings().database
    engine = create_engine(url, poolclass=pool.NullPool, connect_args={"options": "-c timezone=UTC"})
    with engine.connect() as connection:
        migrate(connection)


if context.is_offline_mode():
    raise SystemExit("Offline SQL is not supported: schema_history is written by the running upgrade")
run()
