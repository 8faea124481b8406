"""What docs/deployment.md has an operator write is enough, and what it says about the stack is so."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.ops import deployment
from tests.ops.rendered import NotSet, rendered, variables

from tripl.settings import Settings

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "deployment.md"
WANTED = ("APP_BASE_URL", "POSTGRES_PASSWORD", "RABBITMQ_PASSWORD", "SECRET_KEY", "ENCRYPTION_KEY")


def preflight(folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tripl.preflight"]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)


def written(folder: Path, block: str, name: str) -> dict[str, str]:
    """What the block of the page writes, readable by nobody else."""
    subprocess.run(["sh", "-euc", block], cwd=folder, check=True)
    assert (folder / name).stat().st_mode & 0o777 == 0o600
    return variables((folder / name).read_text())


@pytest.mark.spec("O-10", "O-12", "CF-3", "O-111")
def test_the_file_of_the_page_is_all_that_the_stack_asks_for(tmp_path):
    env = written(tmp_path, deployment.SECRETS.text, ".env")
    (tmp_path / ".env").unlink()  # the containers do not read it
    app = rendered("compose.yaml", env)["services"]["app"]
    assert app["image"] == "ghcr.io/vladenisov/tripl:latest"
    ran = preflight(tmp_path, {name: str(value) for name, value in app["environment"].items()})
    assert ran.returncode == 0, ran.stderr
    for name in WANTED:
        with pytest.raises(NotSet, match=name):
            rendered("compose.yaml", {**env, name: ""})


@pytest.mark.spec("O-70")
def test_development_credentials_stop_the_stack_with_every_fault_at_once(tmp_path):
    env = dict.fromkeys(WANTED, "tripl") | {"ENCRYPTION_KEY": "short", "APP_BASE_URL": "https://tripl.example.com"}
    app = rendered("compose.yaml", env)["services"]["app"]
    ran = preflight(tmp_path, {name: str(value) for name, value in app["environment"].items()})
    assert ran.returncode != 0
    for name in ("ENCRYPTION_KEY", "DATABASE_URL", "SYNC_DATABASE_URL", "RABBITMQ_URL"):
        assert f"- {name}" in ran.stderr


def test_the_environment_of_the_page_starts_without_containers(tmp_path):
    env = written(tmp_path, deployment.ENVIRONMENT.text, "tripl.env")
    assert env.keys() <= {name.upper() for name in Settings.model_fields}
    ran = preflight(tmp_path, env)
    assert ran.returncode == 0, ran.stderr


def test_the_sample_for_caddy_is_valid(tmp_path):
    caddy = shutil.which("caddy", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    assert caddy, "the development requirements bring it"
    environment = {**os.environ, "HOME": str(tmp_path), "PATH": f"{Path(caddy).parent}:{os.environ['PATH']}"}
    ran = subprocess.run(
        ["sh", "-euc", deployment.CADDY.text], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert "Valid configuration" in ran.stdout + ran.stderr


@pytest.mark.spec("O-14", "O-3")
def test_the_table_of_services_is_that_of_the_stack():
    services = rendered("compose.yaml", dict.fromkeys(WANTED, "x"))["services"]
    section = PAGE.read_text().partition("## Services\n")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| `([\w-]+)` \| (.+?) \|", section, re.MULTILINE))
    assert list(rows) == list(services)
    for name, image in rows.items():
        wanted = {"tripl": "ghcr.io/vladenisov/tripl:latest", "tripl-mcp": "ghcr.io/vladenisov/tripl-mcp:latest"}
        assert services[name]["image"] == wanted.get(image, image.strip("`"))
    default = [name for name, service in services.items() if "profiles" not in service]
    running = [name for name in default if "restart" in services[name]]
    assert (len(services), len(default), len(running)) == (8, 7, 6)
    assert "Eight are defined, seven start by default, and six keep running" in section


@pytest.mark.spec("O-110", "O-109", "O-22", "O-16")
@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("What you need", ["the Compose **plugin**", "`docker-compose` will not do"]),
        ("What you need", ["Without https nobody can sign in"]),
        ("Install", ["`docker login` with a token that may read packages"]),
        ("Behind a proxy", ["TLS ends in front of port 8000", "Cookies are `Secure`"]),
        ("Behind a proxy", ["neither buffered nor compressed"]),
        ("Behind a proxy", ["idle for more than 15 seconds", "`Cache-Control` and `ETag`", "--forwarded-allow-ips="]),
        ("The image", ["`linux/amd64` and `linux/arm64`"]),
        ("More than one app", ["4 × N × 5 a minute", "limit at the proxy", "`RATE_LIMIT_BACKEND=redis`"]),
    ],
)  # fmt: skip
def test_the_page_warns_of(heading, words):
    section = " ".join(PAGE.read_text().partition(f"## {heading}\n")[2].partition("\n## ")[0].split())
    for each in words:
        assert each in section


@pytest.mark.spec("O-53")
def test_the_ceiling_of_the_page_is_that_of_the_image():
    """Five a minute in each of the processes that the image starts."""
    workers = re.search(r"UVICORN_WORKERS=(\d+)", (ROOT / "Dockerfile").read_text())
    limit = Settings.model_fields["rate_limit_login_per_minute"].default
    assert workers and f"{workers[1]} × N × {limit} a minute" in PAGE.read_text()
