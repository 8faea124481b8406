"""Settings in, collaborators out: the only place where the two meet."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from tripl import extensions
from tripl.db import overrides
from tripl.db.cache import Cache, NoCache, RedisCache, connect_redis
from tripl.db.encrypted import bind_cipher, unseal
from tripl.db.engine import make_engine
from tripl.db.live import RedisBus, SilentBus
from tripl.db.outbox import Bus
from tripl.db.session import make_sessions
from tripl.db.writes import WriteMarker
from tripl.edge.wiring import Wiring
from tripl.kit import correlation
from tripl.policies import demo_policy, file_policy, filled, mail_server
from tripl.preflight import make_cipher
from tripl.settings import USED_LIVE, Settings

log = logging.getLogger(__name__)
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
        asked_by = correlation.request()
        headers = {correlation.HEADER: asked_by} if asked_by else None
        self._app.send_task(task, args=ids, countdown=countdown, headers=headers, retry=True, retry_policy=policy)


def make_wiring(settings: Settings, role: str = "app") -> Wiring:
    """The collaborators of one process. Opens no connection."""
    bind_cipher(make_cipher(settings))
    cache: Cache = NoCache()
    bus: Bus = SilentBus()
    writes: WriteMarker | None = None
    if settings.redis_url:
        client = connect_redis(settings.redis_url)
        from tripl.features.overview.service import ForgettingBus

        cache = RedisCache(client)
        bus = ForgettingBus(RedisBus(client), cache)
        writes = WriteMarker(client)
    size, overflow = POOL[role]
    engine = make_engine(settings.database, size=size, overflow=overflow, name=f"tripl-{role}")
    return Wiring(
        sessions=make_sessions(engine, CeleryQueue(settings.rabbitmq_url), bus, writes, extensions.listeners()),
        live=LiveSettings(settings),
        cache=cache,
        **bindings(settings),
        session_cookie=settings.session_cookie_name,
        verified_only=settings.deployment_mode == "hosted",
        live_url=settings.redis_url,
        gates=extensions.gates(),
        policies={**filled(settings), **listeners(cache, settings)},
    )


class LiveSettings:
    """Lays what is saved at this moment over the policies that use settings live."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def kinds(self) -> Mapping[type, Callable[[Settings], dict[str, Any]]]:
        from tripl.features.accounts.schemas import AccountPolicy
        from tripl.features.alerts.schemas import AlertPolicy
        from tripl.features.scans.schemas import ScanPolicy

        return {
            AccountPolicy: lambda now: {
                "registration_mode": now.registration_mode,
                "mail": mail_server(now),
                "base_url": now.app_base_url,
            },
            AlertPolicy: lambda now: {"base_url": now.app_base_url, "mail": mail_server(now)},
            ScanPolicy: lambda now: {
                "scan_row_limit": now.scan_row_limit_default,
                "metrics_row_limit": now.metrics_row_limit_default,
            },
        }

    def over(self, policy: Any, session: Session) -> Any:
        """The policy as it is now; the same one while nothing is saved."""
        saved = {} if self._settings.settings_ignore_overrides else overrides.read(session, unseal)
        used = {name: saved[name] for name in USED_LIVE if name in saved}
        if not used:
            return policy
        now, _ = self._settings.laid(used)
        return replace(policy, **self.kinds[type(policy)](now))


def bindings(settings: Settings) -> dict[str, Any]:
    """Which feature stands behind each port of the edge."""
    from tripl.features.accounts.service import AccountsAuthenticator
    from tripl.features.plan.service import PlanBranches
    from tripl.features.projects.service import ProjectsGate

    return {
        "authenticator": AccountsAuthenticator(settings.secret_key, hosted=settings.deployment_mode == "hosted"),
        "gate": ProjectsGate(),
        "branches": PlanBranches(),
    }


def listeners(cache: Cache, settings: Settings) -> dict[type, Any]:
    """Which higher features stand behind the ports and hooks of lower ones."""
    from tripl.features.accounts.hooks import AccountHooks
    from tripl.features.alerts.service import (
        forget_event_type,
        forget_expected,
        forget_findings,
        forget_scan,
        losses_of_event_type,
        losses_of_scans,
    )
    from tripl.features.annotations import service as annotations
    from tripl.features.annotations.hooks import AnnotationHooks
    from tripl.features.demo.service import DemoStates, Planting, Visits
    from tripl.features.files.service import FilesOfOrganization
    from tripl.features.overview.service import ProjectSummaries
    from tripl.features.plan.hooks import PlanHooks
    from tripl.features.plan.service import on_project_created as open_main_branch
    from tripl.features.projects.hooks import ProjectHooks
    from tripl.features.projects.ports import ProjectPorts
    from tripl.features.projects.service import ProjectsOfOrganization, forget_member
    from tripl.features.scans.hooks import ScanHooks
    from tripl.features.scans.service import ScansOfSource, refuse_bound_type
    from tripl.features.signals.hooks import SignalHooks
    from tripl.features.signals.service import close_expected
    from tripl.features.signals.service import on_project_created as start_detection
    from tripl.features.sources.hooks import SourceHooks

    scans = ScanHooks(
        deleting=(forget_scan, annotations.forget_scan),
        losing=(losses_of_scans, annotations.losses_of_scans),
        catalogued=(Planting(),),
    )
    of_source = ScansOfSource(scans)
    projects = ProjectHooks(created=(open_main_branch, start_detection), opened=(Visits(demo_policy(settings)),))
    return {
        AccountHooks: AccountHooks(
            member_removed=(forget_member,),
            organization_deleting=(
                *extensions.dismantlers(),
                FilesOfOrganization(file_policy(settings)),
                ProjectsOfOrganization(projects),
            ),
        ),
        ProjectHooks: projects,
        ProjectPorts: ProjectPorts(summaries=ProjectSummaries(cache), demos=DemoStates(demo_policy(settings))),
        PlanHooks: PlanHooks(
            event_type_deleting=(refuse_bound_type, forget_event_type, annotations.forget_event_type),
            event_type_losing=(refuse_bound_type, losses_of_event_type, annotations.losses_of_event_type),
        ),
        SourceHooks: SourceHooks(deleting=(of_source,), losing=(of_source.losses,)),
        ScanHooks: scans,
        AnnotationHooks: AnnotationHooks(planned=(close_expected, forget_expected)),
        SignalHooks: SignalHooks(cleared=(forget_findings,)),
    }
