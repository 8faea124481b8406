"""`tripl version`."""

import click

from tripl import __version__


@click.command()
def command() -> None:
    """Print the version."""
    click.echo(__version__)
