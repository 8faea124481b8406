"""The command `tripl`: one file per command, imported only when it is the one that runs."""

import importlib

import click

from tripl import __version__

COMMANDS = {
    "up": "Start everything on this machine and print the address.",
    "serve": "Run the API and the web pages in the foreground.",
    "worker": "Run a background worker.",
    "beat": "Run the scheduler (exactly one).",
    "migrate": "Bring the database schema to this version.",
    "migration": "Write a new migration from the models (developers).",
    "version": "Print the version.",
}


class LazyGroup(click.Group):
    """Lists commands from a table and imports the module of the chosen one, so `--help` loads nothing."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"tripl.cli.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(version)s")
def main() -> None:
    """Tracking plan and analytics monitoring over the warehouse you already have."""
