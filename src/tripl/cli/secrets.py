"""`tripl secrets`: what is stored encrypted."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tripl.cli.installation import Installation, data_option, opened, transactions_of

if TYPE_CHECKING:
    from tripl.features.secrets.schemas import Rotation
    from tripl.kit.crypto import Cipher

UNREADABLE_STATUS = 1


@click.group()
def command() -> None:
    """What is stored encrypted: passwords of sources, keys, secrets of destinations."""


@command.command("rotate")
@data_option
@click.option("--dry-run", is_flag=True, help="Count, and change nothing.")
def rotate_command(*, data: Path | None, dry_run: bool) -> None:
    """Encrypt every stored secret under the first key of ENCRYPTION_KEY.

    Put the new key before the old one, separated by a comma, and start everything anew; run this; then take the old
    key out. Safe to repeat and to run beside the others. Prints counts only. Ends with 1 when some secret cannot be
    read with any of the keys; such a one stays as it is and has to be entered again on its page.
    """
    with opened(data) as found:
        done = rotation(found, dry_run=dry_run)
    for line in lines(done, dry_run=dry_run):
        click.echo(line)
    sys.exit(UNREADABLE_STATUS if done.total().unreadable else 0)


def rotation(found: Installation, *, dry_run: bool) -> "Rotation":
    from tripl.features.secrets.service import rotate

    with transactions_of(found) as transaction:
        return rotate(transaction, cipher_of(found), dry_run=dry_run)


def cipher_of(found: Installation) -> "Cipher":
    """Of an installation that has keys.

    Raises:
        click.ClickException: It has none, or one that is wrong.
    """
    from tripl.kit.crypto import FernetCipher, is_key, listed_keys

    keys = listed_keys(found.encryption_key)
    if not keys or not all(map(is_key, keys)):
        raise click.ClickException(
            f"ENCRYPTION_KEY of {found.name} is {'no list of Fernet keys' if keys else 'empty'}; "
            "python -m tripl.preflight names what is wrong"
        )
    return FernetCipher(found.encryption_key)


def lines(done: "Rotation", *, dry_run: bool) -> list[str]:
    """One a column, and the sum."""
    verb = "to re-encrypt" if dry_run else "re-encrypted"
    rows = [*done.columns.items(), ("all", done.total())]
    return [
        f"{name}: {each.renewed} {verb}, {each.current} under the first key already, {each.unreadable} unreadable"
        for name, each in rows
    ]
