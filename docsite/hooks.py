"""MkDocs hooks: the documents of the repository's root become pages, and so does the list of decisions."""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
FROM_ROOT = {
    "ARCHITECTURE.md": "architecture-overview.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "reporting.md",
    "THIRD_PARTY.md": "third-party.md",
}
DECISIONS = "adr/index.md"
FONTS = {
    "hanken-grotesk.woff2": "hanken-grotesk/files/hanken-grotesk-latin-wght-normal.woff2",
    "spline-sans-mono.woff2": "spline-sans-mono/files/spline-sans-mono-latin-wght-normal.woff2",
    "hanken-grotesk.txt": "hanken-grotesk/LICENSE",
    "spline-sans-mono.txt": "spline-sans-mono/LICENSE",
}
"""In fonts/ of the site, from the packages that the pages of the product take them from."""
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s#]*)(#[^)\s]*)?\)")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """A page that nobody put into the navigation is shown all the same."""
    written = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    records = sorted(path for path in written if path.startswith("adr/"))
    nav = [_filled(entry, [DECISIONS, *records]) for entry in config.nav or []]
    more = sorted(written - set(_pages(nav)))
    config.nav = [*nav, *([{"More": more}] if more else [])]
    return config


def _filled(entry: Any, records: list[str]) -> Any:
    if isinstance(entry, dict):
        return {name: records if name == "Decisions" else _filled(below, records) for name, below in entry.items()}
    return [_filled(each, records) for each in entry] if isinstance(entry, list) else entry


def _pages(entry: Any) -> Iterator[str]:
    below = entry.values() if isinstance(entry, dict) else entry if isinstance(entry, list) else []
    if isinstance(entry, str):
        yield entry
    for each in below:
        yield from _pages(each)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds what does not lie in docs/."""
    for name, page in FROM_ROOT.items():
        files.append(File.generated(config, page, content=(ROOT / name).read_text(encoding="utf-8")))
    files.append(File.generated(config, DECISIONS, content=decisions()))
    packages = ROOT / "web" / "node_modules" / "@fontsource-variable"
    for name, place in FONTS.items():
        if (packages / place).exists():
            files.append(File.generated(config, f"fonts/{name}", abs_src_path=str(packages / place)))
    return files


def decisions() -> str:
    """The list of decision records, newest last."""
    lines = ["# Decisions", "", "Why things are as they are: a page each, with context, decision and consequences.", ""]
    for path in sorted((DOCS / "adr").glob("*.md")):
        title = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
        number, _, words = title.partition(". ")
        lines.append(f"- {int(number):02}: [{words}]({path.name})")
    return "\n".join(lines) + "\n"


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001 - MkDocs names them
    """Links mean the same in the repository and on the site; what the site does not hold loses its link."""
    here = page.file.src_uri
    if here == DECISIONS:
        return markdown
    folder = "." if here in FROM_ROOT.values() else posixpath.join("docs", posixpath.dirname(here))

    def moved(found: re.Match[str]) -> str:
        mark, words, target, anchor = found[1], found[2], found[3], found[4] or ""
        if mark:
            return _in_both_themes(words, target)
        if not target or "://" in target:
            return found[0]
        place = posixpath.normpath(posixpath.join(folder, target))
        page = _page_of(place)
        if page is None and not (ROOT / place).exists():
            return found[0]  # for the strict build to find
        return f"[{words}]({posixpath.relpath(page, posixpath.dirname(here) or '.')}{anchor})" if page else words

    return LINK.sub(moved, markdown)


def _page_of(place: str) -> str | None:
    """The page of the site for a file of the repository."""
    if place == "docs/adr":
        return DECISIONS
    return FROM_ROOT.get(place) or (place.removeprefix("docs/") if place.startswith("docs/") else None)


def _in_both_themes(words: str, target: str) -> str:
    """A picture that has a dark sister is shown in the theme of the reader."""
    dark = target.replace(".webp", "-dark.webp")
    if dark == target or not (DOCS / dark).exists():
        return f"![{words}]({target})"
    return f"![{words}]({target}#only-light) ![{words}]({dark}#only-dark)"
