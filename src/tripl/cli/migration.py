"""`tripl migration`: for developers, in a checkout."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click

INI = Path(__file__).parents[3] / "alembic.ini"


@click.command()
@click.argument("name")
def command(name: str) -> None:
    """Write a dated migration: the difference between the models and an empty database brought to head."""
    from alembic import command as alembic
    from alembic.config import Config

    from tripl.cli.embedded import EmbeddedPostgres

    if not INI.exists():
        raise click.ClickException("migrations are written in a checkout; this is an installed package")
    config = Config(str(INI))
    with tempfile.TemporaryDirectory(prefix="tripl-migration-") as folder:
        Path(folder).chmod(0o755)
        with EmbeddedPostgres(Path(folder) / "data", durable=False) as postgres:
            config.attributes.update(url=postgres.url, quiet=True)
            alembic.upgrade(config, "head")
            alembic.revision(config, name, autogenerate=True, rev_id=f"{datetime.now(UTC):%Y%m%d_%H%M}")
