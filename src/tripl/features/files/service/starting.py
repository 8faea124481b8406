"""From a file to a load: checks the choices, makes the project, and hands the work to a worker."""

import re
import uuid

from sqlalchemy.orm import Session

from tripl.db.outbox import enqueue
from tripl.features.accounts.schemas import RESERVED_SLUGS
from tripl.features.files import repository
from tripl.features.files.schemas import FileChoices, FileStart
from tripl.features.files.service.recording import record, tell
from tripl.features.files.service.storing import readable
from tripl.features.plan.service import types
from tripl.features.projects import service as projects
from tripl.features.projects.hooks import ProjectHooks
from tripl.features.projects.schemas import ProjectCreate
from tripl.features.scans.service import editing
from tripl.kit.errors import Conflict, Invalid
from tripl.kit.principal import Principal, ProjectContext
from tripl.models.files import DroppedFile

MOST_NAMESAKES = 50


def start(
    session: Session, principal: Principal, file: DroppedFile, wanted: FileStart, hooks: ProjectHooks
) -> DroppedFile:
    """Conflict for a file that is being loaded or was; Invalid says why it cannot be."""
    if file.status == "loading":
        raise Conflict("The file is being loaded already.")
    choices = _checked(readable(file), wanted)
    if (wanted.project_slug is None) == (wanted.project_name is None):
        raise Invalid("Choose a project, or name a new one.", "project_slug", "project_name")
    if wanted.project_slug is not None:
        project = projects.ProjectsGate().open(session, principal, wanted.project_slug)
    else:
        project = _new_project(session, hooks, principal, wanted.project_name or "")
    file.status, file.stage, file.progress, file.error = "loading", "waiting", 0.0, None
    file.choices = choices.model_dump(mode="json", include=set(FileChoices.model_fields))
    file.project_id, file.project_made = project.id, wanted.project_slug is None
    file.requested_by, file.attempts, file.heartbeat_at = principal.user_id, 0, None
    file.loaded_rows = file.rejected_rows = file.blank_lines = file.comment_lines = None
    file.fence += 1
    session.flush()
    record(session, principal, "file.start", file, project=project.slug, choices=file.choices)
    enqueue(session, "files.load", file.id)
    tell(session, file)
    return file


def cancel(session: Session, principal: Principal, file: DroppedFile, hooks: ProjectHooks) -> DroppedFile:
    """Its worker notices within seconds and takes away what it made."""
    if file.status != "loading":
        raise Conflict(f"The file is not being loaded (status: {file.status}).")
    file.status, file.stage, file.heartbeat_at = "cancelled", None, None
    file.fence += 1
    session.flush()
    record(session, principal, "file.cancel", file)
    tell(session, file)
    forsake(session, principal, file, hooks)
    return file


def forsake(session: Session, principal: Principal, file: DroppedFile, hooks: ProjectHooks) -> None:
    """The project that was made for a file which is not loaded goes, unless somebody has begun to use it."""
    slug = repository.slug_of(session, file.project_id)
    if slug is None or not file.project_made:
        return
    project = projects.ProjectsGate().open(session, principal, slug)
    if editing.listed(session, project.id) or types.listed(session, project, project.main_branch_id):
        return
    file.project_id, file.project_made = None, False
    session.flush()
    projects.delete(session, hooks, principal, project)


def _checked(file: DroppedFile, wanted: FileStart) -> FileChoices:
    from tripl.features.files.service.reading import answer, settled

    choices = FileChoices(**wanted.model_dump(include=set(FileChoices.model_fields)))
    seen = answer(file, choices)
    if seen.errors:
        raise Invalid(seen.errors[0])
    return settled(choices, seen, new_project=wanted.project_slug is None)


def _new_project(session: Session, hooks: ProjectHooks, principal: Principal, name: str) -> ProjectContext:
    """A name that is taken as an address gets a number."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:200] or "data"
    base = f"{plain}-data" if plain in RESERVED_SLUGS else plain
    for number in range(1, MOST_NAMESAKES):
        slug = base if number == 1 else f"{base}-{number}"
        try:
            with session.begin_nested():
                return projects.create(session, hooks, principal, ProjectCreate(name=name, slug=slug))
        except Conflict:
            continue
    raise Conflict("There are too many projects of this name. Choose another name.")


def listed(
    session: Session, principal: Principal, limit: int, offset: int, scan_id: uuid.UUID | None
) -> tuple[list[repository.Row], int]:
    rows, total = repository.page(session, principal.organization_id, limit, offset, scan_id)
    return list(rows), total
