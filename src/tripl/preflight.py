"""Before a process serves: its settings, its log, and the checks that refuse an unsafe start.

`python -m tripl.preflight` prints what is wrong once and does not exit with 0.
"""

import json
import logging
import os
import re
import sys
from datetime import UTC, datetime

from pydantic import ValidationError

from tripl import extensions
from tripl.db import overrides
from tripl.kit import correlation
from tripl.kit.crypto import Cipher, FernetCipher, PlainCipher, is_key, listed_keys
from tripl.settings import OVERRIDABLE, Settings

log = logging.getLogger(__name__)

PLAIN = "%(asctime)s %(levelname)s %(name)s %(request_id)s %(task_name)s %(task_id)s %(message)s"
ORIGIN = ("request_id", "task_id", "task_name")
NOTHING = "-"
"""Stands in a plain line for what does not apply."""
OF_TASK = re.compile(r"\b([\w.]+)\[([0-9a-f]{8}-[0-9a-f-]{27})\]")
"""How Celery names a task in the lines of its own that the parent of the working processes writes."""
QUIET = ("sqlalchemy", "httpcore")
"""Loggers that would tell rows and headers: their details stay out at every LOG_LEVEL."""
SHORTEST_SECRET = 32
OPENING = re.compile(r"(?<=/auth/invitations/)[^/?\s]+|(?<=/callback\?)\S+")
"""What opens something, inside of an address: the token of an invitation, what a provider sends back."""
FITTING = {25: "none", 465: "implicit_tls", 587: "starttls", 2525: "starttls"}
WITHOUT_TLS_AT_FIRST = (25, 587, 2525)
NO_TENANCY = (
    "DEPLOYMENT_MODE is hosted: that needs an extension with a tenancy policy, and none is installed; "
    "leave it at self_hosted"
)
SAMPLE_CREDENTIALS = ("tripl:tripl", "guest:guest")


class BadSettings(RuntimeError):
    """A value that cannot be parsed; names its variable."""


def load_settings() -> Settings:
    """Read the environment; raises BadSettings with the name of every variable that cannot be read,
    or with the extension that cannot be used.
    """
    try:
        settings = Settings()
        _ = settings.database
        extensions.check()
    except ValidationError as error:
        # the value itself stays out of the message: it may be a secret
        lines = [f"- {'.'.join(map(str, row['loc'])).upper()}: {row['msg']}" for row in error.errors()]
        raise BadSettings("\n".join(["These settings cannot be read:", *lines])) from None
    except (ValueError, extensions.BadExtension) as error:
        raise BadSettings(str(error)) from None
    return settings


def make_cipher(settings: Settings) -> Cipher:
    return FernetCipher(settings.encryption_key) if settings.encryption_key else PlainCipher()


def start_settings() -> Settings:
    """What a process runs on: the environment, and over it what people saved on the settings page."""
    return with_overrides(load_settings())


def with_overrides(settings: Settings) -> Settings:
    """A saved value that no longer passes its check is named in the log and counts for nothing."""
    if settings.settings_ignore_overrides:
        log.warning("SETTINGS_IGNORE_OVERRIDES: what was saved on the settings page counts for nothing")
        return settings
    saved = overrides.at_start(settings.database, lambda text: _cipher(settings).decrypt(text))
    laid, wrong = settings.laid({name: saved[name] for name in OVERRIDABLE if name in saved})
    for name, reason in wrong.items():
        log.error("the saved value of %s counts for nothing: it %s", name.upper(), reason)
    return laid if saved else settings


def _cipher(settings: Settings) -> Cipher:
    """A key that is none is what the checks report; until then nothing can be opened with it."""
    try:
        return make_cipher(settings)
    except ValueError:
        return PlainCipher()


def _note_origin(record: logging.LogRecord) -> bool:
    """For whom the line was written: a request, a task, a task of a request."""
    record.request_id = correlation.request() or NOTHING
    task = correlation.doing()
    if task is not None:
        record.task_id, record.task_name = task.id, task.name
    elif record.name.startswith("celery.") and (named := OF_TASK.search(record.getMessage())):
        record.task_name, record.task_id = named.groups()
    else:
        record.task_id = record.task_name = NOTHING
    return True


def _hide_token(record: logging.LogRecord) -> bool:
    """Some addresses hold what opens a door."""
    if record.name == "uvicorn.access" and isinstance(record.args, tuple):
        record.args = tuple(OPENING.sub("…", arg) if isinstance(arg, str) else arg for arg in record.args)
    return True


class JsonLines(logging.Formatter):
    """One JSON object a record."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, str | None] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        for name in ORIGIN:
            value = getattr(record, name, NOTHING)
            line[name] = None if value == NOTHING else value
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def log_handler(settings: Settings) -> logging.Handler:
    """The one form of a log line, for every process."""
    handler = logging.StreamHandler(sys.stderr)
    handler.name = "tripl"
    handler.addFilter(_note_origin)
    handler.addFilter(_hide_token)
    handler.setFormatter(JsonLines() if settings.log_json else logging.Formatter(PLAIN))
    return handler


def configure_logging(settings: Settings) -> None:
    """Every logger writes through the root, the server's own too; says which settings are not the defaults, by name."""
    root = logging.getLogger()
    for old in [handler for handler in root.handlers if handler.name == "tripl"]:
        root.removeHandler(old)
    root.addHandler(log_handler(settings))
    root.setLevel(settings.log_level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    changed = sorted(name.upper() for name in settings.model_fields_set)
    log.info("settings that are not the defaults: %s", ", ".join(changed) or "none")


def problems(settings: Settings) -> list[str]:
    """What keeps an instance with these settings from serving; nothing in debug."""
    hosting = [NO_TENANCY] if settings.deployment_mode == "hosted" and extensions.tenancy() is None else []
    if settings.debug:
        return hosting
    found = [
        *hosting,
        *_secret_problems(settings),
        *_origin_problems(settings),
        *_mail_problems(settings),
        *_figures_problems(settings),
        *_provider_problems(settings),
    ]
    if not settings.session_cookie_secure and settings.deployment_posture != "local":
        found.append("SESSION_COOKIE_SECURE is false: the session would travel over plain HTTP")
    urls = {
        "DATABASE_URL": settings.database_url,
        "SYNC_DATABASE_URL": settings.sync_database_url or "",
        "RABBITMQ_URL": settings.rabbitmq_url,
    }
    found.extend(
        f"{name} still contains the sample credentials {sample}"
        for name, url in urls.items()
        for sample in SAMPLE_CREDENTIALS
        if sample in url and not _unused(settings, name)
    )
    return found


def _unused(settings: Settings, name: str) -> bool:
    """DATABASE_URL's default stands there, but SYNC_DATABASE_URL is the one that is set."""
    return (
        name == "DATABASE_URL"
        and settings.sync_database_url is not None
        and "database_url" not in settings.model_fields_set
    )


def _secret_problems(settings: Settings) -> list[str]:
    found = []
    if not settings.encryption_key:
        found.append("ENCRYPTION_KEY is empty: stored credentials would not be encrypted")
    else:
        found.extend(_key_problems(listed_keys(settings.encryption_key)))
    if not settings.secret_key:
        found.append("SECRET_KEY is empty: sessions could be forged from a copy of the database")
    return found


def _key_problems(keys: list[str]) -> list[str]:
    """Each wrong key by its place in the list; the key itself stays out of the message."""
    if not keys:
        return ["ENCRYPTION_KEY holds no key between its commas"]
    wrong = [position for position, key in enumerate(keys, 1) if not is_key(key)]
    which = "ENCRYPTION_KEY" if len(keys) == 1 else "ENCRYPTION_KEY: key {} of {}"
    return [f"{which.format(at, len(keys))} is not a Fernet key: 32 bytes, URL-safe base64" for at in wrong]


def _origin_problems(settings: Settings) -> list[str]:
    if not settings.cors_origins:
        return ["CORS_ALLOW_ORIGINS and APP_BASE_URL are both empty: no browser could sign in"]
    if settings.cors_origins == ["*"]:
        return ["CORS_ALLOW_ORIGINS is *: any page could call this instance"]
    return []


def _mail_problems(settings: Settings) -> list[str]:
    found = []
    if settings.smtp_password and not settings.smtp_username:
        found.append("SMTP_PASSWORD is set without SMTP_USERNAME")
    if settings.sends_mail and not settings.app_base_url:
        found.append("SMTP_HOST is set without APP_BASE_URL: the links in mails would lead nowhere")
    return found


def mismatched_mail(settings: Settings) -> list[str]:
    """A port and a security that cannot talk to each other: sending would wait until it gives up."""
    if not settings.smtp_host:
        return []
    port, security = settings.smtp_port, settings.mail_security
    if (port in WITHOUT_TLS_AT_FIRST and security == "implicit_tls") or (port == 465 and security != "implicit_tls"):
        return [f"SMTP_PORT {port} does not fit SMTP_SECURITY={security}; it wants SMTP_SECURITY={FITTING[port]}"]
    return []


def unusual_mail(settings: Settings) -> list[str]:
    """A pair that works with some relays, and is more often a slip."""
    usual = FITTING.get(settings.smtp_port, settings.mail_security)
    if settings.smtp_host and settings.mail_security == "none" and usual != "none":
        return [f"SMTP_PORT {settings.smtp_port} usually wants SMTP_SECURITY={usual}"]
    return []


def _figures_problems(settings: Settings) -> list[str]:
    folder = settings.prometheus_multiproc_dir
    if not settings.prometheus_metrics_enabled or folder is None:
        return []
    there = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return []
    return [f"PROMETHEUS_MULTIPROC_DIR is {folder}, and this process may not write there"]


def _provider_problems(settings: Settings) -> list[str]:
    found = []
    if settings.oidc_issuer and not settings.oidc_issuer.startswith("https://"):
        found.append("OIDC_ISSUER is not https: anybody on the way could say who signs in")
    if not settings.app_base_url and any(all(values) for _, values in _providers(settings)):
        found.append("APP_BASE_URL is empty: a provider could not send people back")
    return found


def _providers(settings: Settings) -> list[tuple[str, tuple[str, ...]]]:
    return [
        ("GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET", (settings.google_client_id, settings.google_client_secret)),
        (
            "OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET",
            (settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret),
        ),
    ]


def warnings(settings: Settings) -> list[str]:
    """Worth a line in the log, no reason to stop."""
    found = []
    if settings.secret_key and settings.secret_key in listed_keys(settings.encryption_key):
        found.append("SECRET_KEY equals ENCRYPTION_KEY: one leak opens both")
    if settings.secret_key and len(settings.secret_key) < SHORTEST_SECRET:
        found.append(f"SECRET_KEY is shorter than {SHORTEST_SECRET} characters")
    if settings.rate_limit_backend == "redis" and not settings.redis_url:
        found.append("RATE_LIMIT_BACKEND is redis without REDIS_URL: each process counts attempts for itself")
    found.extend(
        f"{names} belong together: some are not set, so nobody can sign in that way"
        for names, values in _providers(settings)
        if any(values) and not all(values)
    )
    if settings.telemetry_enabled and not settings.telemetry_endpoint and not settings.do_not_track:
        found.append("TELEMETRY_ENABLED without TELEMETRY_ENDPOINT: no usage report is sent")
    if settings.smtp_host and not settings.smtp_from_address:
        found.append("SMTP_HOST is set without SMTP_FROM_ADDRESS: no mail about accounts is sent")
    found.extend(mismatched_mail(settings) or unusual_mail(settings))
    if settings.smtp_host and settings.smtp_password and settings.mail_security == "none":
        found.append("SMTP_SECURITY is none: SMTP_PASSWORD travels in the clear")
    return found


def assert_production_ready(settings: Settings) -> None:
    """Raises RuntimeError with every problem found."""
    for line in warnings(settings):
        log.warning(line)
    found = problems(settings)
    if found:
        raise RuntimeError("\n".join(["Production startup checks failed:", *(f"- {line}" for line in found)]))


def main() -> int:
    try:
        assert_production_ready(start_settings())
    except RuntimeError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
