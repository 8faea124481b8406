"""The rules of access, as pure functions: no other module weighs one role against another."""

from tripl.kit.principal import OrgRole, ProjectRole

ADMINISTRATORS: frozenset[OrgRole] = frozenset({"owner", "admin"})


def project_role(org_role: OrgRole, membership: str | None, default: str, *, is_demo: bool) -> ProjectRole | None:
    """Role in one project; None hides it. A membership row beats the organisation's default, in both directions.

    The default opens no demo: those are for their creators and for administrators.
    """
    if org_role in ADMINISTRATORS:
        return "owner"
    match membership or ("none" if is_demo else default):
        case "editor":
            return "editor"
        case "viewer":
            return "viewer"
        case _:
            return None


def creator_membership(org_role: OrgRole, *, is_demo: bool) -> ProjectRole | None:
    """The row a creator needs to keep editing under any default; administrators need one for a demo alone.

    Without it a demo would be gone for the person who made it and is no administrator any more.
    """
    return None if org_role in ADMINISTRATORS and not is_demo else "editor"


def may_manage_project(role: ProjectRole, *, is_creator: bool) -> bool:
    """Rename, move to another address, change retention."""
    return role == "owner" or (is_creator and role == "editor")


def may_end_organization(org_role: OrgRole) -> bool:
    """Delete it, or hand it to somebody else."""
    return org_role == "owner"


def can_be_shut_out(org_role: OrgRole) -> bool:
    """Whether a row “no access” would mean anything: owners and admins see every project."""
    return org_role not in ADMINISTRATORS


def newcomer_role(*, first: bool) -> OrgRole:
    """Role of a person who registers."""
    return "owner" if first else "member"


def may_register(mode: str, *, first: bool) -> bool:
    """The first account is always welcome, later ones only in mode `open`."""
    return first or mode == "open"


def may_change_role(actor: OrgRole, current: OrgRole, wanted: OrgRole) -> bool:
    """An admin equals an owner, except that only owners make, change or remove owners."""
    if actor == "admin":
        return "owner" not in {current, wanted}
    return actor == "owner"


def may_invite(actor: OrgRole, role: OrgRole) -> bool:
    """Whoever could make them that afterwards."""
    return may_change_role(actor, "member", role)


def uninvitable(actor: OrgRole) -> list[OrgRole]:
    """Roles that somebody in this one may not invite to."""
    roles: tuple[OrgRole, ...] = ("owner", "admin", "member")
    return [role for role in roles if not may_invite(actor, role)]


def loses_ownership(current: OrgRole, wanted: OrgRole | None) -> bool:
    """None: leaves altogether."""
    return current == "owner" and wanted != "owner"
