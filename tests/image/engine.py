"""Podman with storage, networks and settings of its own below build/: no other container of the machine is touched."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOME = ROOT / "build" / "image-check"
ASKED_FOR = "TRIPL_IMAGE_CHECK"
"""In the environment of a run that is about the image; no other run collects these tests."""
PROGRAMS = ("podman", "runc", "debootstrap")
WANTED = "apt-get install podman runc netavark aardvark-dns debootstrap"
LIMITS = 'default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]'
"""Asking for more than the machine allows stops every container."""


class Unable(Exception):
    """This machine cannot run containers; says why."""


@dataclass(frozen=True)
class Engine:
    """Commands of Podman and Compose, in the environment that keeps them apart."""

    environment: dict[str, str]

    def podman(self, *words: str, check: bool = True, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
        return self._ran(["podman", *words], check=check, cwd=cwd)

    def compose(self, folder: Path, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "podman_compose", "--no-ansi", *words]
        return self._ran(command, check=check, cwd=folder)

    def starts(self, image: str) -> None:
        """Unable when it does not start a container of it."""
        tried = self.podman("run", "--rm", "--entrypoint", "true", image, check=False)
        if tried.returncode:
            raise Unable(f"podman starts no container: {tried.stderr.strip()[-300:]}")

    def _ran(self, command: list[str], *, check: bool, cwd: Path) -> subprocess.CompletedProcess[str]:
        ran = subprocess.run(command, cwd=cwd, env=self.environment, capture_output=True, text=True, check=False)
        if check and ran.returncode:
            said = "\n".join((ran.stdout + ran.stderr).splitlines()[-60:])
            raise AssertionError(f"{' '.join(command)} ended with {ran.returncode}:\n{said}")
        return ran


def find_engine() -> Engine:
    """Ready to use; Unable where there is none."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        raise Unable(f"{', '.join(missing)} not found; on Debian and Ubuntu: {WANTED}")
    if os.geteuid():
        raise Unable("it makes its base images with debootstrap, which only root can")
    return Engine(_environment())


def _environment() -> dict[str, str]:
    HOME.mkdir(parents=True, exist_ok=True)
    for folder in ("storage", "run", "networks", "tmp"):
        (HOME / folder).mkdir(exist_ok=True)
    files = {
        "storage.conf": f'[storage]\ndriver = "{_driver()}"\ngraphroot = "{HOME}/storage"\nrunroot = "{HOME}/run"\n',
        "registries.conf": "unqualified-search-registries = []\n",
        "containers.conf": (
            f"[containers]\n{LIMITS}\n"
            '[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n'
            f'tmp_dir = "{HOME}/libpod"\n'
            f'[network]\nnetwork_backend = "netavark"\nnetwork_config_dir = "{HOME}/networks"\n'
        ),
    }
    for name, text in files.items():
        (HOME / name).write_text(text)
    return {
        **os.environ,
        "CONTAINERS_CONF": str(HOME / "containers.conf"),
        "CONTAINERS_STORAGE_CONF": str(HOME / "storage.conf"),
        "CONTAINERS_REGISTRIES_CONF": str(HOME / "registries.conf"),
        "TMPDIR": str(HOME / "tmp"),
        "DISABLE_HC_SYSTEMD": "true",
    }


def _driver() -> str:
    """Layers share their files where the kernel lays file systems over each other; else each is a copy."""
    return "overlay" if "overlay" in Path("/proc/filesystems").read_text() else "vfs"
