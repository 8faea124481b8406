"""Spans of requests, statements and tasks, sent to a collector of the operator's. Without an address none is made."""

import logging
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine

from tripl import __version__

if TYPE_CHECKING:
    from fastapi.telemetry import TelemetryConfig
    from opentelemetry.sdk.trace import TracerProvider

log = logging.getLogger(__name__)
SECONDS = 3
"""For one parcel of spans, the last one too: a collector that hangs must not hold a process that ends."""
UNTRACED = (
    "/health",
    "/metrics",
    "/api/v1/auth/invitations/",
    "/api/v1/auth/google/callback",
    "/api/v1/auth/oidc/callback",
)
"""Asked all the time, or with a secret in the path or the query."""
MISSING = (
    "OTEL_EXPORTER_OTLP_ENDPOINT is set, but the packages for tracing are not installed (%s); nothing is traced. "
    "They come with tripl-server[tracing]."
)


class Traces:
    """The spans of this process. After a fork a child makes its own."""

    def __init__(self, provider: "TracerProvider") -> None:
        self.provider = provider

    def watch_statements(self, engine: Engine) -> None:
        from opentelemetry.instrumentation.sqlalchemy import SQLAlchemyInstrumentor

        _afresh(SQLAlchemyInstrumentor()).instrument(engine=engine, tracer_provider=self.provider, skip_dep_check=True)

    def watch_tasks(self) -> None:
        """Those that are sent here and those that run here: one trace goes from the request through the broker."""
        from opentelemetry.instrumentation.celery import CeleryInstrumentor

        _afresh(CeleryInstrumentor()).instrument(tracer_provider=self.provider, skip_dep_check=True)

    def end(self) -> None:
        """Send what waits, and stop."""
        self.provider.shutdown()


def _afresh(instrumentor: Any) -> Any:
    """There is one of a kind in a process, and it keeps the provider that it was given first."""
    if instrumentor.is_instrumented_by_opentelemetry:
        instrumentor.uninstrument()
    return instrumentor


def open_traces(endpoint: str, service: str) -> Traces | None:
    """None without an endpoint, and where the packages are missing: tracing is no reason not to serve."""
    if not endpoint:
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.instrumentation import celery, sqlalchemy
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        log.warning(MISSING, error.name)
        return None
    del celery, sqlalchemy  # only whether they are there
    about = Resource.create({"service.name": service, "service.version": __version__})
    provider = TracerProvider(resource=about, shutdown_on_exit=False)
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=SECONDS)
    provider.add_span_processor(BatchSpanProcessor(exporter, export_timeout_millis=SECONDS * 1000))
    return Traces(provider)


def native(traces: Traces | None) -> "TelemetryConfig":
    """What FastAPI is told: spans of requests through our provider, and nothing of its own."""
    return {
        "tracing": traces is not None,
        "tracer_provider": traces.provider if traces else None,
        "metrics": False,
        "logs": False,
        "operation_spans": False,
        "auto_configure": False,
        "exclude": _untraced,
    }


def _untraced(scope: MutableMapping[str, Any]) -> bool:
    return str(scope.get("path", "")).startswith(UNTRACED)
