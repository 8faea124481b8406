"""Settings in, collaborators out: the only place where the two meet."""

from functools import cached_property
from typing import Any

from tripl.db.cache import Cache, NoCache, RedisCache, connect_redis
from tripl.db.encrypted import bind_cipher
from tripl.db.engine import make_engine
from tripl.db.live import RedisBus, SilentBus
from tripl.db.outbox import Bus
from tripl.db.session import make_sessions
from tripl.edge.wiring import Wiring
from tripl.kit.crypto import Cipher, FernetCipher, PlainCipher
from tripl.settings import Settings

POOL = {"app": (5, 5), "worker": (1, 1), "beat": (1, 0)}
"""Connections kept and added at most, a process."""


class CeleryQueue:
    """Sends tasks by name; knows the broker, not the tasks."""

    def __init__(self, broker_url: str) -> None:
        self._broker_url = broker_url

    @cached_property
    def _app(self) -> Any:
        from celery import Celery

        app = Celery("tripl", broker=self._broker_url, set_as_current=False)
        app.conf.update(
            broker_connection_timeout=2, task_ignore_result=True, broker_transport_options={"socket_timeout": 5}
        )
        return app

    def send(self, task: str, *ids: str, countdown: float | None = None) -> None:
        policy = {"max_retries": 1, "interval_start": 0.2}
        self._app.send_task(task, args=ids, countdown=countdown, retry=True, retry_policy=policy)


def make_cipher(settings: Settings) -> Cipher:
    return FernetCipher(settings.encryption_key) if settings.encryption_key else PlainCipher()


def make_wiring(settings: Settings, role: str = "app") -> Wiring:
    """The collaborators of one process. Opens no connection."""
    bind_cipher(make_cipher(settings))
    cache: Cache = NoCache()
    bus: Bus = SilentBus()
    if settings.redis_url:
        client = connect_redis(settings.redis_url)
        from tripl.features.overview.service import ForgettingBus

        cache = RedisCache(client)
        bus = ForgettingBus(RedisBus(client), cache)
    size, overflow = POOL[role]
    engine = make_engine(settings.database, size=size, overflow=overflow, name=f"tripl-{role}")
    return Wiring(
        sessions=make_sessions(engine, CeleryQueue(settings.rabbitmq_url), bus),
        cache=cache,
        **bindings(settings),
        session_cookie=settings.session_cookie_name,
        live_url=settings.redis_url,
        policies={**policies(settings), **listeners(cache, settings)},
    )


def bindings(settings: Settings) -> dict[str, Any]:
    """Which feature stands behind each port of the edge."""
    from tripl.features.accounts.service import AccountsAuthenticator
    from tripl.features.plan.service import PlanBranches
    from tripl.features.projects.service import ProjectsGate

    return {
        "authenticator": AccountsAuthenticator(settings.secret_key),
        "gate": ProjectsGate(),
        "branches": PlanBranches(),
    }


def listeners(cache: Cache, settings: Settings) -> dict[type, Any]:
    """Which higher features stand behind the ports and hooks of lower ones."""
    from tripl.features.alerts.service import forget_event_type, forget_findings, forget_scan
    from tripl.features.demo.service import DemoStates, Planting, Visits
    from tripl.features.overview.service import ProjectSummaries
    from tripl.features.plan.hooks import PlanHooks
    from tripl.features.plan.service import on_project_created as open_main_branch
    from tripl.features.projects.hooks import ProjectHooks
    from tripl.features.projects.ports import ProjectPorts
    from tripl.features.scans.hooks import ScanHooks
    from tripl.features.scans.service import ScansOfSource, refuse_bound_type
    from tripl.features.signals.hooks import SignalHooks
    from tripl.features.signals.service import on_project_created as start_detection
    from tripl.features.sources.hooks import SourceHooks

    scans = ScanHooks(deleting=(forget_scan,), catalogued=(Planting(),))
    return {
        ProjectHooks: ProjectHooks(
            created=(open_main_branch, start_detection), opened=(Visits(demo_policy(settings)),)
        ),
        ProjectPorts: ProjectPorts(summaries=ProjectSummaries(cache), demos=DemoStates(demo_policy(settings))),
        PlanHooks: PlanHooks(event_type_deleting=(refuse_bound_type, forget_event_type)),
        SourceHooks: SourceHooks(deleting=(ScansOfSource(scans),)),
        ScanHooks: scans,
        SignalHooks: SignalHooks(cleared=(forget_findings,)),
    }


def demo_policy(settings: Settings) -> Any:
    from tripl.features.demo.schemas import DemoPolicy

    return DemoPolicy(enabled=settings.demo_enabled, runtime_enabled=settings.demo_runtime_enabled)


def policies(settings: Settings) -> dict[type, Any]:
    """Frozen values that features declare, filled from the settings."""
    from tripl.features.accounts.schemas import AccountPolicy
    from tripl.features.alerts.schemas import AlertPolicy
    from tripl.features.demo.schemas import DemoPolicy
    from tripl.features.files.schemas import FilePolicy
    from tripl.features.scans.schemas import ScanPolicy
    from tripl.features.sources.schemas import SourcePolicy

    return {
        AccountPolicy: AccountPolicy(
            secret_key=settings.secret_key,
            registration_mode=settings.registration_mode,
            session_hours=settings.session_ttl_hours,
            cookie_name=settings.session_cookie_name,
            cookie_secure=settings.session_cookie_secure,
        ),
        DemoPolicy: demo_policy(settings),
        SourcePolicy: SourcePolicy(
            file_dirs=tuple(settings.file_source_dirs),
            memory_limit_mb=settings.duckdb_memory_limit_mb,
            public_hosts_only=settings.outbound_public_hosts_only,
        ),
        FilePolicy: FilePolicy(
            roots=tuple(settings.file_source_dirs),
            most_mb=settings.file_upload_max_mb,
            reserve_mb=settings.file_disk_reserve_mb,
        ),
        ScanPolicy: ScanPolicy(
            scan_row_limit=settings.scan_row_limit_default,
            metrics_row_limit=settings.metrics_row_limit_default,
        ),
        AlertPolicy: AlertPolicy(
            base_url=settings.app_base_url,
            public_hosts_only=settings.outbound_public_hosts_only or settings.deployment_posture == "production",
        ),
    }
