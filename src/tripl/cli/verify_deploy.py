"""`tripl verify-deploy`: the checks after a deploy, one line each."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from tripl.cli.compose_logs import LOGS
from tripl.cli.embedded import EmbeddedError
from tripl.cli.embedded.schema import shipped_head, shipped_revisions
from tripl.cli.faults import Fault
from tripl.cli.installation import Installation, data_option, opened, read_settings
from tripl.cli.pgtools import Tools

HEALTHY = b'{"status":"ok"}'
WAIT = 5  # seconds that a server gets to answer
WORKER_SILENT, BEAT_SILENT = 60, 90  # seconds: one refreshes every 15, the other every 30 through a worker
FULL = 0.9  # of max_connections
WORKERS = (
    "select count(*), coalesce(sum(slots), 0), coalesce(min(extract(epoch from now() - at))::int, 0)"
    f" from public.worker_heartbeats where at > now() - interval '{WORKER_SILENT} s'"
)
BEAT = (
    "select extract(epoch from now() - last_completed_at)::int from public.periodic_jobs"
    " where name = 'system.heartbeat'"
)
CONNECTIONS = "select count(*), current_setting('max_connections') from pg_stat_activity"
EXTENSIONS = "select extname from pg_extension where extname in ('vector', 'pg_trgm', 'unaccent')"

Check = tuple[str, Callable[[], str]]


@click.command()
@click.option("--url", required=True, help="Where the app answers, for example http://localhost:8000.")
@click.option("--compose-logs", is_flag=True, help="Read the containers' logs too, where docker compose is at hand.")
@data_option
def command(*, url: str, compose_logs: bool, data: Path | None) -> None:
    """Check a deploy: schema, servers, health, worker, scheduler, limits; ends with 1 when one fails.

    Needs the environment of the roles for all but the health, so run it where they run.
    """
    passed = True
    with opened(data) as found:
        for name, check in [*checks(found, url), *(LOGS if compose_logs else ())]:
            try:
                click.echo(f"ok    {name}: {check()}")
            except (Fault, EmbeddedError) as fault:
                passed = False
                click.echo(f"FAIL  {name}: {fault}")
    sys.exit(0 if passed else 1)


def checks(found: Installation, url: str) -> Iterator[Check]:
    """In the order of the runbook."""
    tools = Tools(found.url)
    yield "schema", lambda: schema(tools)
    yield "database", lambda: database(tools)
    if found.folder is None:
        settings = read_settings()
        yield "broker", lambda: broker(settings.rabbitmq_url)
        yield "cache", lambda: cache(settings.redis_url)
        yield "settings", production
    yield "health", lambda: health(url)
    yield "worker", lambda: worker(tools)
    yield "scheduler", lambda: scheduler(tools)
    yield "connections", lambda: connections(tools)


def schema(tools: Tools) -> str:
    """At the revision that this version brings."""
    head = shipped_head()
    rows = tools.query("select version_num from public.alembic_version")
    at = rows[0][0] if rows else "no revision"
    if at == head:
        return f"at {head}"
    if at in shipped_revisions() or not rows:
        raise Fault(f"at {at}, and this version brings {head}; run tripl migrate")
    raise Fault(f"at {at}, which this version does not know; a newer one has been here")


def database(tools: Tools) -> str:
    """With what tripl needs of it."""
    missing = {"vector", "pg_trgm", "unaccent"} - {row[0] for row in tools.query(EXTENSIONS)}
    if missing:
        raise Fault(f"without the extensions {', '.join(sorted(missing))}; run tripl migrate")
    return f"PostgreSQL {tools.query('show server_version')[0][0]}"


def broker(url: str) -> str:
    """It takes a connection."""
    from kombu import Connection

    try:
        with Connection(url, connect_timeout=WAIT) as link:
            link.ensure_connection(max_retries=1, interval_start=0, timeout=WAIT)
    except Exception as error:  # each transport has errors of its own
        raise Fault(f"does not answer ({type(error).__name__}); messages wait in the database meanwhile") from error
    return "answers"


def cache(url: str) -> str:
    """It answers, or there is none on purpose."""
    import redis

    if not url:
        return "switched off"
    try:
        redis.Redis.from_url(url, socket_timeout=WAIT, socket_connect_timeout=WAIT).ping()
    except redis.RedisError as error:
        raise Fault(f"does not answer ({type(error).__name__}); reads go to the database") from error
    return "answers"


def production() -> str:
    """What the roles refuse to start with."""
    from tripl.preflight import problems

    if found := problems(read_settings()):
        raise Fault("; ".join(found))
    return "safe to serve with"


def health(url: str) -> str:
    """The exact answer that monitors wait for."""
    import httpx

    try:
        answer = httpx.get(f"{url.rstrip('/')}/health", timeout=WAIT)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Fault(f"{url} does not answer ({type(error).__name__})") from error
    if (answer.status_code, answer.content) != (200, HEALTHY):
        raise Fault(f"{url}/health says {answer.status_code} {answer.text[:80]}")
    return answer.text


def worker(tools: Tools) -> str:
    """Somebody works."""
    count, slots, age = tools.query(WORKERS)[0]
    if count == "0":
        raise Fault(f"none was heard of for {WORKER_SILENT} s; what is asked for waits")
    return f"{count} with {slots} slots, heard of {age} s ago"


def scheduler(tools: Tools) -> str:
    """It sends, and a worker does what it sends."""
    rows = tools.query(BEAT)
    if not rows:
        raise Fault("its first heartbeat is still to come; it takes up to 30 s and needs a worker")
    age = int(rows[0][0])
    if age > BEAT_SILENT:
        raise Fault(f"its last heartbeat was {age} s ago; nothing runs by itself")
    return f"heartbeat {age} s ago"


def connections(tools: Tools) -> str:
    """Room for what is added by more workers."""
    used, most = (int(each) for each in tools.query(CONNECTIONS)[0])
    if used > FULL * most:
        raise Fault(f"{used} of {most} are taken; raise max_connections or run fewer processes")
    return f"{used} of {most}"
