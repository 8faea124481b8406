"""What a demo is made of, in order. Each stage uses the services that people's own projects use."""

import uuid

from tripl.features.alerts.schemas import DestinationIn, RuleIn
from tripl.features.alerts.service import destinations, rules
from tripl.features.demo.schemas import Making, Stage
from tripl.features.scans import service as scans
from tripl.features.scans.schemas.wire import ScanCreate
from tripl.features.scans.service import editing
from tripl.features.sources import service as sources
from tripl.kit.errors import Conflict

SOURCE = "Demo app (synthetic)"
SCAN = "App events"
SINK = "Demo sink"
RULE = "An event off its level"
QUERY = "SELECT event_time, event_type, event_name, platform, app_version, product_id FROM events"


def connect(making: Making) -> None:
    """The synthetic warehouse, bound to this project alone."""
    seed = making.seed
    world = {"seed": seed.number, "made_at": seed.at.isoformat(), "faults": seed.faults}
    making.source_id = sources.create_synthetic(making.session, making.principal, making.project, SOURCE, world).id


def configure(making: Making) -> None:
    """One scan over the whole app, hourly."""
    wanted = ScanCreate(
        data_source_id=_made(making.source_id),
        name=SCAN,
        base_query=QUERY,
        event_type_column="event_type",
        event_name_format="{event_name}",
        time_column="event_time",
        interval="1h",
        platform_column="platform",
        app_version_column="app_version",
    )
    making.scan_id = editing.create(making.session, making.principal, making.project, wanted, making.tools.sources).id


def watch(making: Making) -> None:
    """Where the demo's messages stay, and the rule that sends them there."""
    session, principal, project = making.session, making.principal, making.project
    sink = DestinationIn(type="demo_sink", name=SINK)
    destination = destinations.create(session, principal, project, sink, making.tools.alerts)
    rule = RuleIn(name=RULE, scan_config_id=making.scan_id, include_project_total=False, include_event_types=False)
    making.rule_id = rules.create(session, principal, project, destination.id, rule).id


def begin(making: Making) -> None:
    """The first run; a worker does it like any other."""
    scan = editing.found(making.session, making.project.id, _made(making.scan_id))
    scans.start(making.session, scan, trigger="manual", requested_by=making.principal.user_id)


def _made(ident: uuid.UUID | None) -> uuid.UUID:
    if ident is None:
        raise Conflict("The demo could not be made: a stage before this one left nothing.")
    return ident


STAGES: tuple[Stage, ...] = (connect, configure, watch, begin)
