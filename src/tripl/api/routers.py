"""Every router of the product, in the order of the reference."""

from fastapi import FastAPI

from tripl.edge.problems import RESPONSES
from tripl.features.accounts.router import router as accounts
from tripl.features.alerts.router import router as alerts
from tripl.features.annotations.router import router as annotations
from tripl.features.audit.router import router as audit
from tripl.features.catalog.router import router as catalog
from tripl.features.demo.router import router as demo
from tripl.features.files.router import router as files
from tripl.features.monitoring.router import router as monitoring
from tripl.features.overview.router import router as overview
from tripl.features.plan.router import router as plan
from tripl.features.projects.router import router as projects
from tripl.features.scans.router import router as scans
from tripl.features.settings.router import router as settings
from tripl.features.signals.router import router as signals
from tripl.features.sources.router import router as sources
from tripl.features.system.router import router as system
from tripl.features.usage.router import router as usage


def install(app: FastAPI) -> None:
    """Each router straight into the app: a router between them would make the framework read every route once more."""
    for router in ROUTERS:
        app.include_router(router, prefix="/api/v1", responses=RESPONSES)


ROUTERS = (
    accounts,
    audit,
    settings,
    demo,
    projects,
    overview,
    sources,
    files,
    plan,
    catalog,
    scans,
    signals,
    annotations,
    monitoring,
    alerts,
    system,
    usage,
)
