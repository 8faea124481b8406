"""The product's own processes over an embedded data folder: app, worker, beat, and the one-off migration."""

import os
import shutil
import sys

from tripl.cli.embedded.folder import DataFolder
from tripl.cli.embedded.keeper import LogKeeper
from tripl.cli.embedded.postgres import EmbeddedPostgres
from tripl.cli.embedded.process import Process
from tripl.cli.embedded.valkey import EmbeddedValkey

MOST_WORKERS = 4
FIGURES = "figures"
FOREIGN = ("PG", "CELERY_")
"""Variables that libpq and Celery put before what we tell them: a PGSERVICE in a profile kept the app from starting."""


def environment(
    postgres: EmbeddedPostgres, valkey: EmbeddedValkey, secrets: dict[str, str], posture: dict[str, str]
) -> dict[str, str]:
    """The caller's environment, with everything that ties the children to this folder laid over it."""
    files = postgres.folder.root / "files"
    files.mkdir(mode=0o700, exist_ok=True)
    figures = postgres.folder.root / FIGURES
    shutil.rmtree(figures, ignore_errors=True)  # of processes that are gone
    fixed = {
        "DEBUG": "false",
        "ENCRYPTION_KEY": secrets["ENCRYPTION_KEY"],
        "SECRET_KEY": secrets["SECRET_KEY"],
        "DATABASE_URL": postgres.url,
        "SYNC_DATABASE_URL": "",
        "RABBITMQ_URL": valkey.broker_url,
        "REDIS_URL": valkey.url,
        "CORS_ALLOW_ORIGINS": "",
        "FILE_SOURCE_DIRS": str(files),
        "SERVE_FRONTEND": "true",
        "PROMETHEUS_MULTIPROC_DIR": str(figures),
        "PYTHONUNBUFFERED": "1",
        **posture,
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    return {**kept, **fixed}


class Roles:
    """Makes the processes; all share one environment and work in the data folder."""

    def __init__(self, folder: DataFolder, env: dict[str, str], lock: int, keeper: LogKeeper) -> None:
        self._folder = folder
        self._env = env
        self._lock = lock
        self._keeper = keeper

    def migration(self) -> Process:
        return self._process("migrate", "tripl.cli", "migrate")

    def app(self, socket: int) -> Process:
        return self._process("app", "tripl.cli", "serve", "--fd", str(socket), extra=(socket,))

    def worker(self) -> Process:
        slots = min(max(os.cpu_count() or 2, 2), MOST_WORKERS)
        alone = ("--without-mingle", "--without-gossip")  # asking other workers costs a second, and there are none
        return self._celery("worker", "--concurrency", str(slots), *alone)

    def beat(self) -> Process:
        schedule = self._folder.root / "celerybeat-schedule"
        schedule.unlink(missing_ok=True)
        return self._celery("beat", "--schedule", str(schedule), "--pidfile", "")

    def _celery(self, role: str, *options: str) -> Process:
        app = ("-A", "tripl.worker.celery_app", role, "--loglevel", "info")
        return self._process(role, "celery", *app, *options)

    def _process(self, name: str, module: str, *arguments: str, extra: tuple[int, ...] = ()) -> Process:
        return Process(
            name,
            [sys.executable, "-P", "-m", module, *arguments],  # -P: the data folder is no place to import from
            self._folder.log(name),
            env=self._env,
            cwd=self._folder.root,
            inherit=(self._lock, *extra),
            keeper=self._keeper,
        )
