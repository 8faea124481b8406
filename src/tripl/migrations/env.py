"""Runs migrations over psycopg, one transaction for all, and keeps schema_history."""

import logging
from logging.config import fileConfig
from typing import Any, cast

from alembic import context
from sqlalchemy import Connection, create_engine, pool, text

from tripl import __version__
from tripl.kit.plugins import BadExtension, load
from tripl.settings import Settings

try:
    from tripl.models import Base
except BadExtension as bad:
    raise SystemExit(str(bad)) from None

LOCK_TIMEOUT = "10s"
FOREIGN = "the schema is at {}, which neither this version nor the database's own history knows; nothing was changed"
log = logging.getLogger(__name__)

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


def ahead(connection: Connection) -> bool:
    """Whether a newer version brought the schema here: after a rollback of the image it is left as it is.

    Raises:
        SystemExit: It is at a revision that nobody wrote down.
    """
    known = {each.revision for each in context.script.walk_revisions()}
    unknown = next((each for each in context.get_context().get_current_heads() if each not in known), None)
    if unknown is None:
        return False
    if connection.scalar(text("SELECT to_regclass('public.schema_history')")) is None:
        raise SystemExit(FOREIGN.format(unknown))
    newest = text("SELECT app_version FROM public.schema_history WHERE revision = :at ORDER BY at DESC LIMIT 1")
    version = connection.scalar(newest, {"at": unknown})
    if version is None:
        raise SystemExit(FOREIGN.format(unknown))
    head = context.script.get_current_head()
    log.warning(
        "the schema is at %s, which tripl %s made; it is newer than %s of this one and stays", unknown, version, head
    )
    return True


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
        if ahead(connection):
            return
        context.run_migrations()
        if is_upgrade():
            extend(connection)


def is_upgrade() -> bool:
    """Up to the head of this version; extensions build on that alone."""
    migration = context.get_context()
    asked = getattr(migration.opts.get("fn"), "__name__", "")
    return asked == "upgrade" and set(migration.get_current_heads()) == set(context.script.get_heads())


def extend(connection: Connection) -> None:
    """Migrations of extensions: each brings its own tables up and keeps a version table of its own."""
    for name, bring_up in load("tripl.migrations"):
        log.info("migrations of the extension %s", name)
        bring_up(connection)


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
