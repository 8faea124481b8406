"""The wheel carries the built pages; an editable install leaves them where the checkout has them."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Pages(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects files."""
        if version != "standard":
            return
        pages = Path(self.root) / "web" / "dist"
        if not (pages / "index.html").is_file():
            raise FileNotFoundError(f"{pages} holds no built pages: run make setup, then make wheel")
        build_data["force_include"][str(pages)] = "tripl/web"
