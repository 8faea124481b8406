"""The rules of accounts, one module a use case."""

from tripl.features.accounts.service.authenticator import AccountsAuthenticator
from tripl.features.accounts.service.keys import create_key, list_keys, revoke_key
from tripl.features.accounts.service.registration import register, status
from tripl.features.accounts.service.roster import change_role, require_member, roster
from tripl.features.accounts.service.sessions import SignedIn, acting_for, describe, login, logout

__all__ = [
    "AccountsAuthenticator",
    "SignedIn",
    "acting_for",
    "change_role",
    "create_key",
    "describe",
    "list_keys",
    "login",
    "logout",
    "register",
    "require_member",
    "revoke_key",
    "roster",
    "status",
]
