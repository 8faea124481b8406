import socket
import time

from tripl.cli.embedded.demo import DemoDoor
from tripl.cli.embedded.secrets import load_secrets


def test_whoever_wants_to_stop_does_not_wait_for_the_demo(tmp_path):
    """The page takes the request and is long about it."""
    load_secrets(tmp_path, first_start=True)
    begin = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host, port = silent.getsockname()
        door = DemoDoor(host, port, tmp_path, lambda: time.monotonic() - begin > 0.3)
        assert door.open() is None
    assert time.monotonic() - begin < 5
