"""What the documents state about the code is true."""

import inspect
import json
import pathlib
import re
import subprocess
import tomllib
from collections.abc import Callable
from dataclasses import fields
from importlib import metadata
from typing import Any

import pytest
import sqlglot
import yaml
from docsite import pictures, settings_page

from tripl import bootstrap
from tripl.cli import up
from tripl.db.cache import NoCache
from tripl.preflight import problems
from tripl.settings import DEFAULT_DATABASE, LOCAL_ONLY, Settings

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")


def example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.mark.spec("O-88")
def test_the_example_environment_lists_every_setting_once():
    lines = (ROOT / ".env.example").read_text().splitlines()
    named = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]
    assert len(named) == len(set(named))
    local = {name for name, field in Settings.model_fields.items() if field.json_schema_extra == LOCAL_ONLY}
    assert set(named) == {name.upper() for name in Settings.model_fields} - {name.upper() for name in local}


def test_the_page_of_settings_is_what_the_settings_are():
    assert settings_page.PAGE.read_text() == settings_page.page(), "docs/configuration.md is stale: run make pages"


@pytest.mark.spec("O-88")
def test_the_example_environment_is_for_development_and_refused_on_a_server(monkeypatch):
    for name, value in example().items():
        monkeypatch.setenv(name, value)
    assert problems(Settings(_env_file=None)) == []
    monkeypatch.setenv("DEBUG", "false")
    named = {line.split()[0] for line in problems(Settings(_env_file=None))}
    assert {"ENCRYPTION_KEY", "SECRET_KEY", "SESSION_COOKIE_SECURE", "DATABASE_URL", "RABBITMQ_URL"} <= named


@pytest.mark.spec("O-88")
def test_the_example_environment_states_the_defaults():
    """But for DEBUG; what has no default, secrets among it, is blank."""
    defaults = Settings.model_construct()
    stated = {name: value for name, value in example().items() if value}
    assert stated.pop("DEBUG") == "true"
    assert stated.pop("DATABASE_URL") == DEFAULT_DATABASE.replace("+psycopg", "")
    for name, value in stated.items():
        default = getattr(defaults, name.lower())
        assert value == (str(default).lower() if isinstance(default, bool) else str(default)), name
    assert not {"ENCRYPTION_KEY", "SECRET_KEY", "SMTP_PASSWORD"} & stated.keys()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(document):
    for target in LINK.findall(document.read_text()):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        found = (document.parent / path).resolve() if path else document
        assert found.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", found.read_text(), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w\- ]", "", h).strip().lower().replace(" ", "-") for h in headings}, target


BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PARSERS: dict[str, Callable[[str], object]] = {
    "sh": lambda text: subprocess.run(["sh", "-n"], input=text, text=True, check=True, capture_output=True),
    "python": lambda text: compile(text, "example", "exec"),
    "json": json.loads,
    "sql": sqlglot.parse,
    "yaml": lambda text: list(yaml.parse(text)),
    "toml": tomllib.loads,
}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_examples_can_be_parsed(document):
    for language, text in BLOCK.findall(document.read_text()):
        PARSERS[language](text)


def test_every_picture_is_shown_and_small_and_has_a_dark_sister():
    shown = {
        (document.parent / target).resolve()
        for document in DOCUMENTS
        for target in re.findall(r'(?:!\[[^\]]*\]\(|src="|srcset=")([^)"\s]+\.(?:webp|png|svg))', document.read_text())
    }
    light = {path for path in shown if not path.stem.endswith("-dark")}
    kept = {path for path in (ROOT / "docs/img").iterdir() if path.suffix == ".webp"}
    assert kept == light | {path.with_stem(f"{path.stem}-dark") for path in light}
    assert {path.stem for path in light} == set(pictures.CHOSEN)
    assert {path.name for path in kept if path.stat().st_size > pictures.LIMIT} == set()


def test_every_option_of_up_is_explained():
    rows = re.findall(r"^\| `(--[\w-]+)", (ROOT / "docs/running.md").read_text(), re.MULTILINE)
    assert rows == [parameter.opts[0] for parameter in up.command.params]


def test_the_page_of_keys_lists_the_jumps_of_the_navigation():
    source = (ROOT / "web/src/app/navigation.ts").read_text()
    entries = re.findall(r'label: "([^"]+)",\s+to: "[^"]*",\s+icon: \w+,(?:\s+key: "(\w)")?', source)
    page = (ROOT / "docs/keyboard.md").read_text()
    assert dict(re.findall(r"^\| `g` `(\w)` \| (.+) \|$", page, re.MULTILINE)) == {
        key: label for label, key in entries if key
    }


def table(heading: str) -> dict[str, str]:
    """Rows of the two-column table below a heading of docs/architecture.md."""
    text = (ROOT / "docs/architecture.md").read_text().partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(.+?)` \| (.+?) \|$", text, re.MULTILINE)
    return {name: who.replace("`", "") for name, who in rows}


def named(listener: Any) -> str:
    """`plan.on_project_created`: the feature and the name."""
    thing = listener if inspect.isroutine(listener) else type(listener)
    return f"{thing.__module__.split('.')[2]}.{thing.__name__}"


def test_every_hook_and_port_is_documented_with_who_stands_behind_it():
    hooks, ports = (
        {},
        {f"Wiring.{name}": named(it) for name, it in bootstrap.bindings(Settings(_env_file=None)).items()},
    )
    for kind, listening in bootstrap.listeners(NoCache(), Settings(_env_file=None)).items():
        for field in fields(kind):
            value = getattr(listening, field.name)
            if kind.__module__.endswith(".hooks"):
                hooks[f"{kind.__name__}.{field.name}"] = ", ".join(map(named, value)) or "nobody"
            else:
                ports[f"{kind.__name__}.{field.name}"] = named(value)
    assert table("Hooks") == hooks
    assert table("Ports") == ports


def python_rows() -> dict[str, str]:
    """Names in the first column of the Python table, with the licences of their row."""
    rows = [row.split("|") for row in (ROOT / "THIRD_PARTY.md").read_text().splitlines() if row.startswith("| ")]
    return {word: row[3] for row in rows for word in re.split(r"[\s,]+", row[1]) if word}


def test_every_direct_dependency_is_named_with_its_licence():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    python = {re.split(r"[\[<>=!~;]", line)[0].strip() for line in project["dependencies"]}
    web = set(json.loads((ROOT / "web/package.json").read_text())["dependencies"])
    assert python | web <= python_rows().keys()
    for name in python:
        said = metadata.metadata(name).json.get("license_expression")
        if said:
            shortest = str(said).split(" AND ")[0]
            assert shortest in python_rows()[name], (name, said)


def test_every_locked_package_of_the_product_is_named():
    text = (ROOT / "THIRD_PARTY.md").read_text().partition("## In the pages")[0]
    named = {re.sub(r"[_.]", "-", word).lower() for word in re.findall(r"[\w.@/-]*\w", text)}
    lines = (ROOT / "requirements/base.txt").read_text().splitlines()
    locked = {line.split("==")[0].split("[")[0] for line in lines if line[:1].isalnum()}
    assert locked <= named


def test_decisions_are_numbered_once_and_have_their_three_parts():
    files = sorted((ROOT / "docs/adr").glob("*.md"))
    numbers = [path.name[:4] for path in files]
    assert len(numbers) == len(set(numbers))
    for path in files:
        text = path.read_text()
        assert text.startswith(f"# {int(path.name[:4])}. "), path.name
        for part in ("**Context.**", "**Decision.**", "**Consequences.**"):
            assert part in text, (path.name, part)
