"""Becomes Celery, so that signals and exit status are Celery's own."""

import os
import sys
from typing import NoReturn


def run_celery(role: str, *options: str) -> NoReturn:
    """Replace this process."""
    argv = [sys.executable, "-m", "celery", "-A", "tripl.worker.celery_app", role, "--loglevel=info", *options]
    os.execv(sys.executable, argv)  # noqa: S606 - our own interpreter
