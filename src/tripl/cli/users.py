"""`tripl users`: the people of an installation, for whoever runs the machine."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tripl.cli.installation import Installation, data_option, opened, transactions_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@click.group()
def command() -> None:
    """The people of this installation: roles and passwords, without signing in."""


@command.command("list")
@data_option
def list_command(*, data: Path | None) -> None:
    """One account a line: address, role, day it was made, name."""
    from tripl.features.accounts.service import everyone

    with opened(data) as found, working(found) as session:
        rows = everyone(session)
    for _, email, name, role, created_at, organization in rows:
        click.echo(f"{email}  {role}  {created_at:%Y-%m-%d}  {organization}  {name or '-'}")
    if not rows:
        click.echo("nobody has registered yet; the first account owns the installation", err=True)


@command.command("make-owner")
@click.argument("email")
@data_option
def make_owner(*, email: str, data: Path | None) -> None:
    """Make somebody an owner."""
    give(data, email, "owner")


@command.command("demote")
@click.argument("email")
@click.option("--to", type=click.Choice(["member", "admin"]), default="member", show_default=True, help="Role to have.")
@data_option
def demote(*, email: str, to: str, data: Path | None) -> None:
    """Take a role back; the last owner stays."""
    give(data, email, to)


@command.command("set-password")
@click.argument("email")
@data_option
def set_password(*, email: str, data: Path | None) -> None:
    """Give somebody a new password, read from standard input, and end their sessions. API keys stay."""
    from pydantic import TypeAdapter, ValidationError

    from tripl.features.accounts.schemas import AccountPolicy, NewPassword
    from tripl.features.accounts.service import give_password

    try:
        password = TypeAdapter(NewPassword).validate_python(read_password())
    except ValidationError as error:
        why = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise click.ClickException(f"the password {why}") from None
    with opened(data) as found, working(found) as session:
        ended = give_password(session, AccountPolicy(secret_key=found.secret_key), email, password)
    click.echo(f"{email} has a new password; sessions ended: {ended}")


@command.command("grant-platform-admin")
@click.argument("email")
@data_option
def grant_platform_admin(*, email: str, data: Path | None) -> None:
    """Let somebody look after the instance: its settings, its system page, new organizations."""
    from tripl.features.accounts.service import grant_platform_admin as grant

    with opened(data) as found, working(found) as session:
        grant(session, email)
    click.echo(f"{email} is a platform admin")


@command.command("revoke-platform-admin")
@click.argument("email")
@data_option
def revoke_platform_admin(*, email: str, data: Path | None) -> None:
    """Take that back; the last one stays."""
    from tripl.features.accounts.service import revoke_platform_admin as revoke

    with opened(data) as found, working(found) as session:
        revoke(session, email)
    click.echo(f"{email} is no platform admin any more")


@command.command("list-platform-admins")
@data_option
def list_platform_admins(*, data: Path | None) -> None:
    """One address a line."""
    from tripl.features.accounts.service import platform_admins

    with opened(data) as found, working(found) as session:
        rows = platform_admins(session)
    for email in rows:
        click.echo(email)
    if not rows:
        click.echo("there is none; make one with grant-platform-admin", err=True)


@command.command("password-reset-link")
@click.argument("email")
@data_option
def password_reset_link(*, email: str, data: Path | None) -> None:
    """Print a link that lets somebody choose a new password, once and within an hour."""
    from tripl.features.accounts.schemas import AccountPolicy
    from tripl.features.accounts.service import make_reset_link

    with opened(data) as found, working(found) as session:
        policy = AccountPolicy(secret_key=found.secret_key, base_url=found.base_url)
        link = make_reset_link(session, policy, email)
    click.echo(link)


def give(data: Path | None, email: str, role: str) -> None:
    """Change the role and say so."""
    from pydantic import TypeAdapter

    from tripl.features.accounts.service import give_role
    from tripl.kit.principal import OrgRole

    wanted: OrgRole = TypeAdapter(OrgRole).validate_python(role)
    with opened(data) as found, working(found) as session:
        give_role(session, email, wanted)
    click.echo(f"{email} is {'an' if role[0] in 'ao' else 'a'} {role}")


def read_password() -> str:
    """The first line of a pipe; a person is asked twice and sees nothing."""
    if sys.stdin.isatty():
        typed: str = click.prompt("New password", hide_input=True, confirmation_prompt=True)
        return typed
    return sys.stdin.readline().rstrip("\r\n")


@contextmanager
def working(found: Installation) -> "Iterator[Session]":
    """One transaction; a refusal is one sentence, and nothing of it is stored."""
    from tripl.kit.errors import TriplError

    try:
        with transactions_of(found) as transaction, transaction() as session:
            yield session
    except TriplError as error:
        raise click.ClickException(error.message) from error
