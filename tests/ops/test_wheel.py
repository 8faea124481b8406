"""The built wheel, alone: what is in it, and that it runs without a checkout, an index or a network."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from email.parser import HeaderParser
from typing import Any

import pytest
from tests.browser.chromium import why_not
from tests.cli.conftest import open_folder
from tests.ops.installed import ROOT, build_wheel, empty_environment, install, without_network
from tests.ops.stranger import HOURS, PER_HOUR

from tripl import __version__

OTHER_SUFFIXES = {".mako", ".html", ".css", ".js", ".svg", ".woff2", ".json", ".md", ".sql"}


def not_here(reason: str) -> None:
    """In CI, which runs as root, nothing may keep these tests from running."""
    if os.environ.get("CI") and os.geteuid() == 0:
        pytest.fail(f"may not be skipped in CI: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="module")
def folder() -> Iterator[pathlib.Path]:
    found = open_folder()
    yield found
    shutil.rmtree(found, ignore_errors=True)


@pytest.fixture(scope="module")
def wheel(folder: pathlib.Path) -> pathlib.Path:
    if not (ROOT / "web" / "dist" / "index.html").exists():
        not_here("the web is not built: run make setup")
    return build_wheel(folder / "dist")


@pytest.fixture(scope="module")
def members(wheel: pathlib.Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def alone() -> list[str]:
    command = without_network()
    if command is None:
        not_here("this system does not let a process give up its network (unshare --net)")
    assert command
    return command


@pytest.fixture(scope="module")
def python(folder: pathlib.Path, wheel: pathlib.Path, alone: list[str]) -> pathlib.Path:
    """The interpreter of an environment that holds the wheel and what it asks for."""
    python = empty_environment(folder / "environment")
    install(wheel, python, alone=alone)
    return python


@pytest.fixture(scope="module")
def told(folder: pathlib.Path, python: pathlib.Path, alone: list[str]) -> dict[str, Any]:
    """What a stranger met on a machine without network."""
    for name in ("home", "work"):
        (folder / name).mkdir()
    command = [*alone, sys.executable, "-m", "tests.ops.stranger", str(python.with_name("tripl")), str(folder)]
    ran = subprocess.run(
        command,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def test_it_holds_the_product_whole_and_nothing_beside_it(members):
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "src/tripl"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    code = {path.removeprefix("src/") for path in tracked if (ROOT / path).exists()}
    built = ROOT / "web" / "dist"
    pages = {f"tripl/web/{path.relative_to(built)}" for path in built.rglob("*") if path.is_file()}
    information = {name for name in members if ".dist-info/" in name}
    assert set(members) - information == code | pages
    assert {pathlib.PurePath(name).suffix for name in code | pages} <= {".py", ".typed", *OTHER_SUFFIXES}


def test_it_names_no_place_of_the_machine_that_built_it(members):
    place = f"{ROOT}/".encode()
    assert [name for name, content in members.items() if place in content] == []


def test_it_says_what_it_is(members):
    (name,) = [name for name in members if name.endswith(".dist-info/METADATA")]
    metadata = HeaderParser().parsestr(members[name].decode())
    assert (metadata["Name"], metadata["Version"]) == ("tripl-server", __version__)
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert metadata.get_all("License-File") == ["LICENSE", "THIRD_PARTY.md"]
    assert "make up" in metadata.get_payload()


def test_the_notices_of_the_pages_travel_with_them(members):
    notices = members["tripl/web/licences.md"].decode()
    for name in json.loads((ROOT / "web" / "package.json").read_text())["dependencies"]:
        assert f"## {name} - " in notices or name == "radix-ui", name  # that one only re-exports @radix-ui/*
    assert notices.count("SIL OPEN FONT LICENSE Version 1.1") == 2


def test_it_is_installed_apart_from_the_checkout(python):
    script = "import sys, tripl; print(tripl.__file__, *sys.path, sep='\\n')"
    ran = subprocess.run(
        [str(python), "-c", script], cwd="/", env={}, capture_output=True, text=True, check=True
    ).stdout.split()
    assert ran[0].startswith(str(python.parents[1]))
    assert not [place for place in ran if place.startswith(f"{ROOT}/")]
    for command in ([str(python.with_name("tripl"))], [str(python), "-m", "tripl.cli"]):
        version = subprocess.run([*command, "--version"], cwd="/", env={}, capture_output=True, text=True, check=True)
        assert version.stdout == f"{__version__}\n"


def test_it_starts_without_a_network_and_stops_in_order(told):
    assert not told["reaches_out"]
    assert told["exit"] == 0
    assert told["home"] == []


def test_it_serves_its_pages_and_its_reference(told):
    pages = told["pages"]
    assert '<div id="root">' in pages["shell"]
    assert pages["health"] == '{"status":"ok"}'
    assert pages["routes"] > 50
    assert len(pages["status"]) > 20
    assert {path: status for path, status in pages["status"].items() if status != 200} == {}


def test_a_stranger_registers_and_has_a_file_counted(told):
    last_hour_is_complete = HOURS * PER_HOUR
    assert told["file"] == {
        "status": "completed",
        "error": None,
        "total": last_hour_is_complete - PER_HOUR,
        "events": ["blog", "home"],
    }


@pytest.mark.browser
def test_its_pages_need_no_network(told):
    if reason := why_not():
        pytest.skip(reason)
    assert told["browser"] == {"every page opens without a network": None, "so does the reference": None}


def test_no_process_has_anything_of_the_checkout(told):
    commands = told["processes"]["commands"]
    assert [command for command in commands if "tripl.cli serve" in command]
    assert [command for command in commands if "celery_app worker" in command]
    assert told["processes"]["of_the_checkout"] == []
