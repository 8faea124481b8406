"""The documentation site: built strictly, whole, and without anything from elsewhere."""

import json
import pathlib
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
RESOURCES = {"script", "img", "iframe", "source", "video", "audio", "embed", "object", "input", "use", "image"}


def build(root: pathlib.Path, site: pathlib.Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> pathlib.Path:
    folder: pathlib.Path = tmp_path_factory.mktemp("site")
    ran = build(ROOT, folder)
    assert ran.returncode == 0, ran.stderr
    return folder


class Loaded(HTMLParser):
    """Addresses that a browser asks for by itself when it opens the page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in RESOURCES or (tag == "link" and values.get("rel") not in {"canonical", "next", "prev"}):
            self.addresses += [values[name] or "" for name in ("src", "href", "srcset", "data") if name in values]


def elsewhere(address: str) -> bool:
    return bool(re.match(r"\s*(\w+:)?//", address))


def test_every_document_is_a_page_that_can_be_found(site):
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    for path in (ROOT / "docs").rglob("*.md"):
        name = path.relative_to(ROOT / "docs").with_suffix("").as_posix()
        assert ("index.html" if name == "index" else f"{name}/index.html") in pages
    assert {"changelog/index.html", "security/index.html", "adr/index.html"} <= pages
    found = json.loads((site / "search/search_index.json").read_text())["docs"]
    assert {each["location"].split("#")[0] for each in found} >= {"quickstart/", "changelog/", "configuration/"}


def test_no_page_loads_anything_from_elsewhere(site):
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        reader = Loaded()
        reader.feed(text)
        assert reader.addresses
        assert [address for address in reader.addresses if elsewhere(address)] == [], page
        # What the theme's own script would fetch: diagrams, and figures of a code host.
        assert not re.search(r'class="[^"]*(mermaid|md-source)', text), page
    for sheet in site.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        addresses = re.findall(r"url\(\s*['\"]?([^'\")]+)", text) + re.findall(r"@import\s+['\"]([^'\"]+)", text)
        assert [address for address in addresses if elsewhere(address)] == [], sheet


@pytest.mark.parametrize("link", ["gone.md", "concepts.md#no-such-heading", "../NOT_THERE.md", "img/gone.webp"])
def test_a_link_that_leads_nowhere_fails_the_build(tmp_path, link):
    for name in ("docs", "docsite"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for path in [*ROOT.glob("*.md"), ROOT / "mkdocs.yml"]:
        shutil.copy(path, tmp_path)
    words = "![a picture]" if link.endswith(".webp") else "[a link]"
    with (tmp_path / "docs" / "events.md").open("a") as page:
        page.write(f"\n{words}({link})\n")
    ran = build(tmp_path, tmp_path / "site")
    assert ran.returncode != 0
    assert link.split("#")[-1].removeprefix("../") in ran.stderr
