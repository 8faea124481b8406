"""What reads a loaded file: a source, an event type with its fields, a scan, and the run that collects its history."""

from sqlalchemy.orm import Session

from tripl.features.access.service import ADMINISTRATORS
from tripl.features.files import repository
from tripl.features.files.schemas import FileChoices, Work
from tripl.features.files.service.looking import Look, recipe
from tripl.features.files.service.rehearsing import planner_config
from tripl.features.plan.schemas import EventTypeCreate, FieldCreate
from tripl.features.plan.service import fields, types
from tripl.features.projects.service import ProjectsGate
from tripl.features.scans import service as scans
from tripl.features.scans.schemas.wire import ScanCreate
from tripl.features.scans.service import editing
from tripl.features.signals.schemas import SettingsUpdate
from tripl.features.signals.service import change
from tripl.features.sources import service as sources
from tripl.features.sources.schemas import SourceCreate
from tripl.kit.errors import Conflict, Forbidden, NotFound
from tripl.kit.principal import Principal, ProjectContext
from tripl.models.files import DroppedFile
from tripl.models.plan import EventType
from tripl.models.sources import DataSource
from tripl.warehouses.intake.loading import Place

MOST_NAMESAKES = 200
_FIELD_TYPES = {"whole": "number", "number": "number", "boolean": "boolean", "string": "string"}


def connect(
    session: Session,
    principal: Principal,
    work: Work,
    file: DroppedFile,
    *,
    seen: Look,
    choices: FileChoices,
    place: Place,
) -> None:
    """Everything in the caller's transaction."""
    if principal.org_role not in ADMINISTRATORS:
        raise Forbidden("The person who started the load may no longer add data sources.")
    slug = repository.slug_of(session, file.project_id)
    if slug is None:
        raise NotFound("The project was deleted while the file was loaded.")
    project = ProjectsGate().open(session, principal, slug)
    source = _source(session, principal, work, file, place)
    kind = _event_type(session, principal, project, file, seen=seen, choices=choices, name=place.table)
    config = planner_config(choices, recipe(seen, choices, place.table), place.table, kind.id)
    wanted = ScanCreate(
        data_source_id=source.id,
        name=file.name,
        base_query=config.base_query,
        event_type_id=kind.id,
        time_column=config.time_column,
        interval=choices.interval,
        event_name_format=config.event_name_format,
        metric_breakdown_columns=list(config.metric_breakdown_columns),
    )
    scan = editing.create(session, principal, project, wanted, work.sources)
    if choices.min_expected_count is not None:
        change(session, principal, project, SettingsUpdate(min_expected_count=choices.min_expected_count))
    job = scans.start(session, scan, trigger="manual", requested_by=principal.user_id)
    file.data_source_id, file.scan_id, file.job_id = source.id, scan.id, job.id


def _source(session: Session, principal: Principal, work: Work, file: DroppedFile, place: Place) -> DataSource:
    for number in range(1, MOST_NAMESAKES):
        name = file.name if number == 1 else f"{file.name} ({number})"
        wanted = SourceCreate(name=name[-255:], db_type="duckdb", database_name=str(place.folder))
        try:
            return sources.create(session, principal, wanted, work.sources)
        except Conflict:
            continue
    raise Conflict("There are too many data sources of this name. Rename the file.")


def _event_type(
    session: Session,
    principal: Principal,
    project: ProjectContext,
    file: DroppedFile,
    *,
    seen: Look,
    choices: FileChoices,
    name: str,
) -> EventType:
    """One type for the rows of the file; a type of that name gets the fields it lacks."""
    made = [_field(seen, each) for each in choices.property_columns or ()]
    known = {each.name: each for each in types.listed(session, project, project.main_branch_id)}.get(name)
    if known is None:
        wanted = EventTypeCreate(
            name=name, display_name=_title(name), description=f"Rows of {file.name}", field_definitions=made
        )
        return types.create(session, principal, project, project.main_branch_id, wanted)
    kind = types.found(session, project.main_branch_id, known.id)
    held = {each.name for each in known.field_definitions}
    missing = [each for each in made if each.name not in held]
    if missing:
        fields.create(session, principal, project, kind, missing)
    return kind


def _field(seen: Look, name: str) -> FieldCreate:
    kind = "date" if name in seen.times and seen.types[name].kind == "string" else _FIELD_TYPES[seen.types[name].kind]
    return FieldCreate(name=name, display_name=name, field_type=kind, sensitivity=seen.personal(name))


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()
