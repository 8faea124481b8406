"""One engine a worker process, opened on first use and never shared across a fork."""

import json
import subprocess
import sys

import pytest
from sqlalchemy import Engine
from tests.ops.processes import environment

SCRIPT = """
import json, os
from sqlalchemy import text
from tripl.worker import celery_app, db

def backend():
    with db.wiring().transaction() as session:
        return session.scalar(text("SELECT pg_backend_pid()"))

unopened = db.wiring.cache_info().currsize
first, again = backend(), backend()
shared = db.wiring() is celery_app.app.wiring()
read, write = os.pipe()
if os.fork() == 0:
    celery_app.forget_parent_connections()
    os.write(write, str(backend()).encode())
    os._exit(0)
os.wait()
child = int(os.read(read, 20))
print(json.dumps({"unopened": unopened, "first": first, "again": again, "shared": shared,
                  "child": child, "after": backend()}))
"""


@pytest.mark.spec("O-33")
def test_a_worker_process_has_one_lazy_engine_and_a_child_its_own(engine: Engine, tmp_path):
    url = engine.url.render_as_string(hide_password=False)
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=environment(DATABASE_URL=url, DEBUG="true"),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    seen = json.loads(ran.stdout.splitlines()[-1])
    assert seen["unopened"] == 0
    assert seen["shared"]
    assert seen["first"] == seen["again"] == seen["after"]
    assert seen["child"] != seen["first"]
