"""The rules of access, as a table."""

import pytest

from tripl.features.access import service
from tripl.kit.principal import OrgRole

ORG_ROLES: tuple[OrgRole, ...] = ("owner", "admin", "member")


@pytest.mark.spec("AC-33", "CO-20", "CO-21")
@pytest.mark.parametrize("org_role", ["owner", "admin"])
@pytest.mark.parametrize("membership", [None, "none", "viewer", "editor"])
@pytest.mark.parametrize("default", ["none", "viewer", "editor"])
@pytest.mark.parametrize("is_demo", [False, True])
def test_administrators_own_every_project(org_role, membership, default, is_demo):
    assert service.project_role(org_role, membership, default, is_demo=is_demo) == "owner"


@pytest.mark.spec("AC-33", "CO-21")
@pytest.mark.parametrize(
    ("membership", "default", "role"),
    [
        (None, "none", None), (None, "viewer", "viewer"), (None, "editor", "editor"),
        ("none", "editor", None), ("viewer", "editor", "viewer"), ("editor", "none", "editor"),
        ("surprise", "editor", None),
    ],
)  # fmt: skip
def test_a_members_row_beats_the_default(membership, default, role):
    assert service.project_role("member", membership, default, is_demo=False) == role


@pytest.mark.spec("DM-35")
@pytest.mark.parametrize("default", ["none", "viewer", "editor"])
def test_the_default_opens_no_demo(default):
    assert service.project_role("member", None, default, is_demo=True) is None
    assert service.project_role("member", "editor", default, is_demo=True) == "editor"
    assert {service.creator_membership(role, is_demo=True) for role in ORG_ROLES} == {"editor"}
    assert [service.creator_membership(role, is_demo=False) for role in ORG_ROLES] == [None, None, "editor"]


@pytest.mark.spec("CO-20", "AC-29")
def test_only_owners_touch_owners():
    allowed = {
        (actor, current, wanted)
        for actor in ORG_ROLES
        for current in ORG_ROLES
        for wanted in ORG_ROLES
        if service.may_change_role(actor, current, wanted)
    }
    assert {row for row in allowed if row[0] == "member"} == set()
    assert len({row for row in allowed if row[0] == "owner"}) == 9
    assert {row[1:] for row in allowed if row[0] == "admin"} == {
        ("admin", "admin"), ("admin", "member"), ("member", "admin"), ("member", "member"),
    }  # fmt: skip


@pytest.mark.spec("AC-31", "CO-24")
def test_who_manages_a_project():
    assert service.may_manage_project("owner", is_creator=False)
    assert service.may_manage_project("editor", is_creator=True)
    assert not service.may_manage_project("editor", is_creator=False)
    assert not service.may_manage_project("viewer", is_creator=True)


@pytest.mark.spec("AC-2", "AC-3")
def test_who_registers():
    assert [service.may_register(mode, first=True) for mode in ("first", "open", "disabled")] == [True] * 3
    assert [service.may_register(mode, first=False) for mode in ("first", "open", "disabled")] == [False, True, False]
    assert (service.newcomer_role(first=True), service.newcomer_role(first=False)) == ("owner", "member")
