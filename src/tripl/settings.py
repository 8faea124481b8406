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

    database_url: DatabaseUrl = Field(
        default=DEFAULT_DATABASE, description="PostgreSQL 15 or newer, in any spelling of the URL"
    )
    sync_database_url: DatabaseUrl | None = Field(
        default=None, description="Alias of DATABASE_URL; where both are set they must name the same database"
    )
    rabbitmq_url: str = Field(
        default="amqp://guest:guest@localhost:5672//",
        description="Broker of the background tasks, amqp:// or redis://",
    )
    redis_url: str = Field(default="", description="Cache and live updates; empty switches both off")
    encryption_key: str = Field(
        default="",
        description="Fernet key that encrypts stored credentials; of a comma-separated list the first encrypts "
        "and all decrypt",
    )
    secret_key: str = Field(default="", description="Signs sessions; 32 random characters or more")
    debug: Annotated[bool, BeforeValidator(_debug_word)] = Field(
        default=False,
        description="For development: skips the checks at the start and allows every origin",
        json_schema_extra=NOT_FORWARDED,
    )
    deployment_posture: Literal["production", "local"] = Field(
        default="production",
        description="`local` waives the secure cookie and answers on the loopback only",
        json_schema_extra=LOCAL_ONLY,
    )

    app_base_url: str = Field(
        default="", description="Public origin: used in the links of messages, and browsers may call from it"
    )
    session_cookie_name: str = Field(default="tripl_session", description="Name of the session cookie")
    session_ttl_hours: int = Field(default=168, ge=1, description="Hours until a session has to sign in again")
    session_cookie_secure: bool = Field(
        default=False, description="Send the session cookie over https only; required in production"
    )
    cors_allow_origins: Csv = Field(
        default=[], description="Other origins whose pages may call the API; empty means APP_BASE_URL only"
    )
    security_headers_enabled: bool = Field(
        default=True, description="Send the headers that restrict what a page may do"
    )
    hsts_enabled: bool = Field(default=False, description="Tell browsers to insist on https")
    hsts_max_age_seconds: int = Field(default=31_536_000, ge=0, description="How long browsers insist on https")
    content_security_policy: str = Field(default="", description="Replaces the built-in policy when set")
    serve_frontend: bool = Field(
        default=False, description="Serve the pages from this process", json_schema_extra=NOT_FORWARDED
    )
    frontend_dist_dir: Path | None = Field(
        default=None,
        description="Folder of the built pages; found by itself in a checkout or an installed package",
        json_schema_extra=NOT_FORWARDED,
    )
    max_request_body_mb: int = Field(default=2, ge=1, description="Largest request body that is read, in MB")

    registration_mode: Literal["first", "open", "disabled"] = Field(
        default="first", description="Who may register: `first` is open until the first account exists"
    )
    rate_limit_enabled: bool = Field(default=True, description="Limit how often one address may try to sign in")
    rate_limit_login_per_minute: int = Field(default=5, ge=0, description="Sign-ins a minute and address")
    rate_limit_register_per_hour: int = Field(default=3, ge=0, description="Registrations an hour and address")
    rate_limit_trust_forwarded_for: bool = Field(
        default=False, description="Take the address from X-Forwarded-For; only behind a proxy that sets it itself"
    )

    request_id_header: str = Field(
        default="X-Request-ID", description="Header that carries the id of a request in and out, and into the log"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = Field(
        default="INFO", description="Least level that is logged"
    )
    log_json: bool = Field(default=False, description="Log one JSON object a line")

    scan_row_limit_default: int = Field(
        default=50_000, ge=1, description="Combinations a scan may find before it stops and says so"
    )
    metrics_row_limit_default: int = Field(
        default=100_000, ge=1, description="Rows one count may return before the run stops and says so"
    )
    file_source_dirs: Csv = Field(
        default=[], description="Folders that file sources may read; empty switches file sources off"
    )
    file_upload_max_mb: int = Field(default=2048, ge=1, description="Largest file that people may drop, in MB")
    file_disk_reserve_mb: int = Field(default=512, ge=0, description="Free disk that dropped files leave alone, in MB")
    duckdb_memory_limit_mb: int = Field(
        default=1024, ge=64, description="Memory that reading files may take in one process, in MB"
    )
    outbound_public_hosts_only: bool = Field(
        default=False,
        description="Refuse warehouses on private addresses too; messages of a server go to public hosts anyway",
    )
    demo_enabled: bool = Field(
        default=True, description="Making and resetting demo projects; deleting them always works."
    )
    demo_runtime_enabled: bool = Field(
        default=True, description="Keep demos that somebody looked at within six hours up to the last full hour."
    )

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
