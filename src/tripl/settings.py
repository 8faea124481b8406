"""Every setting, read once by the entry points and passed down. Importing this has no side effect."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, field_validator
from pydantic.config import JsonDict
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url

DEBUG_WORDS = {"release": False, "prod": False, "production": False, "dev": True, "development": True}
LOCAL_ONLY: JsonDict = {"local_only": True}
"""Set by `tripl up` for its own children; never forwarded by compose.yaml."""
NOT_FORWARDED: JsonDict = {"not_forwarded": True}
"""Fixed by the image; compose.yaml leaves them alone."""


def _split(value: Any) -> Any:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _debug_word(value: Any) -> Any:
    return DEBUG_WORDS.get(value.strip().lower(), value) if isinstance(value, str) else value


def _psycopg(url: str) -> str:
    """Any spelling of a PostgreSQL URL, with the one driver we use."""
    parsed = make_url(url)
    if not parsed.drivername.startswith("postgres"):
        raise ValueError("must be a postgresql:// URL")
    return parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


Csv = Annotated[list[str], NoDecode, BeforeValidator(_split)]
DatabaseUrl = Annotated[str, AfterValidator(_psycopg)]
DEFAULT_DATABASE = "postgresql+psycopg://tripl:tripl@localhost:5432/tripl"


class Settings(BaseSettings):
    """Upper-cased field names are the environment variables; an empty one counts as unset."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    database_url: DatabaseUrl = DEFAULT_DATABASE
    sync_database_url: DatabaseUrl | None = Field(default=None, description="Alias of DATABASE_URL")
    rabbitmq_url: str = "amqp://guest:guest@localhost:5672//"
    redis_url: str = Field(default="", description="Cache and live updates; empty switches both off")
    encryption_key: str = Field(default="", description="Fernet key, or a comma-separated list: the first encrypts")
    secret_key: str = Field(default="", description="Key of the HMAC over session tokens")
    debug: Annotated[bool, BeforeValidator(_debug_word)] = Field(default=False, json_schema_extra=NOT_FORWARDED)
    deployment_posture: Literal["production", "local"] = Field(default="production", json_schema_extra=LOCAL_ONLY)

    app_base_url: str = Field(default="", description="Public origin; used in links")
    session_cookie_name: str = "tripl_session"
    session_ttl_hours: int = Field(default=168, ge=1)
    session_cookie_secure: bool = False
    cors_allow_origins: Csv = []
    security_headers_enabled: bool = True
    hsts_enabled: bool = False
    hsts_max_age_seconds: int = Field(default=31_536_000, ge=0)
    content_security_policy: str = ""
    serve_frontend: bool = Field(default=False, json_schema_extra=NOT_FORWARDED)
    frontend_dist_dir: Path | None = Field(default=None, json_schema_extra=NOT_FORWARDED)
    max_request_body_mb: int = Field(default=2, ge=1)

    registration_mode: Literal["first", "open", "disabled"] = "first"
    rate_limit_enabled: bool = True
    rate_limit_login_per_minute: int = Field(default=5, ge=0)
    rate_limit_register_per_hour: int = Field(default=3, ge=0)
    rate_limit_trust_forwarded_for: bool = False

    request_id_header: str = "X-Request-ID"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    log_json: bool = False

    scan_row_limit_default: int = Field(default=50_000, ge=1)
    metrics_row_limit_default: int = Field(default=100_000, ge=1)
    file_source_dirs: Csv = Field(default=[], description="Folders that file sources may read; empty = off")
    duckdb_memory_limit_mb: int = Field(default=1024, ge=64)
    outbound_public_hosts_only: bool = False

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: Any) -> Any:
        return value.strip().upper() if isinstance(value, str) else value

    @field_validator("app_base_url")
    @classmethod
    def _no_trailing_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @property
    def database(self) -> str:
        """The one database URL; refuses two that point to different places."""
        if self.sync_database_url is None or "database_url" not in self.model_fields_set:
            return self.sync_database_url or self.database_url
        one, two = make_url(self.database_url), make_url(self.sync_database_url)
        if (one.host, one.port or 5432, one.database, one.username) != (
            two.host,
            two.port or 5432,
            two.database,
            two.username,
        ):
            raise ValueError("DATABASE_URL and SYNC_DATABASE_URL differ in host, database or user; set one of them")
        return self.database_url

    @property
    def cors_origins(self) -> list[str]:
        """Explicit list; else everything in debug; else the own origin; else nothing."""
        if self.cors_allow_origins:
            return self.cors_allow_origins
        if self.debug:
            return ["*"]
        return [self.app_base_url] if self.app_base_url else []
