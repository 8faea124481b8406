"""The product in an environment of its own, as somebody has it who never saw a checkout."""

import os
import pathlib
import shutil
import subprocess
import sys
from importlib.metadata import PackagePath, distribution
from importlib.util import cache_from_source

from packaging.requirements import Requirement

ROOT = pathlib.Path(__file__).resolve().parents[2]


def build_wheel(folder: pathlib.Path) -> pathlib.Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def locked() -> list[str]:
    """What requirements/base.txt asks for on this machine."""
    lines = (ROOT / "requirements" / "base.txt").read_text(encoding="utf-8").splitlines()
    wanted = [Requirement(line.rstrip(" \\")) for line in lines if line[:1].isalnum()]
    return [each.name for each in wanted if each.marker is None or each.marker.evaluate()]


def empty_environment(folder: pathlib.Path) -> pathlib.Path:
    """A new environment with the locked requirements and nothing else; its interpreter."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    for name in locked():
        for file in distribution(name).files or []:
            if ".." not in file.parts:  # console scripts: the product starts modules
                _link(file, packages)
    return folder / "bin" / "python"


def _link(file: PackagePath, packages: pathlib.Path) -> None:
    """Linked, compiled form included: an environment of 300 MB in a second."""
    source = pathlib.Path(str(file.locate()))
    pairs = [(source, packages / file)]
    if source.suffix == ".py":
        pairs.append((pathlib.Path(cache_from_source(str(source))), packages / cache_from_source(str(file))))
    for one, other in pairs:
        if one.exists() and not other.exists():
            other.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(one, other)
            except OSError:
                shutil.copy2(one, other)


def install(wheel: pathlib.Path, python: pathlib.Path, *, alone: list[str]) -> None:
    """The wheel with its requirements checked, and no index to ask; `alone` cuts the network off."""
    command = ["-m", "pip", "--isolated", "--python", str(python), "install", "--no-index", "--quiet", str(wheel)]
    subprocess.run([*alone, sys.executable, *command], check=True, env={"PATH": os.defpath}, cwd="/")


def without_network() -> list[str] | None:
    """A command in front of another that leaves it the loopback at most; None where the kernel forbids it."""
    rights = [] if os.geteuid() == 0 else ["--map-current-user", "--keep-caps"]
    command = ["unshare", "--net", *rights]
    allowed = shutil.which("unshare") and subprocess.run([*command, "true"], check=False, capture_output=True)
    return command if allowed and allowed.returncode == 0 else None
