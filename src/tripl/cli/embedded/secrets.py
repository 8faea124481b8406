"""The secrets an installation makes for itself, once."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from tripl.cli.embedded.errors import EmbeddedError

FILE = "secrets.env"
GENERATORS: dict[str, Callable[[], str]] = {
    "ENCRYPTION_KEY": lambda: base64.urlsafe_b64encode(os.urandom(32)).decode(),  # the form of a Fernet key
    "SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "POSTGRES_PASSWORD": lambda: secrets.token_urlsafe(24),
}


def load_secrets(root: Path, *, first_start: bool) -> dict[str, str]:
    """Read `secrets.env`, made on the first start; later its absence is an error, for nothing can replace the keys."""
    path = root / FILE
    if not path.exists():
        if not first_start:
            raise EmbeddedError(f"{path} is missing, and without it the data beside it cannot be read; put it back")
        _write(path, {name: make() for name, make in GENERATORS.items()})
    path.chmod(0o600)
    found = parse(path.read_text())
    if missing := [name for name in GENERATORS if not found.get(name)]:
        raise EmbeddedError(f"{path} holds no {', '.join(missing)}")
    return {name: found[name] for name in GENERATORS}


def parse_file(root: Path) -> dict[str, str]:
    """Everything that is kept beside the keys."""
    return parse((root / FILE).read_text())


def keep(root: Path, **values: str) -> None:
    """Add to the file, or replace in it."""
    _write(root / FILE, {**parse_file(root), **values})


def parse(text: str) -> dict[str, str]:
    """NAME=value, one a line."""
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


def _write(path: Path, values: dict[str, str]) -> None:
    partial = path.with_name(f"{path.name}.new")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"{name}={value}\n" for name, value in values.items())
        file.flush()
        os.fsync(file.fileno())
    partial.rename(path)
