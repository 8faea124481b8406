"""Alerting over HTTP."""

from fastapi import APIRouter

from tripl.features.alerts.router import deliveries, destinations, monitors, rules

router = APIRouter(prefix="/projects/{slug}", tags=["alerting"])
for part in (destinations, rules, deliveries, monitors):
    router.include_router(part.router)
