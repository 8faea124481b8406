"""Before a process serves: its settings, its log, and the checks that refuse an unsafe start.

`python -m tripl.preflight` prints what is wrong once and does not exit with 0.
"""

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime

from pydantic import ValidationError

from tripl.kit.crypto import FernetCipher
from tripl.settings import Settings

log = logging.getLogger(__name__)

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request that this code works for; threads of a request inherit it."""
PLAIN = "%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s"
SHORTEST_SECRET = 32
SAMPLE_CREDENTIALS = ("tripl:tripl", "guest:guest")


class BadSettings(RuntimeError):
    """A value that cannot be parsed; names its variable."""


def load_settings() -> Settings:
    """Read the environment; raises BadSettings with the name of every variable that cannot be read."""
    try:
        settings = Settings()
        _ = settings.database
    except ValidationError as error:
        # the value itself stays out of the message: it may be a secret
        lines = [f"- {'.'.join(map(str, row['loc'])).upper()}: {row['msg']}" for row in error.errors()]
        raise BadSettings("\n".join(["These settings cannot be read:", *lines])) from None
    except ValueError as error:
        raise BadSettings(str(error)) from None
    return settings


def _note_request(record: logging.LogRecord) -> bool:
    record.request_id = request_id.get() or "-"
    return True


class JsonLines(logging.Formatter):
    """One JSON object a record."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": request_id.get() or None,
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def log_handler(settings: Settings) -> logging.Handler:
    """The one form of a log line, for every process."""
    handler = logging.StreamHandler(sys.stderr)
    handler.name = "tripl"
    handler.addFilter(_note_request)
    handler.setFormatter(JsonLines() if settings.log_json else logging.Formatter(PLAIN))
    return handler


def configure_logging(settings: Settings) -> None:
    """Every logger writes through the root, the server's own too; says which settings are not the defaults, by name."""
    root = logging.getLogger()
    for old in [handler for handler in root.handlers if handler.name == "tripl"]:
        root.removeHandler(old)
    root.addHandler(log_handler(settings))
    root.setLevel(settings.log_level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    changed = sorted(name.upper() for name in settings.model_fields_set)
    log.info("settings that are not the defaults: %s", ", ".join(changed) or "none")


def problems(settings: Settings) -> list[str]:
    """What keeps an instance with these settings from serving; nothing in debug."""
    if settings.debug:
        return []
    found = [*_secret_problems(settings), *_origin_problems(settings)]
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
        try:
            FernetCipher(settings.encryption_key)
        except ValueError:
            found.append("ENCRYPTION_KEY is not a Fernet key: 32 bytes, URL-safe base64")
    if not settings.secret_key:
        found.append("SECRET_KEY is empty: sessions could be forged from a copy of the database")
    return found


def _origin_problems(settings: Settings) -> list[str]:
    if not settings.cors_origins:
        return ["CORS_ALLOW_ORIGINS and APP_BASE_URL are both empty: no browser could sign in"]
    if settings.cors_origins == ["*"]:
        return ["CORS_ALLOW_ORIGINS is *: any page could call this instance"]
    return []


def warnings(settings: Settings) -> list[str]:
    """Worth a line in the log, no reason to stop."""
    found = []
    if settings.secret_key and settings.secret_key == settings.encryption_key:
        found.append("SECRET_KEY equals ENCRYPTION_KEY: one leak opens both")
    if settings.secret_key and len(settings.secret_key) < SHORTEST_SECRET:
        found.append(f"SECRET_KEY is shorter than {SHORTEST_SECRET} characters")
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
        assert_production_ready(load_settings())
    except RuntimeError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
