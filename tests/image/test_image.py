"""The image by itself: who runs in it, what it may change, what it refuses."""

import json

import pytest


def sh(engine, image: str, line: str, *options: str, check: bool = True):
    return engine.podman("run", "--rm", *options, image, "sh", "-c", line, check=check)


@pytest.mark.spec("O-20")
def test_its_user_is_nobody_and_may_change_no_code(engine, image):
    assert sh(engine, image, "id -un; id -u; id -g").stdout.split() == ["app", "1000", "1000"]
    for place in ("/app", "/app/src/tripl", "/app/.venv/bin", "/app/frontend_dist", "/app/alembic.ini", "/app/var"):
        refused = sh(engine, image, f"test ! -w {place}", check=False)
        assert refused.returncode == 0, f"{place} can be written"
    sh(engine, image, "for place in photos prometheus; do echo x > /app/var/$place/x; done; echo x > /tmp/x")


@pytest.mark.spec("O-20")
def test_a_new_volume_belongs_to_the_user(engine, image):
    line = "echo x > /app/var/photos/x && stat -c %u /app/var/photos"
    assert sh(engine, image, line, "--volume", "check-photos:/app/var/photos").stdout.strip() == "1000"
    engine.podman("volume", "rm", "check-photos")


@pytest.mark.spec("O-17", "O-19")
def test_what_it_holds(engine, image):
    assert sh(engine, image, "pwd").stdout.strip() == "/app"
    for name in ("alembic", "celery", "tripl", "uvicorn"):
        assert sh(engine, image, f"command -v {name}").stdout.strip() == f"/app/.venv/bin/{name}"
    there = sh(engine, image, "ls -A /app; ls /app/src/tripl/migrations/versions | wc -l; ls /app/frontend_dist")
    names = there.stdout.split()
    assert {".venv", "alembic.ini", "frontend_dist", "src", "var", "index.html", "assets"} <= set(names)
    assert not {"web", "tests", ".git", ".env", "requirements", "pip"} & set(names)
    settings = json.loads(engine.podman("inspect", image).stdout)[0]["Config"]
    assert not settings.get("Entrypoint")


@pytest.mark.spec("O-70", "O-18")
@pytest.mark.parametrize("workers", ["1", "4"])
def test_it_refuses_once_and_does_not_end_with_0(engine, image, workers):
    ran = engine.podman("run", "--rm", "--env", f"UVICORN_WORKERS={workers}", image, check=False)
    said = ran.stdout + ran.stderr
    assert ran.returncode == 1, said
    assert said.count("Production startup checks failed:") == 1
    assert {"ENCRYPTION_KEY", "SECRET_KEY", "SESSION_COOKIE_SECURE"} <= {
        line[2:].split()[0] for line in said.splitlines() if line[:2] == "- "
    }


def test_its_packages_are_those_of_the_lock(engine, image):
    listed = sh(engine, image, "ls -d /app/.venv/lib/python*/site-packages/*.dist-info").stdout
    assert "fastapi-" in listed and "pytest-" not in listed and "pip-" not in listed
