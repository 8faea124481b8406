"""`python -m tripl.api.openapi`: writes openapi.json, from which the typed web client is generated."""

import json
import sys
from pathlib import Path

from tripl.api.factory import create_app
from tripl.settings import Settings

FILE = Path("openapi.json")


def document() -> str:
    """The committed form: sorted by nothing but the routes, one trailing newline."""
    app = create_app(Settings(_env_file=None))
    return json.dumps(app.openapi(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(document(), encoding="utf-8")
    sys.stdout.write(f"wrote {FILE}\n")
