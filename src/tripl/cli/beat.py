"""`tripl beat`: Celery's scheduler with our timetable."""

import click

from tripl.cli.celery import run_celery

SCHEDULE = "/tmp/celerybeat-schedule"  # noqa: S108 - rebuilt on every start, never backed up


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def command(options: tuple[str, ...]) -> None:
    """Run the scheduler, exactly one in an installation; options go to Celery."""
    run_celery("beat", "--schedule", SCHEDULE, *options)
