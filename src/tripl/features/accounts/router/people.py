"""The people of the organisation and their roles."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from tripl.edge.deps import OwnerSessionDep, PrincipalDep, SessionDep
from tripl.edge.paging import Offset
from tripl.features.accounts import service
from tripl.features.accounts.schemas import RoleChange, UserListItem

router = APIRouter(prefix="/users", tags=["users"])
Most = Annotated[int, Query(ge=1, le=1000)]


@router.get("")
def roster(
    session: SessionDep,
    principal: PrincipalDep,
    limit: Most = 200,
    offset: Offset = 0,
) -> list[UserListItem]:
    rows = service.roster(session, principal, limit=limit, offset=offset)
    return [UserListItem.model_validate(row) for row in rows]


def rostered(session: SessionDep, principal: OwnerSessionDep, user_id: uuid.UUID) -> uuid.UUID:
    """An unknown person is 404 before the body is looked at."""
    return service.require_member(session, principal, user_id)


@router.patch("/{user_id}")
def change_role(
    session: SessionDep,
    principal: OwnerSessionDep,
    user_id: Annotated[uuid.UUID, Depends(rostered)],
    change: RoleChange,
) -> UserListItem:
    return UserListItem.model_validate(service.change_role(session, principal, user_id, change.role))
