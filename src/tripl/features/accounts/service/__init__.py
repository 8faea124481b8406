"""The rules of accounts, one module a use case."""

from tripl.features.accounts.service.authenticator import AccountsAuthenticator
from tripl.features.accounts.service.deletion import TASK as PURGE_TASK
from tripl.features.accounts.service.deletion import delete_organization, losses, purge, requeue_deletions
from tripl.features.accounts.service.groups import (
    add_to_group,
    create_group,
    delete_group,
    describe_group,
    list_groups,
    remove_from_group,
    rename_group,
    require_group,
    require_in_group,
)
from tripl.features.accounts.service.invitations import MAIL_TASK as INVITATION_MAIL_TASK
from tripl.features.accounts.service.invitations import (
    accept_invitation,
    invitations,
    invite,
    mail_invitation,
    preview_invitation,
    revoke_invitation,
)
from tripl.features.accounts.service.keys import create_key, list_keys, revoke_key
from tripl.features.accounts.service.offered import provider_states
from tripl.features.accounts.service.operating import (
    everyone,
    give_password,
    give_role,
    grant_platform_admin,
    make_reset_link,
    platform_admins,
    revoke_platform_admin,
)
from tripl.features.accounts.service.organizations import (
    create_organization,
    organization,
    organizations,
    update_organization,
)
from tripl.features.accounts.service.own import (
    change_password,
    delete_account,
    end_other_sessions,
    end_session,
    export,
    forget_expired,
    sessions,
)
from tripl.features.accounts.service.providers import LIFETIME as ATTEMPT_LIFETIME
from tripl.features.accounts.service.providers import arrive, depart
from tripl.features.accounts.service.registration import register, status
from tripl.features.accounts.service.resets import MAIL_TASK as RESET_MAIL_TASK
from tripl.features.accounts.service.resets import ask_for_reset, confirm_reset, hand_out_reset, mail_reset
from tripl.features.accounts.service.roster import (
    change_role,
    remove_member,
    require_member,
    roster,
    transfer_ownership,
)
from tripl.features.accounts.service.sessions import SignedIn, acting_for, describe, login, logout
from tripl.features.accounts.service.verification import MAIL_TASK as VERIFICATION_MAIL_TASK
from tripl.features.accounts.service.verification import (
    ask_for_verification,
    confirm_verification,
    mail_verification,
)

__all__ = [
    "ATTEMPT_LIFETIME",
    "INVITATION_MAIL_TASK",
    "PURGE_TASK",
    "RESET_MAIL_TASK",
    "VERIFICATION_MAIL_TASK",
    "AccountsAuthenticator",
    "SignedIn",
    "accept_invitation",
    "acting_for",
    "add_to_group",
    "arrive",
    "ask_for_reset",
    "ask_for_verification",
    "change_password",
    "change_role",
    "confirm_reset",
    "confirm_verification",
    "create_group",
    "create_key",
    "create_organization",
    "delete_account",
    "delete_group",
    "delete_organization",
    "depart",
    "describe",
    "describe_group",
    "end_other_sessions",
    "end_session",
    "everyone",
    "export",
    "forget_expired",
    "give_password",
    "give_role",
    "grant_platform_admin",
    "hand_out_reset",
    "invitations",
    "invite",
    "list_groups",
    "list_keys",
    "login",
    "logout",
    "losses",
    "mail_invitation",
    "mail_reset",
    "mail_verification",
    "make_reset_link",
    "organization",
    "organizations",
    "platform_admins",
    "preview_invitation",
    "provider_states",
    "purge",
    "register",
    "remove_from_group",
    "remove_member",
    "rename_group",
    "requeue_deletions",
    "require_group",
    "require_in_group",
    "require_member",
    "revoke_invitation",
    "revoke_key",
    "revoke_platform_admin",
    "roster",
    "sessions",
    "status",
    "transfer_ownership",
    "update_organization",
]
