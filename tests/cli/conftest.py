import os
import pathlib
import shutil
import tempfile
from collections.abc import Iterator

import pytest


def open_folder() -> pathlib.Path:
    """pytest's own temporary folders are closed to the account the servers run under when we are root."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tripl-cli-", dir="/tmp"))
    folder.chmod(0o755)
    return folder


@pytest.fixture
def folder() -> Iterator[pathlib.Path]:
    found = open_folder()
    yield found
    shutil.rmtree(found, ignore_errors=True)


@pytest.fixture(scope="module")
def shared_folder() -> Iterator[pathlib.Path]:
    found = open_folder()
    yield found
    shutil.rmtree(found, ignore_errors=True)


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the servers under another account")
