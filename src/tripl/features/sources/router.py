"""Data sources."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from tripl.edge.deps import OwnerSessionDep, PrincipalDep, SessionDep, policy
from tripl.features.losses.schemas import Losses
from tripl.features.sources import service
from tripl.features.sources.hooks import SourceHooks
from tripl.features.sources.schemas import (
    DraftTest,
    SchemaOut,
    SourceCreate,
    SourceDraft,
    SourceOut,
    SourcePolicy,
    SourceTest,
    SourceUpdate,
)

router = APIRouter(prefix="/data-sources", tags=["data-sources"])
PolicyDep = Annotated[SourcePolicy, Depends(policy(SourcePolicy))]
HooksDep = Annotated[SourceHooks, Depends(policy(SourceHooks))]


def owned(session: SessionDep, principal: OwnerSessionDep, source_id: uuid.UUID) -> uuid.UUID:
    """An unknown source is 404 before the body is looked at."""
    return service.found(session, principal, source_id).id


OwnedSource = Annotated[uuid.UUID, Depends(owned)]


@router.get("")
def listed(session: SessionDep, principal: PrincipalDep) -> list[SourceOut]:
    """Every source of the organisation; connection details are for owners."""
    return service.listed(session, principal)


@router.post("", status_code=201)
def create(session: SessionDep, principal: OwnerSessionDep, limits: PolicyDep, wanted: SourceCreate) -> SourceOut:
    """Store a connection and test it; a failed test is part of the answer."""
    source = service.create(session, principal, wanted, limits)
    return service.one(session, principal, source.id)


@router.post("/test")
def test_draft(session: SessionDep, principal: OwnerSessionDep, limits: PolicyDep, wanted: SourceDraft) -> DraftTest:
    """Test a form without saving it."""
    return service.test_draft(session, principal, wanted, limits)


@router.get("/{source_id}")
def read(session: SessionDep, principal: PrincipalDep, source_id: uuid.UUID) -> SourceOut:
    return service.one(session, principal, source_id)


@router.patch("/{source_id}")
def update(
    session: SessionDep, principal: OwnerSessionDep, source: OwnedSource, limits: PolicyDep, wanted: SourceUpdate
) -> SourceOut:
    """Change the members sent; a changed connection is tested again."""
    service.update(session, principal, source, wanted, limits)
    return service.one(session, principal, source)


@router.get("/{source_id}/deletion")
def deletion(session: SessionDep, source: OwnedSource, hooks: HooksDep) -> Losses:
    """What deleting the source takes along, in every project that reads it."""
    return service.losses(session, source, hooks)


@router.delete("/{source_id}", status_code=204)
def delete(session: SessionDep, principal: OwnerSessionDep, source: OwnedSource, hooks: HooksDep) -> None:
    """Delete a source with the scans that read it and their runs."""
    service.delete(session, principal, source, hooks)


@router.post("/{source_id}/test")
def test(session: SessionDep, principal: OwnerSessionDep, source: OwnedSource, limits: PolicyDep) -> SourceTest:
    """Test now and remember the answer."""
    outcome = service.test(session, principal, source, limits)
    return SourceTest(**outcome.model_dump(), data_source=service.one(session, principal, source))


@router.get("/{source_id}/schema")
def schema(session: SessionDep, principal: OwnerSessionDep, source: OwnedSource, limits: PolicyDep) -> SchemaOut:
    """Tables and columns that a query can name."""
    return service.tables(session, principal, source, limits)
