"""What the documents state about the code is true."""

import inspect
import json
import pathlib
import re
import tomllib
from dataclasses import fields
from typing import Any

import pytest

from tripl import bootstrap
from tripl.db.cache import NoCache
from tripl.preflight import problems
from tripl.settings import LOCAL_ONLY, Settings

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")


def example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_the_example_environment_lists_every_setting_once():
    lines = (ROOT / ".env.example").read_text().splitlines()
    named = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]
    assert len(named) == len(set(named))
    local = {name for name, field in Settings.model_fields.items() if field.json_schema_extra == LOCAL_ONLY}
    assert set(named) == {name.upper() for name in Settings.model_fields} - {name.upper() for name in local}


def test_the_example_environment_starts_once_the_secrets_are_filled_in(monkeypatch):
    from cryptography.fernet import Fernet

    secrets = {"ENCRYPTION_KEY": Fernet.generate_key().decode(), "SECRET_KEY": "x" * 48}
    for name, value in {**example(), **secrets}.items():
        monkeypatch.setenv(name, value)
    assert problems(Settings(_env_file=None)) == []


def test_the_example_environment_states_the_defaults():
    """Other than what an installation has to choose."""
    chosen = {"DATABASE_URL", "RABBITMQ_URL", "APP_BASE_URL", "SESSION_COOKIE_SECURE", "SERVE_FRONTEND"}
    defaults = Settings.model_construct()
    for name, value in example().items():
        if name not in chosen and value:
            default = getattr(defaults, name.lower())
            assert value == (str(default).lower() if isinstance(default, bool) else str(default)), name


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
    for kind, listening in bootstrap.listeners(NoCache()).items():
        for field in fields(kind):
            value = getattr(listening, field.name)
            if kind.__module__.endswith(".hooks"):
                hooks[f"{kind.__name__}.{field.name}"] = ", ".join(map(named, value)) or "nobody"
            else:
                ports[f"{kind.__name__}.{field.name}"] = named(value)
    assert table("Hooks") == hooks
    assert table("Ports") == ports


def test_every_direct_dependency_is_named_with_its_licence():
    text = (ROOT / "THIRD_PARTY.md").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    python = {re.split(r"[\[<>=!~;]", line)[0].strip() for line in project["dependencies"]}
    web = set(json.loads((ROOT / "web/package.json").read_text())["dependencies"])
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    words = {word for row in rows for word in re.split(r"[\s,|]+", row.split("|")[1])}
    assert python | web <= words


def test_decisions_are_numbered_once_and_have_their_three_parts():
    files = sorted((ROOT / "docs/adr").glob("*.md"))
    numbers = [path.name[:4] for path in files]
    assert len(numbers) == len(set(numbers))
    for path in files:
        text = path.read_text()
        assert text.startswith(f"# {int(path.name[:4])}. "), path.name
        for part in ("**Context.**", "**Decision.**", "**Consequences.**"):
            assert part in text, (path.name, part)
