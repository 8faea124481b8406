"""What a recipe adds to a demo once a scan has drafted its plan, and before anything is counted."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from tripl.features.alerts import service as alerts
from tripl.features.annotations import service as annotations
from tripl.features.annotations.schemas import AnnotationCreate
from tripl.features.plan import service as plan
from tripl.features.plan.schemas import PlannedIdentity
from tripl.features.projects import service as projects
from tripl.features.scans.service import editing
from tripl.features.sources import service as sources
from tripl.features.sources.schemas import SourcePolicy
from tripl.kit.clock import bucket_at
from tripl.warehouses.synthetic.recipe import CAMPAIGNS, EVENTS, FAULTS, Campaign, Fault

if TYPE_CHECKING:
    from tripl.warehouses.synthetic.traffic import World

UNTOLD = next(each for each in FAULTS if each.untold)
"""The fault whose first message failed."""
TOLD_AFTER = timedelta(hours=2)
INJECTED = "The recipe of this demo planted it here. The detector does not know."
SINK_WAS_FULL = "The demo sink was full. There is room now: retry sends the message again."


@dataclass(frozen=True, slots=True)
class Told:
    """A fault as alerting sees a finding; the figures are those of the traffic with and without it."""

    scope_ref: str
    scope_name: str | None
    event_id: uuid.UUID | None
    event_type_id: uuid.UUID | None
    bucket: datetime
    direction: str
    actual_count: float
    expected_count: float
    scope_type: str = "event"
    score: float = 0.0


class Planting:
    """Listens to the first run of a demo's scan."""

    def __call__(self, session: Session, project_id: uuid.UUID, scan_id: uuid.UUID) -> None:
        from tripl.warehouses.synthetic.traffic import world_of

        if not projects.demo(session, project_id).is_demo:
            return
        scan = editing.found(session, project_id, scan_id)
        if scan.collected_to is not None:
            return
        world = world_of(sources.connection_spec(session, scan.data_source_id, SourcePolicy()))
        events = {
            each.source_name: each
            for each in plan.identities(session, project_id, plan.main_branch(session, project_id))
        }
        if not world.faults:
            return
        if UNTOLD.event in events:
            _fail_once(session, scan_id, world, events[UNTOLD.event])
        for note in notes(world, events):
            annotations.leave(session, project_id, note)


def _fail_once(session: Session, scan_id: uuid.UUID, world: "World", event: PlannedIdentity) -> None:
    told = finding(world, UNTOLD, event)
    alerts.failed_before(session, scan_id, told, told.bucket + TOLD_AFTER, SINK_WAS_FULL)


def notes(world: "World", events: Mapping[str, PlannedIdentity]) -> list[AnnotationCreate]:
    """What people would have noted on the charts: what was injected, and what was planned."""
    markers = [_marker(world, each, events[each.event]) for each in FAULTS if each.marker and each.event in events]
    windows = [_window(world, each, events[each.event]) for each in CAMPAIGNS if each.event in events]
    return [*markers, *windows]


def _marker(world: "World", fault: Fault, event: PlannedIdentity) -> AnnotationCreate:
    from tripl.warehouses.synthetic.traffic import span

    return AnnotationCreate(
        bucket=bucket_at(span(world, fault)[0], "1h"),
        label=fault.marker or fault.key,
        description=INJECTED,
        scope_type="event",
        scope_ref=str(event.event_id),
    )


def _window(world: "World", campaign: Campaign, event: PlannedIdentity) -> AnnotationCreate:
    from tripl.warehouses.synthetic.traffic import span

    begins, ends = (bucket_at(hour, "1h") for hour in span(world, campaign))
    return AnnotationCreate(
        bucket=begins,
        expected_until=ends,
        label=campaign.label,
        description=campaign.words,
        scope_type="event_type",
        scope_ref=str(event.event_type_id),
    )


def finding(world: "World", fault: Fault, event: PlannedIdentity) -> Told:
    """The first hour of a fault."""
    from tripl.warehouses.synthetic.traffic import counts, span

    hour, _ = span(world, fault)
    row = next(at for at, each in enumerate(EVENTS) if each.name == fault.event)
    actual, expected = (counts(w, hour, hour + 1)[row].sum() for w in (world, replace(world, faults=False)))
    return Told(
        scope_ref=str(event.event_id),
        scope_name=event.source_name,
        event_id=event.event_id,
        event_type_id=event.event_type_id,
        bucket=bucket_at(hour, "1h"),
        direction=fault.direction,
        actual_count=float(actual),
        expected_count=float(expected),
    )
