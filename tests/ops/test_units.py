"""The sample units: systemd can read them, and their commands are commands of tripl."""

import configparser
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tripl.cli import main as cli

UNITS = sorted((Path(__file__).parents[2] / "infra" / "systemd").glob("*.service"))
PROGRAM = "/opt/tripl/bin/tripl"


def read(unit: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(unit)
    return parser


def test_one_unit_a_process():
    assert [unit.stem for unit in UNITS] == ["tripl-app", "tripl-beat", "tripl-migrate", "tripl-worker"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_starts_a_command_of_tripl(unit):
    program, name, *options = shlex.split(read(unit)["Service"]["ExecStart"])
    assert program == PROGRAM
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    command.make_context(name, options)


@pytest.mark.spec("O-5", "O-6")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_nothing_starts_before_the_schema_is_there(unit):
    parts = read(unit)
    if unit.stem == "tripl-migrate":
        assert (parts["Service"]["Type"], parts["Service"]["RemainAfterExit"]) == ("oneshot", "yes")
    else:
        assert parts["Unit"]["Requires"] == parts["Unit"]["After"] == "tripl-migrate.service"
        assert parts["Service"]["Restart"] == "always"
    assert parts["Service"]["User"] == "tripl"
    assert parts["Service"]["EnvironmentFile"] == "/etc/tripl/tripl.env"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")
def test_systemd_finds_no_fault(tmp_path):
    program = Path(sys.executable).with_name("tripl")
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text().replace(PROGRAM, str(program)))
    command = ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / unit.name) for unit in UNITS)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    said = [line for line in ran.stderr.splitlines() if "tripl" in line]
    assert (ran.returncode, said) == (0, []), ran.stderr
