"""Reading the audit log: an owner or admin in a browser."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query

from tripl.edge.deps import OwnerSessionDep, SessionDep
from tripl.edge.paging import Offset, PageOut
from tripl.features.audit import service
from tripl.features.audit.schemas import AuditEntryDetail, AuditEntryOut, AuditFilter

router = APIRouter(prefix="/audit", tags=["audit"])


class AuditQuery(AuditFilter):
    limit: Annotated[int, Query(ge=1, le=200)] = 50
    offset: Offset = 0


@router.get("")
def entries(
    session: SessionDep, principal: OwnerSessionDep, wanted: Annotated[AuditQuery, Query()]
) -> PageOut[AuditEntryOut]:
    """Newest first, without payloads."""
    page = service.entries(session, principal, wanted, limit=wanted.limit, offset=wanted.offset)
    return PageOut(items=[AuditEntryOut.model_validate(row) for row in page.items], total=page.total)


@router.get("/{entry_id}")
def entry(session: SessionDep, principal: OwnerSessionDep, entry_id: uuid.UUID) -> AuditEntryDetail:
    return AuditEntryDetail.model_validate(service.entry(session, principal, entry_id))
