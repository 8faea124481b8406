"""Rows as the API shows them."""

import uuid

from sqlalchemy.orm import Session

from tripl.features.files import repository
from tripl.features.files.errors import UNKNOWN
from tripl.features.files.schemas import FileResponse
from tripl.kit.errors import NotFound
from tripl.kit.principal import Principal
from tripl.models.files import DroppedFile


def file_out(file: DroppedFile, slug: str | None) -> FileResponse:
    members = {name: getattr(file, name) for name in FileResponse.model_fields if name != "project_slug"}
    return FileResponse(**members, project_slug=slug)


def shown(session: Session, principal: Principal, file_id: uuid.UUID) -> FileResponse:
    file = repository.one(session, principal.organization_id, file_id)
    if file is None:
        raise NotFound(UNKNOWN)
    return file_out(file, repository.slug_of(session, file.project_id))
