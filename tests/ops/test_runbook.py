"""The commands of the pages for operators are the ones that the tests run, word for word and in their order."""

import ast
import re
import textwrap
from pathlib import Path
from types import ModuleType

import pytest
from tests.ops import deployment, runbook

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"runbook.md": runbook, "deployment.md": deployment}
BLOCK = re.compile(r"^( *)```sh\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| (\d+) \| .+ \| `pytest ([^`]+)` \| (.+) \|$", re.MULTILINE)
SHOWN = sorted({(page, each.shown_by) for page, module in PAGES.items() for each in module.PAGE})


def blocks(page: str) -> list[str]:
    return [textwrap.dedent(text) for _, text in BLOCK.findall((DOCS / page).read_text())]


def named(module: ModuleType) -> dict[str, runbook.Block]:
    return {name: each for name, each in vars(module).items() if isinstance(each, runbook.Block)}


@pytest.mark.spec("O-111")
@pytest.mark.parametrize("page", PAGES)
def test_the_page_holds_these_commands(page):
    assert blocks(page) == [each.text for each in PAGES[page].PAGE]


@pytest.mark.parametrize(("page", "shown_by"), [pair for pair in SHOWN if pair[1] not in runbook.SAID])
def test_each_is_run_by_a_test(page, shown_by):
    """By one that exists, or the fixture it stands on, and that takes the block from the list."""
    file, _, name = shown_by.partition("::")
    tree = ast.parse((Path(__file__).parent / f"{file}.py").read_text())
    (test,) = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
    used = {node.attr for node in ast.walk(test) if isinstance(node, ast.Attribute)}
    names = named(PAGES[page])
    words = ast.unparse(test)
    for each in PAGES[page].PAGE:
        if each.shown_by == shown_by:
            (called,) = {known for known in names if names[known] is each}
            assert called in used or all(word in words for word in each.by_hand), called


@pytest.mark.spec("O-111")
@pytest.mark.parametrize("page", PAGES)
def test_what_no_test_runs_says_so(page):
    """Between the block and the heading above it; the other blocks do not."""
    text = (DOCS / page).read_text()
    for each, found in zip(PAGES[page].PAGE, BLOCK.finditer(text), strict=True):
        section = text[: found.start()].rpartition("\n## ")[2]
        if each.shown_by in runbook.SAID:
            assert runbook.SAID[each.shown_by] in section, each.text


@pytest.mark.spec("O-111")
def test_each_check_of_an_acceptance_names_tests_that_exist():
    rows = ROW.findall((DOCS / "runbook.md").read_text())
    assert [int(number) for number, _, _ in rows] == list(range(1, 17))
    for number, named_tests, output in rows:
        assert re.search(r"\d+ passed", output), number
        for node in named_tests.split():
            file, _, name = node.partition("::")
            tree = ast.parse((DOCS.parent / file).read_text())
            found = {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}
            assert name in found or (not name and any(each.startswith("test_") for each in found)), node
