"""How many files the shell lets us open: PostgreSQL and the worker want more than some shells give."""

import resource

from tripl.cli.embedded.errors import EmbeddedError

WANTED, NEEDED = 1024, 256


def raise_open_files() -> None:
    """As far as this account may by itself.

    Raises:
        EmbeddedError: That is not enough.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= WANTED:
        return
    allowed = WANTED if hard == resource.RLIM_INFINITY else min(WANTED, hard)
    if allowed < NEEDED:
        raise EmbeddedError(f"this shell lets a program open {allowed} files and tripl needs {NEEDED}; raise ulimit -n")
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
