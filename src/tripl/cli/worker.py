"""`tripl worker`: Celery's worker with our application."""

import click

from tripl.cli.celery import run_celery


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def command(options: tuple[str, ...]) -> None:
    """Run a background worker; options go to Celery (for example --concurrency 4)."""
    run_celery("worker", *options)
