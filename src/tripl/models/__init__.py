"""The tables. Importing this package loads them all into one metadata."""

from tripl.kit.plugins import load
from tripl.models import (
    accounts,
    alerts,
    annotations,
    audit,
    files,
    plan,
    projects,
    scans,
    series,
    settings,
    signals,
    sources,
    system,
)
from tripl.models.base import Base

__all__ = [
    "Base",
    "accounts",
    "alerts",
    "annotations",
    "audit",
    "files",
    "plan",
    "projects",
    "scans",
    "series",
    "settings",
    "signals",
    "sources",
    "system",
]

load("tripl.models")
"""Importing them is all: their tables join the same metadata, after ours."""
