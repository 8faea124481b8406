"""Signing in through a provider: the browser leaves, and comes back."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse

from tripl.edge.deps import OperatorDep, WiringDep
from tripl.features.accounts import service
from tripl.features.accounts.errors import SignInRefused
from tripl.features.accounts.router.signing_in import PolicyDep, sign_in
from tripl.features.accounts.schemas import AccountPolicy, ProviderName, ProviderReturn, ProviderStatus

PATH = "/api/v1/auth"
signing_in = APIRouter(prefix="/auth", tags=["auth"])
states = APIRouter(prefix="/system", tags=["system"])
NextParam = Annotated[str, Query(alias="next", description="Path of this server to return to", max_length=2048)]
ReturnDep = Annotated[ProviderReturn, Query()]


def policy_now(wiring: WiringDep) -> AccountPolicy:
    """Without a transaction that would stay open while the provider is asked."""
    return wiring.policy(AccountPolicy)


PolicyNowDep = Annotated[AccountPolicy, Depends(policy_now)]


@signing_in.get("/google/start", status_code=303, response_class=RedirectResponse)
def google_start(request: Request, wiring: WiringDep, policy: PolicyNowDep, wanted: NextParam = "") -> RedirectResponse:
    """Sends the browser to Google."""
    return _start(request, wiring, policy, "google", wanted)


@signing_in.get("/google/callback", status_code=303, response_class=RedirectResponse)
def google_callback(request: Request, wiring: WiringDep, policy: PolicyNowDep, given: ReturnDep) -> RedirectResponse:
    """Where Google sends the browser back; a failure leads to the sign-in page with a code."""
    return _callback(request, wiring, policy, "google", given)


@signing_in.get("/oidc/start", status_code=303, response_class=RedirectResponse)
def oidc_start(request: Request, wiring: WiringDep, policy: PolicyNowDep, wanted: NextParam = "") -> RedirectResponse:
    """Sends the browser to the operator's provider."""
    return _start(request, wiring, policy, "oidc", wanted)


@signing_in.get("/oidc/callback", status_code=303, response_class=RedirectResponse)
def oidc_callback(request: Request, wiring: WiringDep, policy: PolicyNowDep, given: ReturnDep) -> RedirectResponse:
    """Where the provider sends the browser back; a failure leads to the sign-in page with a code."""
    return _callback(request, wiring, policy, "oidc", given)


@states.get("/sign-in")
def sign_in_providers(policy: PolicyDep, _: OperatorDep) -> list[ProviderStatus]:
    """Which providers people may sign in through; set in the environment of the server alone."""
    return service.provider_states(policy)


def _start(
    request: Request, wiring: WiringDep, policy: AccountPolicy, name: ProviderName, wanted: str
) -> RedirectResponse:
    cookie = _cookie(policy)
    try:
        left = service.depart(wiring.transaction, policy, name, wanted, request.cookies.get(cookie))
    except SignInRefused as refused:
        return _back(refused)
    response = RedirectResponse(left.url, 303)
    response.set_cookie(
        cookie,
        left.browser,
        max_age=int(service.ATTEMPT_LIFETIME.total_seconds()),
        path=PATH,
        secure=policy.cookie_secure,
        httponly=True,
        samesite="lax",
    )
    return response


def _callback(
    request: Request, wiring: WiringDep, policy: AccountPolicy, name: ProviderName, given: ProviderReturn
) -> RedirectResponse:
    browser = request.cookies.get(_cookie(policy))
    try:
        arrived = service.arrive(wiring.transaction, policy, name, given, browser)
    except SignInRefused as refused:
        return _back(refused)
    response = RedirectResponse(arrived.next_page, 303)
    sign_in(response, policy, arrived.signed_in)
    return response


def _back(refused: SignInRefused) -> RedirectResponse:
    said = {"sso_error": refused.code, **({"next": refused.next_page} if refused.next_page not in {"", "/"} else {})}
    return RedirectResponse(f"/sign-in?{urlencode(said)}", 303)


def _cookie(policy: AccountPolicy) -> str:
    return f"{policy.cookie_name}_start"


router = APIRouter()
for part in (signing_in, states):
    router.include_router(part)
