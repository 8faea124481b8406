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


def loses_ownership(current: OrgRole, wanted: OrgRole) -> bool:
    return current == "owner" and wanted != "owner"


def runs_the_instance(org_role: OrgRole) -> bool:
    """A self-hosted instance belongs to the owners of its organisation."""
    return org_role == "owner"
