"""The delivery log."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from tripl.edge.deps import EditProject, PrincipalDep, ReadProject, SessionDep
from tripl.edge.paging import CursorOut, Offset
from tripl.features.alerts.schemas import (
    DeliveryDetail,
    DeliveryFilter,
    DeliveryOut,
    DeliveryStatus,
    DestinationType,
)
from tripl.features.alerts.service import log as service
from tripl.kit.instant import Instant

router = APIRouter(prefix="/alert-deliveries")


def wanted(
    *,
    status: Annotated[list[DeliveryStatus] | None, Query()] = None,
    channel: DestinationType | None = None,
    destination_id: uuid.UUID | None = None,
    rule_id: uuid.UUID | None = None,
    scan_config_id: uuid.UUID | None = None,
    correlation_group_id: uuid.UUID | None = None,
    ungrouped: bool = False,
    date_from: Instant | None = None,
    date_to: Instant | None = None,
) -> DeliveryFilter:
    return DeliveryFilter(
        statuses=tuple(status or ()),
        channel=channel,
        destination_id=destination_id,
        rule_id=rule_id,
        scan_config_id=scan_config_id,
        correlation_group_id=correlation_group_id,
        ungrouped=ungrouped,
        date_from=date_from,
        date_to=date_to,
    )


def edited(delivery_id: uuid.UUID, session: SessionDep, project: EditProject) -> uuid.UUID:
    return service.require(session, project, delivery_id).id


@router.get("")
def list_deliveries(
    session: SessionDep,
    project: ReadProject,
    chosen: Annotated[DeliveryFilter, Depends(wanted)],
    *,
    offset: Offset = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: str | None = None,
) -> CursorOut[DeliveryOut]:
    page = service.listed(session, project, chosen, limit=limit, offset=offset, cursor=cursor)
    return CursorOut(items=page.items, total=page.total, next_cursor=page.next_cursor)


@router.get("/{delivery_id}")
def get_delivery(delivery_id: uuid.UUID, session: SessionDep, project: ReadProject) -> DeliveryDetail:
    return service.shown(session, project, delivery_id)


@router.post("/{delivery_id}/retry")
def retry_delivery(
    delivery: Annotated[uuid.UUID, Depends(edited)], session: SessionDep, project: EditProject, principal: PrincipalDep
) -> DeliveryDetail:
    return service.retry(session, principal, project, delivery)
