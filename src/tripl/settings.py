"""Every setting, read once by the entry points and passed down. Importing this has no side effect."""

from collections.abc import Mapping
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Self, Union, get_args, get_origin

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr, ValidationError, field_validator
from pydantic.config import JsonDict
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url

from tripl.kit import written

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


MOST_ROWS = 1_000_000_000
MOST_HOURS = 10 * 366 * 24
Csv = Annotated[list[str], NoDecode, BeforeValidator(_split)]
Domains = Annotated[Csv, AfterValidator(written.domains)]
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
    deployment_mode: Literal["self_hosted", "hosted"] = Field(
        default="self_hosted", description="`hosted` needs an extension that says whose an organization is"
    )
    platform_admin_emails: Csv = Field(default=[], description="Hosted only: platform admins, once verified")
    deployment_posture: Literal["production", "local"] = Field(
        default="production",
        description="`local` waives the secure cookie and answers on the loopback only",
        json_schema_extra=LOCAL_ONLY,
    )

    settings_ignore_overrides: bool = Field(
        default=False,
        description="Start on these variables alone: what was saved on the settings page stays stored and counts for "
        "nothing. The way back in after a saved value locked everybody out",
    )

    app_base_url: Annotated[str, AfterValidator(written.origin)] = Field(
        default="", description="Public origin: used in the links of messages, and browsers may call from it"
    )
    session_cookie_name: Annotated[str, AfterValidator(written.token)] = Field(
        default="tripl_session", description="Name of the session cookie"
    )
    session_ttl_hours: int = Field(
        default=168, ge=1, le=MOST_HOURS, description="Hours until a session has to sign in again"
    )
    parts_report: str = Field(
        default="", description="File in which `tripl up` says which parts keep falling", json_schema_extra=LOCAL_ONLY
    )
    session_cookie_secure: bool = Field(
        default=False, description="Send the session cookie over https only; required in production"
    )
    cors_allow_origins: Annotated[Csv, AfterValidator(written.origins)] = Field(
        default=[], description="Other origins whose pages may call the API; empty means APP_BASE_URL only"
    )
    security_headers_enabled: bool = Field(
        default=True, description="Send the headers that restrict what a page may do"
    )
    hsts_enabled: bool = Field(default=False, description="Tell browsers to insist on https")
    hsts_max_age_seconds: int = Field(default=31_536_000, ge=0, description="How long browsers insist on https")
    content_security_policy: Annotated[str, AfterValidator(written.header_value)] = Field(
        default="", description="Replaces the built-in policy when set"
    )
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
        default=False,
        description="Take the address from X-Real-IP, else from X-Forwarded-For; only behind a proxy that sets it "
        "itself",
    )
    rate_limit_forwarded_for_entry: Literal["leftmost", "rightmost"] = Field(
        default="leftmost",
        description="Which entry of X-Forwarded-For is the address; `rightmost` is what the nearest proxy appended",
    )
    rate_limit_backend: Literal["memory", "redis"] = Field(
        default="memory",
        description="Where attempts are counted: `memory` for each process alone, `redis` for all of them in REDIS_URL "
        "(in memory while it is away)",
    )

    google_client_id: str = Field(
        default="", description="With the secret: people may sign in with Google. Both come from Google's console"
    )
    google_client_secret: str = Field(default="", description="Goes with GOOGLE_CLIENT_ID")
    google_allowed_domains: Domains = Field(
        default=[],
        description="Domains of the addresses that Google may sign in; empty means every one. Owners always come in",
    )
    oidc_issuer: Annotated[str, AfterValidator(written.issuer)] = Field(
        default="",
        description="With id and secret: people may sign in through this OpenID Connect provider. https only",
    )
    oidc_client_id: str = Field(default="", description="What the provider calls this installation")
    oidc_client_secret: str = Field(default="", description="Goes with OIDC_CLIENT_ID")
    oidc_scopes: Annotated[str, AfterValidator(written.scopes)] = Field(
        default="openid email profile", description="What the provider is asked for; openid and email must be among it"
    )
    oidc_button_label: Annotated[str, AfterValidator(written.label)] = Field(
        default="Continue with single sign-on", max_length=80, description="Words on the button"
    )
    oidc_allowed_domains: Domains = Field(
        default=[], description="Domains of the addresses that it may sign in, owners included; empty means every one"
    )
    oidc_auto_create_users: bool = Field(
        default=True,
        description="Make an account at the first sign-in, where REGISTRATION_MODE lets people register; "
        "false lets in existing accounts only",
    )

    request_id_header: Annotated[str, AfterValidator(written.token)] = Field(
        default="X-Request-ID", description="Header that carries the id of a request in and out, and into the log"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = Field(
        default="INFO", description="Least level that is logged"
    )
    log_json: bool = Field(default=False, description="Log one JSON object a line")
    prometheus_metrics_enabled: bool = Field(
        default=False, description="Serve figures for Prometheus at /metrics, without asking who reads them"
    )
    prometheus_multiproc_dir: Path | None = Field(
        default=None,
        description="Folder in which all processes keep their figures, so that /metrics tells those of the workers; "
        "without it each process tells its own. Empty it before they start",
    )
    otel_exporter_otlp_endpoint: Annotated[str, AfterValidator(written.collector)] = Field(
        default="",
        description="Address of an OpenTelemetry collector (OTLP over HTTP); empty means that nothing is traced",
    )
    otel_service_name: str = Field(default="tripl", description="Name under which traces are kept there")

    telemetry_enabled: bool = Field(
        default=False, description="Send a usage report a day: sizes, kinds and version, shown on the System page"
    )
    telemetry_endpoint: Annotated[str, AfterValidator(written.collector)] = Field(
        default="", description="Address that gets it. There is none built in"
    )
    do_not_track: Annotated[bool, BeforeValidator(written.yes)] = Field(
        default=False, description="Anything but 0, false, no and off forbids the usage report"
    )

    smtp_host: Annotated[str, AfterValidator(written.host)] = Field(
        default="", description="Relay that takes the mail; empty means that none is sent"
    )
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Its port; it must fit SMTP_SECURITY")
    smtp_username: str = Field(default="", description="User at the relay; empty where it asks for none")
    smtp_password: str = Field(default="", description="Password at the relay")
    smtp_security: Literal["starttls", "implicit_tls", "none"] | None = Field(
        default=None,
        description="How the connection is secured: `starttls` (587, 2525), `implicit_tls` (465) or `none` (25); "
        "unset follows SMTP_USE_TLS",
    )
    smtp_use_tls: bool = Field(default=True, description="Older switch: true means starttls, false means none")
    smtp_from_address: Annotated[str, AfterValidator(written.sender)] = Field(
        default="",
        description="Sender, such as `tripl <tripl@example.com>`; without it no mail about accounts is sent",
    )

    scan_row_limit_default: int = Field(
        default=50_000, ge=1, le=MOST_ROWS, description="Combinations a scan may find before it stops and says so"
    )
    metrics_row_limit_default: int = Field(
        default=100_000, ge=1, le=MOST_ROWS, description="Rows one count may return before the run stops and says so"
    )
    scan_job_retention_days: int = Field(
        default=90, ge=1, description="Days that ended runs of a scan are kept; its newest stays"
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

    _environment: "Settings | None" = PrivateAttr(default=None)

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: Any) -> Any:
        return value.strip().upper() if isinstance(value, str) else value

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
    def mail_security(self) -> Literal["starttls", "implicit_tls", "none"]:
        return self.smtp_security or ("starttls" if self.smtp_use_tls else "none")

    @property
    def sends_mail(self) -> bool:
        """Host and sender are both there."""
        return bool(self.smtp_host and self.smtp_from_address)

    @property
    def cors_origins(self) -> list[str]:
        """Explicit list; else everything in debug; else the own origin; else nothing."""
        if self.cors_allow_origins:
            return self.cors_allow_origins
        if self.debug:
            return ["*"]
        return [self.app_base_url] if self.app_base_url else []

    @property
    def environment(self) -> "Settings":
        """What the process was given, without what people saved over it."""
        return self._environment or self

    def standing_on(self, environment: "Settings") -> Self:
        self._environment = environment
        return self

    def laid(self, overrides: Mapping[str, Any]) -> tuple["Settings", dict[str, str]]:
        """The environment with other values over it, checked as its own are; and why some were not taken, by name."""
        laid, wrong = self.environment.model_copy().standing_on(self.environment), {}
        for name, value in overrides.items():
            try:
                self.__pydantic_validator__.validate_assignment(laid, name, value)
            except ValidationError as error:
                wrong[name] = error.errors()[0]["msg"].removeprefix("Value error, ")
        return laid, wrong


class Section(NamedTuple):
    """Settings that people may change from the page, and when a change begins to count."""

    effect: Literal["next_use", "next_start"]
    fields: tuple[str, ...]


SECTIONS: dict[str, Section] = {
    "runtime": Section("next_use", ("app_base_url", "scan_row_limit_default", "metrics_row_limit_default")),
    "email": Section(
        "next_use",
        (
            "smtp_host", "smtp_port", "smtp_security", "smtp_use_tls", "smtp_username", "smtp_password",
            "smtp_from_address",
        ),
    ),
    "security": Section(
        "next_start",
        (
            "registration_mode", "session_cookie_name", "session_cookie_secure", "session_ttl_hours",
            "cors_allow_origins", "rate_limit_enabled", "rate_limit_login_per_minute", "rate_limit_register_per_hour",
            "rate_limit_trust_forwarded_for", "rate_limit_forwarded_for_entry", "rate_limit_backend",
            "security_headers_enabled", "content_security_policy", "hsts_enabled", "hsts_max_age_seconds",
        ),
    ),
    "observability": Section(
        "next_start",
        (
            "request_id_header", "log_level", "log_json", "prometheus_metrics_enabled", "otel_exporter_otlp_endpoint",
            "otel_service_name",
        ),
    ),
}  # fmt: skip
"""The one list of what has an override: a line here is all that a further one needs."""
AT_ONCE = frozenset({"registration_mode"})
"""Counts at once, though the rest of its section waits for a start."""
SECRETS = frozenset({"smtp_password"})
"""Written and never read back; encrypted where they are stored."""
MASTERS = {
    "hsts_max_age_seconds": "hsts_enabled",
    "hsts_enabled": "security_headers_enabled",
    "content_security_policy": "security_headers_enabled",
    "rate_limit_login_per_minute": "rate_limit_enabled",
    "rate_limit_register_per_hour": "rate_limit_enabled",
    "rate_limit_trust_forwarded_for": "rate_limit_enabled",
    "rate_limit_forwarded_for_entry": "rate_limit_trust_forwarded_for",
    "rate_limit_backend": "rate_limit_enabled",
    "otel_service_name": "otel_exporter_otlp_endpoint",
    "smtp_port": "smtp_host",
    "smtp_security": "smtp_host",
    "smtp_use_tls": "smtp_host",
    "smtp_username": "smtp_host",
    "smtp_password": "smtp_host",
    "smtp_from_address": "smtp_host",
}
"""By setting, the one without which it means nothing."""
OVERRIDABLE = tuple(name for section in SECTIONS.values() for name in section.fields)


def effect_of(name: str) -> Literal["at_once", "next_use", "next_start"]:
    if name in AT_ONCE:
        return "at_once"
    return next(section.effect for section in SECTIONS.values() if name in section.fields)


USED_LIVE = tuple(name for name in OVERRIDABLE if effect_of(name) != "next_start")


def choices_of(annotation: Any) -> tuple[str, ...]:
    """The words that a setting takes; empty where it takes any."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    if get_origin(annotation) in (Union, UnionType):
        return next((found for each in get_args(annotation) if (found := choices_of(each))), ())
    return ()
