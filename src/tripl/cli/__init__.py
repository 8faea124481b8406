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
    "backup": "Dump the database into a file.",
    "restore": "Replace the database by such a file.",
    "verify-deploy": "Check what was just deployed.",
    "users": "List people, change roles, passwords and platform admins.",
    "secrets": "Encrypt what is stored under a new key.",
    "migration": "Write a new migration from the models (developers).",
    "version": "Print the version.",
}


ADMINISTRATION = ("users", "secrets")
"""What `tripl-admin` has of them."""


class LazyGroup(click.Group):
    """Lists commands from a table and imports the module of the chosen one, so `--help` loads nothing."""

    offered = tuple(COMMANDS)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.offered)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if name not in self.offered:
            return None
        command: click.Command = importlib.import_module(f"tripl.cli.{name.replace('-', '_')}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.offered])


class AdministrationGroup(LazyGroup):
    """The part for those who look after people and keys; what `users` offers goes without saying `users`, too."""

    offered = ADMINISTRATION

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        found = super().get_command(ctx, name)
        if found is None:
            users = super().get_command(ctx, "users")
            found = users.get_command(ctx, name) if isinstance(users, click.Group) else None
        return found


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(version)s")
def main() -> None:
    """Tracking plan and analytics monitoring over the warehouse you already have."""


@click.group(cls=AdministrationGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(version)s")
def admin() -> None:
    """People and stored secrets of an installation: the same as `tripl users` and `tripl secrets`."""
