"""The tracking plan over HTTP."""

from fastapi import APIRouter

from tripl.features.plan.router import branches, event_types

router = APIRouter(prefix="/projects/{slug}")
for part in (branches, event_types):
    router.include_router(part.router)
