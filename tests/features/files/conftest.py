"""An owner who drops files, and the worker that loads them."""

import pathlib
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session, sessionmaker
from tests.plugins.api import Client, make_wiring

from tripl.features.files.schemas import FilePolicy, Work
from tripl.features.files.service.loading import advance
from tripl.features.projects.hooks import ProjectHooks
from tripl.features.sources.schemas import SourcePolicy

HEADER = "event_time,action,platform,amount\n"
Drop = Callable[..., Any]


def clicks(count: int = 600, start: str = "2026-03-0") -> str:
    """Rows of four days, three actions, two platforms."""
    return HEADER + "".join(
        f"{start}{1 + at // 150}T{at % 150 // 7:02}:{at % 60:02}:00Z,{('view', 'click', 'buy')[at % 3]},"
        f"{('web', 'ios')[at % 2]},{at % 17}.5\n"
        for at in range(count)
    )


@pytest.fixture
def root(tmp_path: pathlib.Path) -> pathlib.Path:
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


@pytest.fixture
def policy(root: pathlib.Path) -> FilePolicy:
    return FilePolicy(roots=(str(root),), most_mb=4, reserve_mb=0)


@pytest.fixture
def policies(root: pathlib.Path, policy: FilePolicy) -> dict[type, Any]:
    return {FilePolicy: policy, SourcePolicy: SourcePolicy(file_dirs=(str(root),))}


@pytest.fixture
def app(make_app: Callable[..., FastAPI], policies: dict[type, Any]) -> FastAPI:
    return make_app(policies=policies)


@pytest.fixture
def work(settings: Any, sessions: sessionmaker[Session], policies: dict[type, Any]) -> Work:
    """A worker that was not asked to end."""
    wiring = make_wiring(settings, sessions, policies=policies)
    return Work(
        transaction=wiring.transaction,
        files=wiring.policy(FilePolicy),
        sources=wiring.policy(SourcePolicy),
        projects=wiring.policy(ProjectHooks),
        holder="test",
    )


@pytest.fixture
def drop(owner: Client) -> Drop:
    """Send bytes; the answer's body, whatever its status should be."""

    def send(content: bytes | str, name: str = "clicks.csv", expect: int = 201) -> Any:
        body = content.encode() if isinstance(content, str) else content
        headers = {"Content-Type": "application/octet-stream"}
        answer = owner.post("/files", params={"name": name}, content=body, headers=headers)
        assert answer.status_code == expect, answer.text
        return answer.json()

    return send


@pytest.fixture
def started(owner: Client, work: Work) -> Callable[..., Any]:
    """Start a file into a new project and let the worker do its part; the file afterwards."""

    def run(file: Any, **choices: Any) -> Any:
        wanted = {"project_name": "Tried", **choices}
        answer = owner.post(f"/files/{file['id']}/start", json=wanted)
        assert answer.status_code == 202, answer.text
        import uuid

        advance(work, uuid.UUID(file["id"]))
        return owner.get(f"/files/{file['id']}").json()

    return run


def left(root: pathlib.Path) -> list[str]:
    """Everything below the folder for dropped files."""
    uploads = root / "uploads"
    return sorted(str(path.relative_to(uploads)) for path in uploads.rglob("*") if path.name != ".incoming")
