"""What the Dockerfile promises; tests/image builds it and asks the container."""

import json
import re
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
Stage = list[tuple[str, str]]


def stages() -> dict[str, Stage]:
    """Instructions by stage, in order."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    found: dict[str, Stage] = {}
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip():
            instruction, _, rest = line.partition(" ")
            if instruction == "FROM":
                found[rest.split(" AS ")[1]] = []
            found[list(found)[-1]].append((instruction, rest.strip()))
    return found


def lineage(name: str = "runtime") -> Stage:
    """A stage with the stages it is built on, first things first."""
    (base,) = [rest.split()[-3] for instruction, rest in stages()[name] if instruction == "FROM"]
    return [*(lineage(base) if base in stages() else []), *stages()[name]]


def those(instruction: str, stage: Stage) -> list[str]:
    return [rest for name, rest in stage if name == instruction]


def environment(stage: Stage) -> dict[str, str]:
    return dict(word.split("=", 1) for rest in those("ENV", stage) for word in shlex.split(rest))


@pytest.mark.spec("O-17")
def test_stages():
    assert list(stages())[-1] == "runtime"
    packages = " ".join(those("RUN", stages()["packages"]))
    assert packages.count("install --require-hashes -r") == packages.count("install") - packages.count("--no-deps")
    assert those("WORKDIR", lineage()) == ["/app"]
    assert {rest.split()[-1] for rest in those("COPY", lineage())} == {".venv", "./", "src", "frontend_dist"}
    assert all(rest.startswith("--from=") for rest in those("COPY", lineage())), "nothing of the build stays"


@pytest.mark.spec("O-18", "O-19")
def test_what_it_runs():
    baked = environment(lineage())
    assert (baked["SERVE_FRONTEND"], baked["FRONTEND_DIST_DIR"]) == ("true", "/app/frontend_dist")
    assert baked["UVICORN_WORKERS"] == "4"
    assert baked["PATH"].startswith("/app/.venv/bin:")
    (command,) = those("CMD", lineage())
    shell, flag, line = json.loads(command)
    assert (shell, flag) == ("sh", "-c")
    assert line.startswith("python -m tripl.preflight && exec uvicorn tripl.main:app --host 0.0.0.0 --port 8000")
    assert "--workers ${UVICORN_WORKERS:-4}" in line
    assert "--no-proxy-headers" in line and "--forwarded-allow-ips" not in line
    assert those("ENTRYPOINT", lineage()) == []


@pytest.mark.spec("O-20", "O-21")
def test_who_runs_it_and_how_it_is_probed():
    runs = " ".join(those("RUN", lineage()))
    assert "useradd --uid 1000" in runs and "groupadd --gid 1000" in runs
    assert those("USER", lineage()) == ["1000:1000"]
    (check,) = those("HEALTHCHECK", lineage())
    assert check.startswith("--interval=30s --timeout=5s --start-period=20s --retries=3")
    assert "http://localhost:8000/health" in check


@pytest.mark.spec("O-22")
def test_nothing_in_it_is_for_one_platform():
    """The pages are made where the build runs; whatever is started in the image is its own platform's."""
    text = (ROOT / "Dockerfile").read_text()
    assert re.findall(r"--platform=(\S+)", text) == ["$BUILDPLATFORM"]
    assert not re.search(r"x86|amd64|aarch64|arm64", re.sub(r"^#.*", "", text, flags=re.MULTILINE))


def test_the_context_holds_nothing_that_is_not_named():
    first, *rest = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    assert first == "*"
    assert [line for line in rest if line.startswith("!.")] == []
