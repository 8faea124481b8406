"""`tripl backup`: one file with everything that is stored, but the key."""

from datetime import UTC, datetime
from pathlib import Path

import click

from tripl.cli.installation import Installation, data_option, opened

MEGABYTE = 2**20


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@data_option
def command(*, file: Path | None, data: Path | None) -> None:
    """Dump the database into FILE (tripl-DATE.dump here unless you name one), while everything runs.

    The same as `pg_dump -Fc`. ENCRYPTION_KEY is not inside.
    """
    from tripl.cli.dumps import Dump
    from tripl.cli.pgtools import Tools

    target = (file or Path(f"tripl-{datetime.now(UTC):%Y-%m-%dT%H%M%S}.dump")).absolute()
    if target.exists():
        raise click.ClickException(f"{target} exists already, and a backup replaces nothing; name another file")
    if not target.parent.is_dir():
        raise click.ClickException(f"the folder {target.parent} does not exist")
    with opened(data) as found:
        Tools(found.url).dump(target)
    made = Dump.read(target)
    click.echo(f"{target}: {target.stat().st_size / MEGABYTE:.1f} MB, {made.origin}")
    for line in missing(found):
        click.echo(f"not inside: {line}")


def missing(found: Installation) -> list[str]:
    """What else it takes to have everything back."""
    where = f"{found.folder}/secrets.env" if found.folder else "the environment"
    lines = [
        f"ENCRYPTION_KEY ({where}): without it stored passwords cannot be read; keep a copy, and keep it elsewhere"
    ]
    if found.folder:
        lines.append(f"the files that sources read ({found.folder}/files)")
    return lines
