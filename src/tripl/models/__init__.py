"""The tables. Importing this package loads them all into one metadata."""

from tripl.models import accounts, alerts, audit, files, plan, projects, scans, series, signals, sources, system
from tripl.models.base import Base

__all__ = [
    "Base",
    "accounts",
    "alerts",
    "audit",
    "files",
    "plan",
    "projects",
    "scans",
    "series",
    "signals",
    "sources",
    "system",
]
