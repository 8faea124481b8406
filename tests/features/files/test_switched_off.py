"""Files on a server that does not take them, or has no room."""

import pytest
from tests.features.files.conftest import clicks, left

from tripl.features.files.schemas import FilePolicy


class TestOff:
    @pytest.fixture
    def policy(self) -> FilePolicy:
        return FilePolicy()

    def test_the_reason_is_said(self, owner, drop, root):
        limits = owner.get("/files/limits").json()
        assert limits["enabled"] is False
        assert "FILE_SOURCE_DIRS" in limits["reason"]
        assert drop(clicks(), expect=403)["detail"] == limits["reason"]
        assert owner.post("/files/from-path", json={"path": "/etc/passwd"}).json()["detail"] == limits["reason"]
        assert left(root) == []


class TestFull:
    @pytest.fixture
    def policy(self, root) -> FilePolicy:
        return FilePolicy(roots=(str(root),), reserve_mb=2**40)

    def test_the_database_keeps_its_room(self, owner, drop, root):
        assert "nearly full" in drop(clicks(), expect=507)["detail"]
        assert owner.get("/files/limits").json()["free_bytes"] == 0
        assert left(root) == []
