"""Alerting over HTTP."""

from fastapi import APIRouter

from tripl.features.alerts.router import deliveries, destinations, digests, monitors, rules

router = APIRouter(prefix="/projects/{slug}", tags=["alerting"])
for part in (destinations, rules, deliveries, digests, monitors):
    router.include_router(part.router)
