"""Projects, through the door."""

import pytest

NEW = {"name": "Web shop", "slug": "web-shop"}


@pytest.mark.spec("SC-10", "SC-2")
def test_a_project_has_every_member(owner):
    created = owner.post("/projects", json=NEW)
    assert created.status_code == 201
    body = created.json()
    assert set(body) == {
        "id", "name", "slug", "description", "timezone", "created_by_user_id", "is_demo", "generation_status",
        "generation_stage", "generation_error", "demo_seeded_at", "demo_last_tick_at", "demo_recipe_version",
        "app_version_keep_releases", "can_mutate", "my_role", "summary", "created_at", "updated_at",
        "template_branch_id",
    }  # fmt: skip
    assert body["generation_status"] == "ready"
    assert body["app_version_keep_releases"] == 5
    assert body["timezone"] == "UTC"
    assert body["my_role"] == "owner"
    assert body["created_by_user_id"] == str(owner.user.id)
    read = owner.get("/projects/web-shop").json()
    assert read == {name: value for name, value in body.items() if name != "template_branch_id"}
