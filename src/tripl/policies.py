"""Settings in, what each feature may know of them out: frozen values, and the looks that need an address."""

import logging
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, cast

import redis

from tripl import __version__
from tripl.channels.mail import MailServer
from tripl.kit.clock import utcnow
from tripl.preflight import mismatched_mail, problems, warnings
from tripl.settings import MASTERS, OVERRIDABLE, SECRETS, SECTIONS, USED_LIVE, Settings, choices_of, effect_of

log = logging.getLogger(__name__)
LOOK = 2
"""Seconds for a look at a broker or cache."""
CONNECTIONS = ("debug", "database_url", "sync_database_url", "rabbitmq_url", "redis_url", "encryption_key")
"""Come from the environment alone; the page says whether they are set, never to what."""


def filled(settings: Settings) -> dict[type, Any]:
    """Frozen values that features declare, filled from the settings."""
    from tripl.features.accounts.schemas import AccountPolicy
    from tripl.features.alerts.schemas import AlertPolicy
    from tripl.features.demo.schemas import DemoPolicy
    from tripl.features.files.schemas import FilePolicy
    from tripl.features.scans.schemas import ScanPolicy
    from tripl.features.settings.schemas import SettingsPolicy
    from tripl.features.sources.schemas import SourcePolicy
    from tripl.features.system.schemas import PartsPolicy, SystemPolicy
    from tripl.features.usage.schemas import UsagePolicy

    running, settings = settings, at_rest(settings)
    return {
        SettingsPolicy: settings_policy(running),
        AccountPolicy: AccountPolicy(
            secret_key=settings.secret_key,
            registration_mode=settings.registration_mode,
            session_hours=settings.session_ttl_hours,
            cookie_name=settings.session_cookie_name,
            cookie_secure=settings.session_cookie_secure,
            mail=mail_server(settings),
            base_url=settings.app_base_url,
            providers=sign_in_providers(settings),
            hosted=settings.deployment_mode == "hosted",
            platform_admin_emails=frozenset(each.lower() for each in settings.platform_admin_emails),
        ),
        DemoPolicy: demo_policy(settings),
        SourcePolicy: SourcePolicy(
            file_dirs=tuple(settings.file_source_dirs),
            memory_limit_mb=settings.duckdb_memory_limit_mb,
            public_hosts_only=settings.outbound_public_hosts_only or settings.deployment_mode == "hosted",
        ),
        PartsPolicy: PartsPolicy(Path(settings.parts_report) if settings.parts_report else None, utcnow()),
        SystemPolicy: SystemPolicy(
            version=__version__,
            broker=partial(broker_answers, settings.rabbitmq_url),
            cache=partial(cache_answers, settings.redis_url) if settings.redis_url else None,
        ),
        UsagePolicy: UsagePolicy(
            version=__version__,
            mode=settings.deployment_mode,
            wanted=settings.telemetry_enabled,
            forbidden=settings.do_not_track,
            endpoint=settings.telemetry_endpoint,
            public_hosts_only=settings.outbound_public_hosts_only,
        ),
        FilePolicy: file_policy(settings),
        ScanPolicy: ScanPolicy(
            scan_row_limit=settings.scan_row_limit_default,
            metrics_row_limit=settings.metrics_row_limit_default,
            job_retention_days=settings.scan_job_retention_days,
        ),
        AlertPolicy: AlertPolicy(
            base_url=settings.app_base_url,
            public_hosts_only=settings.outbound_public_hosts_only or settings.deployment_posture == "production",
            mail=mail_server(settings),
        ),
    }


def at_rest(settings: Settings) -> Settings:
    """What is used live as the environment has it: what is saved is laid over at each use."""
    given = settings.environment
    return settings.model_copy(update={name: getattr(given, name) for name in USED_LIVE})


def settings_policy(running: Settings) -> Any:
    """What the settings page may show and change, without the class that holds them."""
    from tripl.features.settings.schemas import Checked, SectionName, SettingsPolicy, Shape

    def checked(saved: Mapping[str, Any]) -> Checked:
        laid, wrong = running.laid(saved)
        return Checked(
            values={name: getattr(laid, name) for name in OVERRIDABLE},
            wrong=wrong,
            problems=(*problems(laid), *mismatched_mail(laid)),
            warnings=tuple(warnings(laid)),
        )

    fields = Settings.model_fields
    return SettingsPolicy(
        shapes=tuple(
            Shape(
                name=name,
                section=cast("SectionName", section),
                kind=_kind(name),
                description=fields[name].description or "",
                effect=effect_of(name),
                default=fields[name].default,
                choices=choices_of(fields[name].annotation),
                minimum=_bound(name, "ge"),
                maximum=_bound(name, "le"),
                depends_on=MASTERS.get(name),
            )
            for section, found in SECTIONS.items()
            for name in found.fields
        ),
        environment={name: getattr(running.environment, name) for name in OVERRIDABLE},
        running={name: getattr(running, name) for name in OVERRIDABLE},
        ignored=running.settings_ignore_overrides,
        check=checked,
        system={name: _is_set(running, name) for name in CONNECTIONS},
    )


def _kind(name: str) -> Any:
    annotation: Any = Settings.model_fields[name].annotation
    if name in SECRETS:
        return "secret"
    if choices_of(annotation):
        return "choice"
    return {bool: "switch", int: "number", list[str]: "list"}.get(annotation, "text")


def _bound(name: str, side: str) -> int | None:
    return next((getattr(each, side) for each in Settings.model_fields[name].metadata if hasattr(each, side)), None)


def _is_set(settings: Settings, name: str) -> bool:
    """DEBUG counts as set when it is on; a sample URL that nobody replaced does not."""
    value = getattr(settings, name)
    return bool(value) and (isinstance(value, bool) or name in settings.model_fields_set)


def demo_policy(settings: Settings) -> Any:
    from tripl.features.demo.schemas import DemoPolicy

    return DemoPolicy(enabled=settings.demo_enabled, runtime_enabled=settings.demo_runtime_enabled)


def file_policy(settings: Settings) -> Any:
    from tripl.features.files.schemas import FilePolicy

    return FilePolicy(
        roots=tuple(settings.file_source_dirs),
        most_mb=settings.file_upload_max_mb,
        reserve_mb=settings.file_disk_reserve_mb,
    )


def mail_server(settings: Settings) -> MailServer | None:
    """None where the operator sends no mail."""
    if not settings.sends_mail:
        return None
    return MailServer(
        settings.smtp_host,
        settings.smtp_port,
        settings.mail_security,
        settings.smtp_from_address,
        settings.smtp_username,
        settings.smtp_password,
    )


def sign_in_providers(settings: Settings) -> tuple[Any, ...]:
    """Google and the operator's own, also where they are not set up: the settings page tells of them."""
    from tripl.features.accounts.schemas import Provider

    def missing(*names: str) -> tuple[str, ...]:
        return tuple(name.upper() for name in names if not getattr(settings, name))

    google, own = ("google_client_id", "google_client_secret"), ("oidc_issuer", "oidc_client_id", "oidc_client_secret")
    return (
        Provider(
            name="google",
            label="Continue with Google",
            issuer="https://accounts.google.com",
            client_id=settings.google_client_id,
            client_secret=settings.google_client_secret,
            allowed_domains=tuple(settings.google_allowed_domains),
            owners_exempt=True,
            prompt="select_account",
            issuer_aliases=("accounts.google.com",),
            missing=missing(*google),
            is_wanted=len(missing(*google)) < len(google),
        ),
        Provider(
            name="oidc",
            label=settings.oidc_button_label,
            issuer=settings.oidc_issuer,
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret,
            scopes=settings.oidc_scopes,
            allowed_domains=tuple(settings.oidc_allowed_domains),
            creates_accounts=settings.oidc_auto_create_users,
            plain_http=settings.debug,
            missing=missing(*own),
            is_wanted=len(missing(*own)) < len(own),
        ),
    )


def broker_answers(url: str) -> bool:
    """A short look on a connection of its own, over whichever transport the tasks go."""
    from kombu import Connection
    from kombu.exceptions import KombuError

    looking = {"socket_timeout": LOOK, "socket_connect_timeout": LOOK}
    options = {} if url.startswith("amqp") else looking
    broker: Any = Connection(url, connect_timeout=LOOK, transport_options=options)
    try:
        with broker:
            broker.connect()
            broker.channel().close()
    except (OSError, KombuError, *broker.connection_errors, *broker.channel_errors) as error:
        log.warning("the broker does not answer: %s", error)
        return False
    return True


def cache_answers(url: str) -> bool:
    try:
        with redis.from_url(url, socket_timeout=LOOK, socket_connect_timeout=LOOK) as server:
            server.ping()
    except redis.RedisError as error:
        log.warning("the cache does not answer: %s", error)
        return False
    return True
