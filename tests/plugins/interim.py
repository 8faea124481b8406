"""Stands in for bootstrap.listeners until the signals have landed."""

from typing import Any

from tripl.features.alerts.service import forget_event_type, forget_scan
from tripl.features.overview.service import ProjectSummaries
from tripl.features.plan.hooks import PlanHooks
from tripl.features.plan.service import on_project_created
from tripl.features.projects.hooks import ProjectHooks
from tripl.features.projects.ports import ProjectPorts
from tripl.features.scans.hooks import ScanHooks
from tripl.features.scans.service import ScansOfSource, refuse_bound_type
from tripl.features.sources.hooks import SourceHooks
from tripl.models.signals import AnomalySettings


def start_detection(session: Any, project_id: Any) -> None:
    session.add(AnomalySettings(project_id=project_id))
    session.flush()


def listeners(cache: Any) -> dict[type, Any]:
    scans = ScanHooks(deleting=(forget_scan,))
    return {
        ProjectHooks: ProjectHooks(created=(on_project_created, start_detection)),
        ProjectPorts: ProjectPorts(summaries=ProjectSummaries(cache)),
        PlanHooks: PlanHooks(event_type_deleting=(refuse_bound_type, forget_event_type)),
        SourceHooks: SourceHooks(deleting=(ScansOfSource(scans),)),
        ScanHooks: scans,
    }
