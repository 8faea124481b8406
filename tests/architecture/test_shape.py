"""The size and the names of files, and the debts that may only shrink."""

import re

import pytest

from tests.architecture.sources import ROOT, SOURCE, files, place

WALL, TEST_WALL = 400, 600
ROOMS_WITHOUT_A_NAME = {"utils", "util", "helpers", "helper", "misc", "common", "shared"}
IGNORED_TYPES, IGNORED_LINTS = 12, 30
"""Ceilings: lower them when the numbers fall."""


def lines(path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def own(folder: str) -> list:
    return [path for path in files(ROOT / folder) if "node_modules" not in path.parts]


def test_no_file_is_longer_than_the_wall():
    assert {place(path): lines(path) for path in files() if lines(path) > WALL} == {}
    long = {place(path): lines(path) for path in [*own("tests"), *own("bench")] if lines(path) > TEST_WALL}
    assert long == {}


def test_names_say_the_domain():
    nameless = [place(path) for path in files() if {path.stem, *path.parent.parts} & ROOMS_WITHOUT_A_NAME]
    assert nameless == []


def test_every_folder_is_a_package():
    missing = {place(path.parent) for path in files() if not (path.parent / "__init__.py").exists()}
    assert missing <= {place(SOURCE / "migrations" / "versions")}


@pytest.mark.parametrize(("mark", "ceiling"), [(r"#\s*type:\s*ignore", IGNORED_TYPES), (r"#\s*noqa", IGNORED_LINTS)])
def test_exceptions_are_few_and_explain_themselves(mark, ceiling):
    found = [
        (place(path, number), line)
        for path in files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(mark, line)
    ]
    blanket = [where for where, line in found if not re.search(mark + r"(\[|:)", line)]
    silent = [where for where, line in found if not re.search(mark + r"\S*.*?(\s-\s|\s#\s)\S", line)]
    assert blanket == []
    assert silent == []
    assert len(found) <= ceiling


def test_a_contract_names_one_module_a_line():
    """Several on a line are read as one name, and the contract then holds whatever the code does."""
    wrong, section = [], ""
    for number, line in enumerate((ROOT / ".importlinter").read_text().splitlines(), 1):
        section = line if line and not line.startswith((" ", ";")) else section
        entry = line.strip()
        if line.startswith((" ", "\t")) and " " in entry and not (section.startswith("layers") and "|" in entry):
            wrong.append((number, entry))
    assert wrong == []


def test_nothing_is_left_unfinished():
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    found = [place(path) for path in [*files(), *own("tests")] if marks.search(path.read_text(encoding="utf-8"))]
    assert [where for where in found if "architecture/test_shape" not in where] == []
