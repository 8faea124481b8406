"""Why a sign-in through a provider ended without one."""

from typing import Literal

from tripl.kit.errors import Impossible

SignInFailure = Literal[
    "sso_unavailable",
    "invalid_next",
    "invalid_state",
    "idp_error",
    "idp_denied",
    "invalid_token",
    "email_missing",
    "email_not_verified",
    "email_domain_not_allowed",
    "no_account",
    "membership_removed",
    "rate_limited",
]
"""The sign-in page has a sentence for each; nothing a provider says reaches it."""


class SignInRefused(Impossible):
    """Leads back to the sign-in page; `next` is where the person wanted to go, once that is known."""

    def __init__(self, code: SignInFailure, next_page: str = "") -> None:
        super().__init__(f"The sign-in failed: {code}")
        self.code = code
        self.next_page = next_page
