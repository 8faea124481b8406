"""`tripl restore`: the database as a dump has it, all of it or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from tripl.cli import secrets
from tripl.cli.dumps import Dump
from tripl.cli.embedded import EmbeddedError
from tripl.cli.embedded.schema import current_revision, dump, shipped_head
from tripl.cli.embedded.vetting import mark, stamp, vet
from tripl.cli.installation import (
    Installation,
    alone,
    chosen_folder,
    data_option,
    from_environment,
    name_of,
    of_folder,
)
from tripl.cli.pgtools import Tools

EMPTIED = Path(__file__).with_name("empty.sql")
OTHERS = (
    "select application_name, count(*) from pg_stat_activity where datname = current_database()"
    " and pid <> pg_backend_pid() and application_name like 'tripl-%' group by 1 order by 1"
)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_option
@click.option("--yes", is_flag=True, help="Do not ask before everything is replaced.")
def command(*, file: Path, data: Path | None, yes: bool) -> None:
    """Replace the whole database by the dump FILE, in one transaction.

    Takes what `tripl backup` and `pg_dump -Fc` write, of this version or an earlier one. App, worker and scheduler
    have to be stopped.
    """
    folder = chosen_folder(data)
    try:
        taken = Dump.read(file.absolute())
        taken.refuse_newer()
        click.echo(f"{taken.file}: {taken.origin}")
        if not yes:
            click.confirm(f"This replaces everything in {name_of(folder)}. Go on?", abort=True)
        with target(folder) as found:
            replace(found, taken)
    except EmbeddedError as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def target(folder: Path | None) -> Iterator[Installation]:
    """Where to; a data folder is prepared when it is new, and dumped when it is not."""
    if folder is None:
        yield from_environment()
        return
    vet(folder, replaced=True)
    mark(folder)
    with alone(folder) as postgres:
        if revision := current_revision(postgres):
            click.echo(f"what is there now is kept as {dump(postgres, revision)}")
        yield of_folder(folder, postgres)


def replace(found: Installation, taken: Dump) -> None:
    """Do it, and say what is left to do."""
    tools = Tools(found.url)
    if others := tools.query(OTHERS):
        names = ", ".join(f"{name} ({count})" for name, count in others)
        raise EmbeddedError(f"{found.name} is in use by {names}; stop app, worker and scheduler first")
    tools.replace(taken.file, EMPTIED.read_text())
    if found.folder:
        stamp(found.folder, taken.revision)
    click.echo(f"restored {found.name}")
    if taken.revision != shipped_head():
        how = "the next tripl up does it" if found.folder else "run tripl migrate before you start the others"
        click.echo(f"the schema is older than this version: {how}")
    warn_of_the_key(found)


def warn_of_the_key(found: Installation) -> None:
    """Passwords that nobody can read are found now, and not when the first scan fails."""
    try:
        unreadable = secrets.rotation(found, dry_run=True).total().unreadable
    except click.ClickException as error:
        click.echo(f"warning: {error.message}", err=True)
        return
    if unreadable:
        where = f"{found.folder}/secrets.env" if found.folder else "the environment"
        click.echo(
            f"warning: {unreadable} stored secrets cannot be read with this ENCRYPTION_KEY. Put the key that belongs "
            f"to the dump into {where}, or enter the secrets again on the pages of their sources and destinations",
            err=True,
        )
