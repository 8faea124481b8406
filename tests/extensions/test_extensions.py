"""A package that adds to the server: found by its entry points, heard, obeyed, and never able to end a transaction."""

import os
import pathlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from sqlalchemy import Engine, create_engine, text

from tests.cli.conftest import open_folder
from tests.conftest import ROOT
from tests.extensions.package import WHOLE, install
from tests.ops.processes import environment
from tests.ops.test_serving import serving
from tripl.cli.embedded import EmbeddedPostgres

PASSWORD = "a pass phrase of 1 owner!"
PATIENCE = 30
ALEMBIC = ("-m", "alembic")


@pytest.fixture(scope="module")
def folder() -> Iterator[pathlib.Path]:
    found = open_folder()
    yield found
    shutil.rmtree(found, ignore_errors=True)


@pytest.fixture(scope="module")
def server(folder) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(folder / "data", durable=False) as server:
        yield server


@pytest.fixture(scope="module")
def package(folder) -> str:
    return str(install(folder / "package"))


def path(*folders: str) -> str:
    return os.pathsep.join((*folders, *(p for p in sys.path if p)))


def run(*arguments: str, **over: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env=environment(**over),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def migrated(server, package) -> Engine:
    ran = run("-m", "tripl.migrate", DATABASE_URL=server.url, PYTHONPATH=path(package))
    assert ran.returncode == 0, ran.stderr
    return create_engine(server.url)


@pytest.fixture(scope="module")
def app(folder, server, package, migrated) -> Iterator[str]:
    over = {"RATE_LIMIT_ENABLED": "false", "REGISTRATION_MODE": "open", "PYTHONPATH": path(package)}
    with serving(folder, "extended", server.url, **over) as address:
        yield address


@contextmanager
def somebody(app: str, email: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{app}/api/v1", headers={"Origin": app}, timeout=PATIENCE) as client:
        body = {"email": email, "name": "Somebody", "password": PASSWORD}
        answer = client.post("/auth/register", json=body)
        assert answer.status_code in (200, 201), answer.text
        yield client


@pytest.fixture(scope="module")
def owner(app) -> Iterator[httpx.Client]:
    with somebody(app, "owner@example.com") as client:
        yield client


def heard(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT what FROM acme_heard ORDER BY id")))


@pytest.mark.spec("O-102")
def test_its_tables_come_after_ours_and_stay_when_ours_go_back(server, package, migrated):
    """The runbook's own command runs them: once an upgrade, and at no other command."""
    for step, asked in (
        (("upgrade", "head"), 2),
        (("current",), 2),
        (("downgrade", "-1"), 2),
        (("upgrade", "head"), 3),
    ):
        ran = run(*ALEMBIC, *step, DATABASE_URL=server.url, PYTHONPATH=path(package))
        assert ran.returncode == 0, ran.stderr
        with migrated.connect() as connection:
            assert connection.scalar(text("SELECT at FROM acme_version")) == asked, step
    listed = run(
        "-c",
        "from tripl.models import Base; print('acme_notes' in Base.metadata.tables)",
        DATABASE_URL=server.url,
        PYTHONPATH=path(package),
    )
    assert listed.stdout.strip() == "True"


@pytest.mark.spec("O-103", "O-102")
def test_its_routes_answer_and_it_has_the_last_word_on_the_application(app, owner):
    assert owner.get("/acme/heard").status_code == 200
    assert httpx.get(f"{app}/api/v1/acme/heard", timeout=PATIENCE).status_code == 401, "our own rules hold there too"
    assert httpx.get(f"{app}/openapi.json", timeout=PATIENCE).json()["info"]["title"] == "tripl with Acme"
    refused = owner.get("/projects/nowhere")
    assert (refused.status_code, refused.json()["help"]) == (404, "https://acme.example/help")
    assert "help" not in owner.get("/projects/elsewhere").json()


@pytest.mark.spec("O-103")
def test_it_hears_of_a_change_in_the_transaction_of_the_change(app, owner, migrated):
    with somebody(app, "second@example.com") as second:
        me = second.get("/auth/me").json()
    before = len(heard(migrated))
    group = owner.post("/orgs/default/groups", json={"name": "analysts"}).json()
    assert owner.post("/projects", json={"name": "Shop", "slug": "shop"}).status_code == 201
    assert owner.patch(f"/users/{me['id']}", json={"role": "owner"}).status_code == 200
    assert owner.patch(f"/users/{me['id']}", json={"role": "member"}).status_code == 200
    assert owner.delete(f"/orgs/default/members/{me['id']}").status_code == 204
    new = heard(migrated)[before:]
    assert "group_changed: group_id, organization_id, what" in new, group
    assert "owner_demoted: organization_id, user_id" in new
    assert "member_removed: organization_id, user_id" in new
    assert "audit: project.create" in new


@pytest.mark.spec("O-103")
@pytest.mark.parametrize("name", ["commit", "refuse"])
def test_a_hook_that_ends_the_transaction_or_breaks_undoes_the_change(app, owner, migrated, name):
    before = heard(migrated)
    answer = owner.post("/orgs/default/groups", json={"name": name})
    assert answer.status_code == 500
    assert heard(migrated) == before, "what it heard of before is gone with the change"
    with migrated.connect() as connection:
        found = connection.scalar(text("SELECT count(*) FROM organization_groups WHERE name = :name"), {"name": name})
        kept = connection.scalar(text("SELECT count(*) FROM audit_entries WHERE target_name = :name"), {"name": name})
    assert (found, kept) == (0, 0)


@pytest.mark.spec("O-103")
def test_a_closed_gate_answers_with_members_of_its_own(app, owner, migrated):
    with somebody(app, "banned@example.com") as banned:
        refused = banned.get("/projects")
    assert (refused.status_code, refused.json()) == (403, {"detail": "Not from here", "sso_start": "/acme/start"})
    made = owner.post("/me/api-keys", json={"name": "k", "scope": "write"}).json()
    bearer = {"Authorization": f"Bearer {made['token']}"}
    with httpx.Client(base_url=f"{app}/api/v1", headers=bearer, timeout=PATIENCE) as key:
        refused = key.get("/projects")
    assert (refused.status_code, refused.json()) == (402, {"detail": "Write keys are off", "upgrade": True})
    with migrated.begin() as connection:
        connection.execute(text("INSERT INTO acme_heard (what) VALUES ('no keys')"))
    refused = owner.post("/me/api-keys", json={"name": "k2", "scope": "read"})
    assert (refused.status_code, refused.json()) == (403, {"detail": "No new keys today"})
    assert [each["name"] for each in owner.get("/me/api-keys").json()] == ["k"]


@pytest.mark.spec("O-103")
def test_its_tasks_and_its_timetable_are_those_of_worker_and_beat(server, package):
    code = (
        "from tripl.worker.celery_app import app\n"
        "app.loader.import_default_modules()\n"
        "print('acme.tick' in app.tasks, app.conf.beat_schedule['acme-tick']['schedule'],"
        " 'check-metrics-due' in app.conf.beat_schedule)"
    )
    ran = run("-c", code, DATABASE_URL=server.url, PYTHONPATH=path(package))
    assert ran.stdout.strip() == "True 3600.0 True", ran.stderr


@pytest.mark.spec("O-102")
@pytest.mark.parametrize(
    ("entry_points", "words"),
    [
        ("[tripl.extensions]\nacme = acme:wrong\n", "is a dict; it must be a tripl.extensions.Extension"),
        ("[tripl.extensions]\nacme = nowhere:extension\n", "cannot be loaded: ModuleNotFoundError"),
        ("[tripl.models]\nacme = acme_models_that_are_not_there\n", "cannot be loaded: ModuleNotFoundError"),
    ],
    ids=("an object of another kind", "a module that is away", "models that are away"),
)
def test_a_wrong_object_stops_every_part_with_one_sentence(tmp_path, server, migrated, entry_points, words):
    package = str(install(tmp_path / "package", entry_points))
    for arguments in (
        ("-m", "tripl.cli", "serve", "--port", "1"),
        ("-m", "celery", "-A", "tripl.worker.celery_app", "worker"),
        ("-m", "celery", "-A", "tripl.worker.celery_app", "beat"),
        ("-m", "tripl.preflight"),
    ):
        ran = run(*arguments, DATABASE_URL=server.url, PYTHONPATH=path(package))
        assert ran.returncode != 0, arguments
        assert words in ran.stderr, (arguments, ran.stderr)
        assert "Traceback" not in ran.stderr, (arguments, ran.stderr)


@pytest.mark.spec("O-102")
def test_two_of_one_name_are_refused(tmp_path, server, migrated, package):
    other = str(install(tmp_path / "other", WHOLE, name="acme_again"))
    ran = run("-m", "tripl.preflight", DATABASE_URL=server.url, PYTHONPATH=path(package, other))
    assert ran.returncode != 0
    assert "called “acme”; uninstall one of them" in ran.stderr


@pytest.mark.spec("O-103")
def test_a_hosted_instance_seats_people_where_the_extension_says(folder, server, package, migrated):
    over = {"DEPLOYMENT_MODE": "hosted", "REGISTRATION_MODE": "open", "RATE_LIMIT_ENABLED": "false"}
    without = run("-m", "tripl.preflight", DATABASE_URL=server.url, DEPLOYMENT_MODE="hosted")
    assert "none is installed" in without.stderr
    mail = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": "9", "SMTP_FROM_ADDRESS": "tripl@example.com"}
    extended = {**over, **mail, "SMTP_USE_TLS": "false", "PYTHONPATH": path(package)}
    seats = text(
        "SELECT o.slug, m.role FROM organization_members m JOIN organizations o ON o.id = m.organization_id"
        " JOIN users u ON u.id = m.user_id WHERE u.email = 'grace@example.com'"
    )
    with (
        serving(folder, "hosted", server.url, **extended) as app,
        somebody(app, "grace@example.com"),
        migrated.connect() as connection,
    ):
        assert connection.execute(seats).all() == [("grace", "owner")]
