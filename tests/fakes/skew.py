"""Programs whose clock is wrong, where libfaketime is installed."""

import pathlib

FAKETIME = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)


def shifted(minutes: int) -> dict[str, str]:
    """The environment of a program that is so many minutes ahead; what it measures with a stopwatch stays right."""
    if not minutes:
        return {}
    return {"LD_PRELOAD": str(FAKETIME), "FAKETIME": f"{minutes:+}m", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
