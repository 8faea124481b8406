"""Signing in, the people of the organisation, and what is one's own."""

from fastapi import APIRouter

from tripl.features.accounts.router import (
    groups,
    invitations,
    keys,
    organizations,
    own,
    people,
    providers,
    resets,
    signing_in,
    verification,
)

router = APIRouter()
for part in (signing_in, providers, resets, verification, invitations, people, organizations, groups, own, keys):
    router.include_router(part.router)
