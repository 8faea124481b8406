"""compose.yaml as Compose hands it to the containers: with what .env says, and a refusal where it says too little."""

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\}")


class NotSet(Exception):
    """A variable that the file insists on."""


class Loader(yaml.SafeLoader):
    """Knows the marks with which an override takes something out or replaces it; they are kept as pairs."""


def _marked(loader: yaml.SafeLoader, node: yaml.Node) -> tuple[str, Any]:
    return node.tag, loader.construct_sequence(node) if isinstance(node, yaml.SequenceNode) else None


Loader.add_constructor("!reset", _marked)
Loader.add_constructor("!override", _marked)


def variables(text: str) -> dict[str, str]:
    """Of a file .env."""
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return dict(line.split("=", 1) for line in lines)


def rendered(name: str, env: dict[str, str]) -> dict[str, Any]:
    """The file with its variables put in; NotSet where it insists on one."""

    def value(found: re.Match[str]) -> str:
        said = env.get(found["name"], "")
        if not said and found["kind"] == "?":
            raise NotSet(found["rest"])
        return said or (found["rest"] or "" if found["kind"] == "-" else "")

    def put_in(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: put_in(below) for key, below in part.items()}
        if isinstance(part, list | tuple):
            return type(part)(put_in(below) for below in part)
        return VARIABLE.sub(value, part) if isinstance(part, str) else part

    document: dict[str, Any] = put_in(yaml.load((ROOT / name).read_text(), Loader))
    return document
