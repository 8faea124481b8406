"""Which process loads what: the scheduler sends names, the worker knows the tasks."""

import json
import os
import subprocess
import sys

import pytest

SCRIPT = """
import gc, json, sys
from tripl.worker.celery_app import app

def loaded():
    return [name for name in sys.modules if name.startswith(("tripl.features", "sqlglot", "numpy"))]

def known():
    return {name for name in app.tasks if not name.startswith("celery.")}

app.Beat(app=app, quiet=True).init_loader()
scheduler, scheduled = loaded(), {entry["task"] for entry in app.conf.beat_schedule.values()}
app.loader.init_worker()
app.finalize()
from celery.signals import worker_before_create_process
worker_before_create_process.send(sender=None)
unknown, shared, before = scheduled - known(), gc.get_freeze_count(), len(sys.modules)
app.wiring()
print(json.dumps({"scheduler": scheduler, "unknown": sorted(unknown), "sent": len(scheduled),
                  "shared": shared, "loaded by a child": len(sys.modules) - before}))
"""


@pytest.mark.spec("O-39")
def test_the_scheduler_loads_no_task_and_a_worker_all_of_them_before_it_forks(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "DEBUG": "true"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    seen = json.loads(ran.stdout.splitlines()[-1])
    assert seen["scheduler"] == []
    assert (seen["unknown"], seen["sent"] > 3) == ([], True)
    assert seen["shared"] > 100_000
    assert seen["loaded by a child"] == 0
