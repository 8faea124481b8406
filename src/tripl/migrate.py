"""`python -m tripl.migrate`: the schema, and then those of extensions; the same as `tripl migrate`."""

from tripl.cli.migrate import command

if __name__ == "__main__":
    command()
