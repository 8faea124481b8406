"""Dropped files."""

import uuid
from functools import partial
from typing import Annotated, Any

import anyio
import anyio.to_thread
from fastapi import APIRouter, Depends, Query, Request
from starlette.requests import ClientDisconnect

from tripl.edge.deps import OwnerSessionDep, PassingOwnerDep, SessionDep, WiringDep, policy
from tripl.edge.paging import Offset
from tripl.features.files import service
from tripl.features.files.schemas import (
    FileChoices,
    FileLimits,
    FileList,
    FilePath,
    FilePolicy,
    FileReading,
    FileRejects,
    FileResponse,
    FileStart,
)
from tripl.features.projects.hooks import ProjectHooks
from tripl.features.sources.hooks import SourceHooks
from tripl.features.sources.service import SLOTS
from tripl.kit.errors import Impossible

router = APIRouter(prefix="/files", tags=["files"])
PolicyDep = Annotated[FilePolicy, Depends(policy(FilePolicy))]
ProjectHooksDep = Annotated[ProjectHooks, Depends(policy(ProjectHooks))]
SourceHooksDep = Annotated[SourceHooks, Depends(policy(SourceHooks))]
BYTES: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
PIECE = 2**20
DISK = anyio.CapacityLimiter(4)
DOOR = anyio.CapacityLimiter(2)
"""Threads for uploads. Not those of the requests: an upload that waits must not hold one of these."""


def owned(session: SessionDep, principal: OwnerSessionDep, file_id: uuid.UUID) -> uuid.UUID:
    """An unknown file is 404 before the body is looked at."""
    return service.found(session, principal, file_id).id


OwnedFile = Annotated[uuid.UUID, Depends(owned)]


@router.get("/limits")
def limits(principal: OwnerSessionDep, files: PolicyDep) -> FileLimits:
    """Whether files can be dropped, how large, and how much room there is."""
    del principal
    return service.limits(files)


@router.get("")
def listed(
    session: SessionDep,
    principal: OwnerSessionDep,
    scan_id: uuid.UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Offset = 0,
) -> FileList:
    """Newest first; with `scan_id` the file that this scan reads."""
    rows, total = service.listed(session, principal, limit, offset, scan_id)
    return FileList(items=[service.file_out(file, slug) for file, slug in rows], total=total)


@router.post("", status_code=201, openapi_extra=BYTES)
async def upload(
    request: Request,
    principal: PassingOwnerDep,
    wiring: WiringDep,
    files: PolicyDep,
    name: Annotated[str, Query(min_length=1, max_length=1_000)],
) -> FileResponse:
    """The bytes of one CSV, NDJSON or Parquet file as the body. Nothing is held while they arrive."""
    announced = request.headers.get("content-length", "")
    length = int(announced) if announced.isdecimal() else None
    incoming = await _on_disk(service.Incoming, files, name, length)
    try:
        held = bytearray()
        async for piece in request.stream():
            held += piece
            if len(held) >= PIECE:
                await _on_disk(incoming.write, bytes(held))
                held.clear()
        await _on_disk(incoming.write, bytes(held))
        await _on_disk(incoming.close)
        return await anyio.to_thread.run_sync(
            partial(service.keep, wiring.transaction, principal, incoming), limiter=DOOR
        )
    except ClientDisconnect as error:
        incoming.discard()
        raise Impossible("The upload broke off. Drop the file again.") from error
    except BaseException:
        incoming.discard()
        raise


@router.post("/from-path", status_code=201)
def from_path(principal: PassingOwnerDep, wiring: WiringDep, files: PolicyDep, wanted: FilePath) -> FileResponse:
    """A file that lies on the server already; it is read where it is."""
    with SLOTS.taken():
        return service.name_on_disk(wiring.transaction, principal, files, wanted.path)


@router.get("/{file_id}")
def read(session: SessionDep, principal: OwnerSessionDep, file_id: uuid.UUID) -> FileResponse:
    """Poll it while it is being loaded; the project's live feed says the same."""
    return service.shown(session, principal, file_id)


@router.delete("/{file_id}", status_code=204)
def delete(
    session: SessionDep, principal: OwnerSessionDep, file_id: OwnedFile, files: PolicyDep, hooks: SourceHooksDep
) -> None:
    """With its bytes; 409 while a project reads it."""
    service.delete(session, principal, service.found(session, principal, file_id, lock=True), files, hooks)


@router.post("/{file_id}/reading")
def reading(
    session: SessionDep, principal: OwnerSessionDep, file_id: OwnedFile, wanted: FileChoices | None = None
) -> FileReading:
    """How the file is written, what tripl would make of it, and why."""
    file = service.readable(service.found(session, principal, file_id))
    return service.first_look(file, wanted or FileChoices())


@router.post("/{file_id}/start", status_code=202)
def start(
    session: SessionDep,
    principal: OwnerSessionDep,
    file_id: OwnedFile,
    hooks: ProjectHooksDep,
    *,
    wanted: FileStart,
) -> FileResponse:
    """Load the file into a project and collect its whole history; poll the file, then the run."""
    file = service.found(session, principal, file_id, lock=True)
    service.start(session, principal, file, wanted, hooks)
    return service.shown(session, principal, file_id)


@router.post("/{file_id}/cancel")
def cancel(session: SessionDep, principal: OwnerSessionDep, file_id: OwnedFile, hooks: ProjectHooksDep) -> FileResponse:
    """Stop a load; nothing of it stays."""
    service.cancel(session, principal, service.found(session, principal, file_id, lock=True), hooks)
    return service.shown(session, principal, file_id)


@router.get("/{file_id}/rejects")
def rejects(
    session: SessionDep,
    principal: OwnerSessionDep,
    file_id: uuid.UUID,
    files: PolicyDep,
    *,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
    offset: Offset = 0,
) -> FileRejects:
    """The lines that did not fit, each with its reason."""
    return service.rejected(service.found(session, principal, file_id), files, limit, offset)


async def _on_disk(call: Any, *arguments: Any) -> Any:
    return await anyio.to_thread.run_sync(call, *arguments, limiter=DISK)
