"""What this process and its children run on: read once, at its start."""

from functools import lru_cache

from tripl.preflight import start_settings
from tripl.settings import Settings


@lru_cache(maxsize=1)
def started() -> Settings:
    return start_settings()
