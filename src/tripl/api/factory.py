"""Assembles the application out of its parts; holds no rules."""

from importlib.metadata import version

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.routing import APIRoute
from starlette.middleware.gzip import GZipMiddleware

from tripl.api import live, reference
from tripl.api.health import HealthProbe
from tripl.api.lifespan import make_lifespan
from tripl.api.routers import api
from tripl.api.spa import WebBuild, find_build
from tripl.bootstrap import POOL, make_wiring
from tripl.edge import problems
from tripl.edge.wiring import Wiring
from tripl.middleware.admission import Admission
from tripl.middleware.body_limit import BodyLimit
from tripl.middleware.local_only import LocalOnly
from tripl.middleware.paths import CanonicalPath
from tripl.middleware.rate_limit import Limit, RateLimit
from tripl.middleware.request_id import RequestId
from tripl.middleware.same_origin import SameOrigin
from tripl.middleware.security_headers import SPA_POLICY, HeaderPolicy, PrivateAnswers, SecurityHeaders
from tripl.middleware.text import PlainText
from tripl.preflight import load_settings
from tripl.settings import Settings

PLACES = sum(POOL["app"])
"""Requests inside at once = threads = connections."""
METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"]


def create_app(settings: Settings | None = None, wiring: Wiring | None = None) -> FastAPI:
    settings = settings or load_settings()
    app = FastAPI(
        title="tripl",
        version=version("tripl-server"),
        description="Tracking plan and analytics monitoring over the warehouse you already have.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=operation_id,
        lifespan=make_lifespan(settings, PLACES),
        telemetry={"tracing": False},
    )
    app.state.wiring = wiring or make_wiring(settings, "app")
    app.state.streams = live.Streams()
    problems.install(app)
    add_middleware(app, settings)
    app.add_route("/health", HealthProbe(settings.database).answer, methods=["GET"], include_in_schema=False)
    reference.install(app)
    app.include_router(live.router)
    app.include_router(api)
    app.router.default = WebBuild(find_build(settings.frontend_dist_dir) if settings.serve_frontend else None)
    return app


def operation_id(route: APIRoute) -> str:
    """`events_list`: the tag and the function."""
    tag = str(route.tags[0]) if route.tags else route.endpoint.__module__.split(".")[-2]
    return f"{tag.replace('-', '_')}_{route.name}"


def add_middleware(app: FastAPI, settings: Settings) -> None:
    """Innermost first: a request meets them from the last line to the first."""
    app.add_middleware(Admission, places=PLACES)
    if settings.rate_limit_enabled:
        app.add_middleware(RateLimit, limits=limits(settings), trust_forwarded=settings.rate_limit_trust_forwarded_for)
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
    if settings.deployment_posture == "local":
        app.add_middleware(LocalOnly)
    app.add_middleware(PrivateAnswers)
    app.add_middleware(RequestId, header=settings.request_id_header)
    if settings.security_headers_enabled:
        app.add_middleware(SecurityHeaders, policy=header_policy(settings))


def limits(settings: Settings) -> dict[tuple[str, str], Limit]:
    return {
        ("POST", "/api/v1/auth/login"): Limit(settings.rate_limit_login_per_minute, 60),
        ("POST", "/api/v1/auth/register"): Limit(settings.rate_limit_register_per_hour, 3600),
    }


def header_policy(settings: Settings) -> HeaderPolicy:
    return HeaderPolicy(
        content_security_policy=settings.content_security_policy or (SPA_POLICY if settings.serve_frontend else ""),
        hsts_max_age=settings.hsts_max_age_seconds if settings.hsts_enabled else None,
    )
