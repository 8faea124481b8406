"""The image, and a stack of it as compose.yaml says, both made once."""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.acceptance.stack import free_port
from tests.image.bases import make_bases
from tests.image.engine import ASKED_FOR, HOME, ROOT, Engine, Unable, find_engine
from tests.image.stack import IMAGE, Stack
from tests.ops import deployment

collect_ignore_glob = [] if ASKED_FOR in os.environ else ["test_*.py"]
CANNOT = 77
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The whole run ends with 77 where there is none: nothing was found out about the image."""
    try:
        found = find_engine()
        make_bases(found)
        found.starts("redis:8.6.2-alpine")
    except Unable as error:
        pytest.exit(f"image-check was skipped: {error}", CANNOT)
    return found


@pytest.fixture(scope="session")
def image(engine: Engine) -> str:
    """Built as the release is, but for the place where packages come from: that is this machine's business."""
    pip, npm = HOME / "pip.conf", HOME / "npmrc"
    index = subprocess.run(["pip", "config", "get", "global.index-url"], capture_output=True, text=True, check=False)
    registry = subprocess.run(["npm", "config", "get", "registry"], capture_output=True, text=True, check=False)
    pip.write_text(f"[global]\ncert = {CERTIFICATES}\n" + (f"index-url = {index.stdout}" if index.stdout else ""))
    npm.write_text(f"cafile={CERTIFICATES}\n" + (f"registry={registry.stdout}" if registry.stdout else ""))
    mounts = {pip: "/etc/pip.conf", npm: "/root/.npmrc", CERTIFICATES.parent: str(CERTIFICATES.parent)}
    told = [word for here, there in mounts.items() for word in ("--volume", f"{here}:{there}:ro")]
    engine.podman("build", "--format", "docker", "--network", "host", *told, "--target", "runtime", "-t", IMAGE, ".")
    return IMAGE


@contextmanager
def beating(engine: Engine) -> Iterator[None]:
    """Asks the probes as an engine with a timer would."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(2):
            for name in engine.podman("ps", "--format", "{{.Names}}", check=False).stdout.split():
                engine.podman("healthcheck", "run", name, check=False)

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    yield
    over.set()
    thread.join()


@pytest.fixture(scope="session")
def stack(engine: Engine, image: str) -> Iterator[Stack]:
    """Brought up in the order that compose.yaml asks for."""
    folder = HOME / "project"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copy(ROOT / "compose.yaml", folder)
    shutil.copytree(ROOT / "infra", folder / "infra")
    subprocess.run(["sh", "-euc", deployment.SECRETS.text], cwd=folder, check=True)
    port = free_port()
    (folder / "compose.override.yaml").write_text(
        f"services:\n  app:\n    ports: !override ['127.0.0.1:{port}:8000']\n"
    )
    found = Stack(engine, folder, port)
    found.down()
    with beating(engine):
        try:
            found.up()
            yield found
        finally:
            found.down()
            if os.environ.get("CI"):
                engine.podman("rmi", "--force", "--all", check=False)
