"""docs/configuration.md from the Settings class: `python -m docsite.settings_page` writes it."""

import pathlib
import re
from typing import Any

from pydantic.fields import FieldInfo

from tripl.settings import DEFAULT_DATABASE, LOCAL_ONLY, NOT_FORWARDED, Settings, choices_of

ROOT = pathlib.Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "configuration.md"
EXAMPLE = ROOT / ".env.example"
INTRODUCTION = """\
# Configuration

<!-- Written by `make pages` from src/tripl/settings.py: edit that. -->

`tripl up` needs none of this: it makes its own secrets and chooses its own values. An installation that serves others
sets environment variables, or writes them into a file `.env` in the folder where the processes start; the environment
wins over the file. An empty value counts as unset. A value that cannot be read, and a value that is unsafe on a server,
stops the process and is named.

A process says at its start which variables are not at their defaults, by name. `python -m tripl.preflight` runs the
checks of a start and nothing else.
"""
LOCAL = """\
## Set by `tripl up`

`tripl up` sets these for its own processes. They are refused elsewhere, or have no meaning there.
"""
FIXED = "Left alone by `compose.yaml`."


def page() -> str:
    """The whole page."""
    parts = [INTRODUCTION]
    for heading, names in _sections():
        parts.append(f"## {heading[0].upper()}{heading[1:]}\n\n{_table(names)}")
    local = [name for name, field in Settings.model_fields.items() if field.json_schema_extra == LOCAL_ONLY]
    parts.append(f"{LOCAL}\n{_table(local)}")
    return "\n".join(parts)


def _sections() -> list[tuple[str, list[str]]]:
    """Headings of .env.example with the settings below each."""
    found: list[tuple[str, list[str]]] = []
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"# ---- (.+) ----", line):
            found.append((heading[1], []))
        elif name := re.match(r"([A-Z0-9_]+)=", line):
            found[-1][1].append(name[1].lower())
    return found


def _table(names: list[str]) -> str:
    rows = [f"| `{name.upper()}` | {_default(name)} | {_meaning(Settings.model_fields[name])} |" for name in names]
    return "\n".join(["| Variable | Default | Meaning |", "| --- | --- | --- |", *rows, ""])


def _default(name: str) -> str:
    default: Any = Settings.model_fields[name].default
    if default == DEFAULT_DATABASE:
        default = DEFAULT_DATABASE.replace("+psycopg", "")
    if isinstance(default, bool):
        default = str(default).lower()
    return "empty" if default in ("", None, []) else f"`{default}`"


def _meaning(field: FieldInfo) -> str:
    if not field.description:
        raise ValueError("every setting needs a description: say in Settings what it does")
    parts = [field.description.rstrip(".") + "."]
    choices = choices_of(field.annotation)
    if choices:
        parts.append(f"One of {', '.join(f'`{choice}`' for choice in choices)}.")
    if field.json_schema_extra == NOT_FORWARDED:
        parts.append(FIXED)
    return " ".join(parts).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
