"""`tripl migrate`: Alembic from wherever the package is installed."""

import click


@click.command()
def command() -> None:
    """Bring the database schema to this version; safe to repeat."""
    from alembic import command as alembic
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "tripl:migrations")
    config.set_main_option("path_separator", "os")
    alembic.upgrade(config, "head")
    click.echo("the schema is up to date")
