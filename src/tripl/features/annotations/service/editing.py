"""Makes, lists and deletes annotations."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from tripl.db.locks import lock
from tripl.features.annotations import repository
from tripl.features.annotations.hooks import AnnotationHooks
from tripl.features.annotations.schemas import AnnotationCreate, Asked
from tripl.features.annotations.service.windows import ident_of, keys, subject_of
from tripl.features.audit import service as audit
from tripl.features.losses.schemas import Losses
from tripl.kit.clock import utcnow
from tripl.kit.errors import Invalid, NotFound
from tripl.kit.principal import Principal, ProjectContext
from tripl.models.annotations import Annotation

REPEATED_WITHIN = timedelta(hours=24)
LONGEST = timedelta(days=31)
TOO_LONG = (
    "An expected window may last 31 days at most: nothing in it teaches what is usual, and nothing in it is reported. "
    "Make it shorter, or switch detection off instead."
)
RESERVED = "Release markers are made by the server when a release reaches its users. Send manual or api."
NO_METRICS = (
    "Metrics are not available yet, so nothing can be noted beside one. Use an event, an event type or the total."
)


def listed(session: Session, project: ProjectContext, asked: Asked) -> Sequence[Annotation]:
    """In order of time."""
    scopes: list[tuple[str, str]] = []
    if asked.applying:
        if asked.scope_type is None or asked.scope_ref is None:
            raise Invalid("Name the scope that the annotations shall apply to", "scope_type", "scope_ref")
        scopes = keys(project.id, subject_of(session, project.id, asked.scope_type, asked.scope_ref))
    return repository.listed(session, project.id, asked, scopes)


def create(
    session: Session, hooks: AnnotationHooks, principal: Principal, project: ProjectContext, wanted: AnnotationCreate
) -> tuple[Annotation, bool]:
    """The annotation, and whether it is new: a machine that repeats a label within a day gets the one that is there."""
    wanted = _checked(session, project, wanted)
    if wanted.source == "api":
        lock(session, "annotations", project.id)
        there = repository.repeated(session, project.id, wanted.label, utcnow() - REPEATED_WITHIN)
        if there is not None:
            return there, False
    made = leave(session, project.id, wanted, created_by=principal.user_id)
    _record(session, principal, project, "create", made)
    if made.expected_until is not None:
        hooks.announce_planned(session, project.id)
    return made, True


def leave(
    session: Session, project_id: uuid.UUID, wanted: AnnotationCreate, *, created_by: uuid.UUID | None = None
) -> Annotation:
    """Store it as it is, without a trail: what the product itself has to say."""
    values = wanted.model_dump()
    values["description"], values["url"] = wanted.description or None, wanted.url or None
    made = Annotation(project_id=project_id, created_by_user_id=created_by, created_at=utcnow(), **values)
    repository.add(session, made)
    return made


def delete(session: Session, principal: Principal, project: ProjectContext, annotation_id: uuid.UUID) -> None:
    found = repository.one(session, project.id, annotation_id)
    if found is None:
        raise NotFound("Annotation not found")
    _record(session, principal, project, "delete", found)
    repository.remove(session, found)


def forget_event_type(session: Session, event_type_id: uuid.UUID) -> None:
    """An event type is going, and its events with it."""
    repository.forget(session, repository.of_type(event_type_id))


def losses_of_event_type(session: Session, event_type_id: uuid.UUID) -> Losses:
    """What `forget_event_type` would do."""
    return Losses(annotations=repository.count(session, repository.of_type(event_type_id)))


def forget_scan(session: Session, scan_config_id: uuid.UUID) -> None:
    """A scan is going, and the total that it counted."""
    repository.forget(session, repository.of_totals([scan_config_id]))


def losses_of_scans(session: Session, scan_config_ids: Sequence[uuid.UUID]) -> Losses:
    """What `forget_scan` would do for each."""
    return Losses(annotations=repository.count(session, repository.of_totals(scan_config_ids)))


def _checked(session: Session, project: ProjectContext, wanted: AnnotationCreate) -> AnnotationCreate:
    if wanted.source == "release":
        raise Invalid(RESERVED, "source")
    if wanted.url:
        _check_url(wanted.url)
    if wanted.expected_until is not None:
        if wanted.expected_until <= wanted.bucket:
            raise Invalid("The window is empty: its end must lie after its start", "expected_until")
        if wanted.expected_until - wanted.bucket > LONGEST:
            raise Invalid(TOO_LONG, "expected_until")
    if (wanted.scope_type is None) != (wanted.scope_ref is None):
        missing = "scope_type" if wanted.scope_type is None else "scope_ref"
        raise Invalid("Send scope_type and scope_ref together, or neither for the whole project", missing)
    if wanted.scope_type is not None and wanted.scope_ref is not None:
        ref = _checked_ref(session, project.id, wanted.scope_type, wanted.scope_ref)
        return wanted.model_copy(update={"scope_ref": ref})
    return wanted


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        good = False
    if not good or any(sign.isspace() for sign in url):
        raise Invalid("The link must be a whole http or https address", "url")


def _checked_ref(session: Session, project_id: uuid.UUID, scope_type: str, scope_ref: str) -> str:
    """The id as it is stored; Invalid for what this project does not have."""
    if scope_type == "metric":
        raise Invalid(NO_METRICS, "scope_type")
    ident, (word, known) = ident_of(scope_ref), _SCOPES[scope_type]
    if ident is None or not known(session, project_id, ident):
        raise Invalid(f"This project has no {word} with this id", "scope_ref")
    return str(ident)


def _has_total(session: Session, project_id: uuid.UUID, ident: uuid.UUID) -> bool:
    """Of one scan, or of every scan by the project's own id."""
    return ident == project_id or repository.has_scan(session, project_id, ident)


_SCOPES: Mapping[str, tuple[str, Callable[[Session, uuid.UUID, uuid.UUID], bool]]] = {
    "event": ("event", repository.has_event),
    "event_type": ("event type", repository.has_type),
    "project_total": ("scan", _has_total),
}


def _record(session: Session, principal: Principal, project: ProjectContext, what: str, annotation: Annotation) -> None:
    audit.record(
        session,
        principal,
        action=f"annotation.{what}",
        target_type="annotation",
        target_id=annotation.id,
        target_name=annotation.label,
        project=project,
        payload={
            "bucket": annotation.bucket,
            "expected_until": annotation.expected_until,
            "scope_type": annotation.scope_type,
            "scope_ref": annotation.scope_ref,
            "source": annotation.source,
        },
    )
