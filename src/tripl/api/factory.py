"""Assembles the application out of its parts; holds no rules."""

from collections.abc import Callable
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.routing import APIRoute
from sqlalchemy import Engine
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response

from tripl import extensions
from tripl.api import live, reference, routers
from tripl.api.health import HealthProbe
from tripl.api.lifespan import make_lifespan
from tripl.api.spa import WebBuild, find_build
from tripl.bootstrap import POOL, make_wiring
from tripl.db.writes import NewestWrite
from tripl.edge import problems
from tripl.edge.wiring import Wiring
from tripl.middleware.admission import Admission
from tripl.middleware.body_limit import BodyLimit
from tripl.middleware.kept_answers import KeptAnswers
from tripl.middleware.local_only import LocalOnly
from tripl.middleware.paths import CanonicalPath
from tripl.middleware.rate_limit import Limit, OwnBuckets, RateLimit, Taking
from tripl.middleware.request_id import RequestId
from tripl.middleware.same_origin import SameOrigin
from tripl.middleware.security_headers import SPA_POLICY, HeaderPolicy, PrivateAnswers, SecurityHeaders
from tripl.middleware.shared_buckets import SharedBuckets
from tripl.middleware.text import PlainText
from tripl.observability import traces
from tripl.observability.figures import Figures
from tripl.preflight import start_settings
from tripl.settings import Settings

PLACES = sum(POOL["app"])
"""Requests inside at once = threads = connections."""
SIGN_INS = 20
"""Ways to a provider or back, a minute and address."""
LOOKUPS = 30
"""Looks at the sign-in page or at an invitation, a minute and address."""
PROBES = 60
"""Previews, connection tests and test messages, a minute and caller: each keeps a far side busy."""
VERIFICATIONS = 10
"""Mails that verify an address, an hour and client."""
METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"]


def create_app(settings: Settings | None = None, wiring: Wiring | None = None) -> FastAPI:
    settings = settings or start_settings()
    spans = traces.open_traces(settings.otel_exporter_otlp_endpoint, settings.otel_service_name)
    app = FastAPI(
        title="tripl",
        version=version("tripl-server"),
        description="Tracking plan and analytics monitoring over the warehouse you already have.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=operation_id,
        lifespan=make_lifespan(settings, PLACES),
        telemetry=traces.native(spans),
    )
    app.state.wiring = wiring or make_wiring(settings, "app")
    app.state.traces = spans
    if spans is not None:
        spans.watch_tasks()
        bind = app.state.wiring.sessions.kw["bind"]
        if isinstance(bind, Engine):
            spans.watch_statements(bind)
    app.state.streams = live.Streams()
    problems.install(app)
    add_middleware(app, settings)
    app.add_route("/health", HealthProbe(settings.database).answer, methods=["GET"], include_in_schema=False)
    if settings.prometheus_metrics_enabled:
        app.add_route("/metrics", metrics_page(settings), methods=["GET"], include_in_schema=False)
    reference.install(app)
    app.include_router(live.router)
    routers.install(app)
    extend(app)
    app.router.default = WebBuild(find_build(settings.frontend_dist_dir) if settings.serve_frontend else None)
    return app


def extend(app: FastAPI) -> None:
    """What installed packages add, after everything of ours."""
    found = extensions.installed()
    app.state.error_shapers = tuple(each.shape_error for each in found if each.shape_error)
    for each in found:
        for router in each.routers:
            app.include_router(router, prefix="/api/v1")
        if each.install is not None:
            each.install(app)


def operation_id(route: APIRoute) -> str:
    """`events_list`: the tag and the function."""
    tag = str(route.tags[0]) if route.tags else route.endpoint.__module__.split(".")[-2]
    return f"{tag.replace('-', '_')}_{route.name}"


def add_middleware(app: FastAPI, settings: Settings) -> None:
    """Innermost first: a request meets them from the last line to the first."""
    app.add_middleware(Admission, places=PLACES)
    if settings.rate_limit_enabled:
        app.add_middleware(
            RateLimit,
            limits=limits(settings),
            trust_forwarded=settings.rate_limit_trust_forwarded_for,
            forwarded_entry=settings.rate_limit_forwarded_for_entry,
            buckets=buckets(settings),
        )
    app.add_middleware(SameOrigin, allowed=settings.cors_origins)
    app.add_middleware(PlainText)
    most, streamed = settings.max_request_body_mb * 2**20, settings.file_upload_max_mb * 2**20
    app.add_middleware(BodyLimit, most=most, most_streamed=streamed)
    app.add_middleware(CanonicalPath)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.cors_origins,
        allow_credentials=settings.cors_origins != ["*"],
        allow_methods=METHODS,
        allow_headers=["Authorization", "Content-Type", settings.request_id_header],
        expose_headers=[settings.request_id_header],
    )
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    if settings.redis_url:
        app.add_middleware(KeptAnswers, marks=NewestWrite(settings.redis_url))
    if settings.deployment_posture == "local":
        app.add_middleware(LocalOnly)
    app.add_middleware(PrivateAnswers)
    app.add_middleware(RequestId, header=settings.request_id_header)
    if settings.security_headers_enabled:
        app.add_middleware(SecurityHeaders, policy=header_policy(settings))


def buckets(settings: Settings) -> Taking:
    if settings.rate_limit_backend == "redis" and settings.redis_url:
        return SharedBuckets(settings.redis_url)
    return OwnBuckets()


def limits(settings: Settings) -> dict[tuple[str, str], Limit]:
    logins, registrations = settings.rate_limit_login_per_minute, settings.rate_limit_register_per_hour
    resets, lookups = Limit(logins, 60, "password-reset"), Limit(LOOKUPS, 60, "status")
    invitation = "/api/v1/auth/invitations/{token}"
    source, project = "/api/v1/data-sources", "/api/v1/projects/{slug}"
    probes = (
        *(f"{source}/test", f"{source}/{{source_id}}/test"),
        *(f"{project}/scans/preview", f"{project}/scans/dry-run"),
        *(f"{project}/alert-destinations/test", f"{project}/alert-destinations/{{destination_id}}/test"),
        *("/api/v1/settings/email/test", "/api/v1/files/{file_id}/reading"),
    )
    provided = Limit(SIGN_INS, 60, "sign-in", page="/sign-in?sso_error=rate_limited")
    trips = (f"/api/v1/auth/{provider}/{way}" for provider in ("google", "oidc") for way in ("start", "callback"))
    return {
        **{("POST", path): Limit(PROBES, 60, "probes", by_caller=True) for path in probes},
        **{("GET", trip): provided for trip in trips},
        ("POST", "/api/v1/auth/login"): Limit(logins, 60),
        ("POST", "/api/v1/auth/register"): Limit(registrations, 3600),
        ("POST", "/api/v1/auth/password-reset/request"): resets,
        ("POST", "/api/v1/auth/password-reset/confirm"): resets,
        ("POST", "/api/v1/auth/verify-email/request"): Limit(VERIFICATIONS, 3600),
        ("POST", "/api/v1/auth/verify-email/confirm"): resets,
        ("GET", "/api/v1/auth/status"): lookups,
        ("POST", "/api/v1/me/password"): Limit(logins, 60, "own-password"),
        ("POST", "/api/v1/me/deletion"): Limit(logins, 60, "own-password"),
        ("GET", invitation): lookups,
        ("POST", f"{invitation}/accept"): Limit(registrations, 3600, "accept"),
    }


def metrics_page(settings: Settings) -> Callable[[Request], Response]:
    """Whoever reaches it may read it: an operator keeps the path inside."""
    figures = Figures(settings.prometheus_multiproc_dir)
    figures.listen()

    def metrics(_: Request) -> Response:
        body, kind = figures.text()
        return Response(body, media_type=kind)

    return metrics


def header_policy(settings: Settings) -> HeaderPolicy:
    return HeaderPolicy(
        content_security_policy=settings.content_security_policy or (SPA_POLICY if settings.serve_frontend else ""),
        hsts_max_age=settings.hsts_max_age_seconds if settings.hsts_enabled else None,
    )
