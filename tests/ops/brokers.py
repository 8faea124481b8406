"""Brokers of the machine for a test: a virtual host or a database of its own; said and skipped where none answers."""

import os
import shutil
import socket
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis

ADMIN_FOLDERS = ("/usr/sbin", "/sbin", "/usr/local/sbin")


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def rabbitmq() -> Iterator[str]:
    """A virtual host of its own, so that nobody else's messages are touched."""
    if not answers(5672):
        pytest.skip("RabbitMQ does not answer on 127.0.0.1:5672")
    control = shutil.which("rabbitmqctl", path=os.pathsep.join((os.environ.get("PATH", ""), *ADMIN_FOLDERS)))
    if control is None:
        pytest.skip("RabbitMQ answers, but rabbitmqctl is not here to make a virtual host")
    host = f"tripl-test-{uuid.uuid4().hex[:8]}"
    made = subprocess.run([control, "-q", "add_vhost", host], capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip("RabbitMQ answers, but its virtual hosts are not ours to make")
    subprocess.run([control, "-q", "set_permissions", "-p", host, "guest", ".*", ".*", ".*"], check=True)
    try:
        yield f"amqp://guest:guest@127.0.0.1:5672/{host}"
    finally:
        subprocess.run([control, "-q", "delete_vhost", host], capture_output=True, check=False)


@contextmanager
def redis_server() -> Iterator[str]:
    """An empty database of the server."""
    if not answers(6379):
        pytest.skip("Redis does not answer on 127.0.0.1:6379")
    for number in range(15, 0, -1):
        client = redis.Redis(port=6379, db=number)
        if client.dbsize() == 0:
            break
    else:
        pytest.skip("every database of the Redis server is in use")
    try:
        yield f"redis://127.0.0.1:6379/{number}"
    finally:
        client.flushdb()
