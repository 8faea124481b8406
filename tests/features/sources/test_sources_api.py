import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text
from tests.factories.alerts import make_destination, make_rule
from tests.factories.projects import make_project
from tests.factories.scans import make_job, make_scan_of
from tests.factories.sources import make_postgres_source, make_source
from tests.fakes.statements import statements

from tripl.db.encrypted import bind_cipher
from tripl.features.sources.service import SLOTS
from tripl.kit.crypto import FernetCipher, PlainCipher
from tripl.models.alerts import AlertRule
from tripl.models.scans import ScanConfig, ScanJob

MEMBERS = {
    *("id", "name", "host", "database_name", "username", "db_type", "is_synthetic", "password_set", "port"),
    *("connection_settings", "timeout_seconds", "json_path_discovery", "last_test_at", "last_test_status"),
    *("last_test_message", "project_id", "scan_count", "scan_run_count", "scans", "created_at", "updated_at"),
}
SETTINGS = {
    *("location", "maximum_bytes_billed", "dataset_allowlist", "sslmode", "sslrootcert", "sslcert", "sslkey_set"),
    "search_path",
}


@pytest.fixture
def encrypted():
    """A key is configured, as in production."""
    bind_cipher(FernetCipher(Fernet.generate_key().decode()))
    yield
    bind_cipher(PlainCipher())


def file_source(folder, **over):
    return {"name": "files", "db_type": "duckdb", "database_name": str(folder), **over}


def postgres_source(spec, **over):
    return {
        "name": "warehouse",
        "db_type": "postgres",
        "host": spec.host,
        "port": spec.port,
        "database_name": spec.database,
        "username": spec.username,
        "password": spec.password or "unused",
        **over,
    }


@pytest.mark.spec("SC-20", "W-1", "W-40", "SC-38")
def test_a_source_is_probed_when_created(owner, folder):
    answer = owner.post("/data-sources", json=file_source(folder))
    assert answer.status_code == 201, answer.text
    source = answer.json()
    assert set(source) == MEMBERS
    assert set(source["connection_settings"]) == SETTINGS
    assert source["last_test_status"] == "success"
    assert source["last_test_message"].startswith("Connected to DuckDB")
    assert source["last_test_at"] is not None
    assert source["host"] == "file"
    assert owner.get(f"/data-sources/{source['id']}").json() == source


@pytest.mark.spec("W-17", "SC-6")
def test_secrets_go_in_and_never_come_out(encrypted, owner, session, postgres_spec):
    pem = "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----"
    settings = {"sslmode": "require", "sslcert": pem, "sslkey": pem.replace("CERTIFICATE", "PRIVATE KEY")}
    body = postgres_source(postgres_spec, password="hunter2-secret", connection_settings=settings)
    answer = owner.post("/data-sources", json=body)
    assert answer.status_code == 201, answer.text
    assert "hunter2" not in answer.text
    assert "PRIVATE KEY" not in answer.text
    assert answer.json()["password_set"] is True
    assert answer.json()["connection_settings"]["sslkey_set"] is True
    stored = session.execute(text("SELECT password, sslkey FROM data_sources")).one()
    assert not any("hunter2" in value or "PRIVATE" in value for value in stored)


@pytest.mark.spec("W-17")
def test_an_empty_secret_keeps_the_stored_one_and_null_clears_it(owner, session, project, postgres_spec):
    source = make_postgres_source(session, project, postgres_spec, password="old", sslkey="key")
    session.commit()
    path = f"/data-sources/{source.id}"
    kept = owner.patch(path, json={"password": "", "connection_settings": {"sslkey": "", "search_path": "a, b"}})
    assert kept.status_code == 422  # the certificate of that key is missing
    kept = owner.patch(path, json={"password": "", "connection_settings": {"sslkey": None, "search_path": "a, b"}})
    assert kept.json()["password_set"] is True
    assert kept.json()["connection_settings"]["sslkey_set"] is False
    assert kept.json()["connection_settings"]["search_path"] == "a, b"
    assert owner.patch(path, json={"password": None}).json()["password_set"] is False


@pytest.mark.spec("W-8", "SC-3", "API-8")
def test_patch_changes_what_was_sent(owner, session, project, folder):
    source = make_source(session, project, database_name=str(folder), timeout_seconds=30)
    session.commit()
    path = f"/data-sources/{source.id}"
    renamed = owner.patch(path, json={"name": "renamed"}).json()
    assert (renamed["name"], renamed["timeout_seconds"], renamed["last_test_status"]) == ("renamed", 30, None)
    assert owner.patch(path, json={"timeout_seconds": None}).json()["timeout_seconds"] is None
    refused = owner.patch(path, json={"host": None, "name": None})
    assert refused.status_code == 422
    assert refused.json()["detail"] == "Field(s) cannot be null: name, host"
    assert owner.patch(path, json={"db_type": "postgres"}).status_code == 422
    moved = owner.patch(path, json={"database_name": str(folder / "nowhere")}).json()
    assert moved["last_test_status"] == "failed"


@pytest.mark.spec("API-22", "W-43", "O-75")
def test_a_refusing_warehouse_is_an_answer(owner, session, project):
    source = make_source(session, project, db_type="postgres", host="127.0.0.1", port=1, username="u", password="p")
    session.commit()
    answer = owner.post(f"/data-sources/{source.id}/test")
    assert answer.status_code == 200
    assert answer.json()["success"] is False
    assert answer.json()["message"].startswith("Connection test failed")
    assert "127.0.0.1" not in answer.json()["message"]
    assert answer.json()["data_source"]["last_test_status"] == "failed"


@pytest.mark.spec("SC-38")
def test_a_form_is_tested_without_being_saved(owner, folder):
    answer = owner.post("/data-sources/test", json={k: v for k, v in file_source(folder).items() if k != "name"})
    assert set(answer.json()) == {"success", "message", "tested_at"}
    assert answer.json()["success"] is True
    assert owner.get("/data-sources").json() == []


@pytest.mark.parametrize("kind", ["clickhouse", "bigquery", "snowflake", "oracle"])
def test_types_without_an_adapter_are_refused_in_words(owner, kind):
    answer = owner.post("/data-sources", json={"name": "x", "db_type": kind, "host": "h", "database_name": "d"})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "db_type"]
    assert "postgres, duckdb" in answer.json()["detail"][0]["msg"]


@pytest.mark.spec("W-18", "W-22", "SC-7")
def test_settings_that_cannot_apply_are_refused(owner, postgres_spec):
    pem = "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----"
    for settings in (
        {"sslmode": "disable", "sslrootcert": pem},
        {"sslmode": "verify-full"},
        {"sslmode": "require", "sslcert": pem},
        {"sslrootcert": "/etc/ssl/ca.pem"},
        {"search_path": "a; drop table x"},
    ):
        answer = owner.post("/data-sources", json=postgres_source(postgres_spec, connection_settings=settings))
        assert answer.status_code == 422, settings
    answer = owner.post("/data-sources", json=postgres_source(postgres_spec, port=70_000))
    assert answer.json()["detail"][0]["loc"] == ["body", "port"]


@pytest.mark.spec("AC-32", "W-4")
def test_below_owner_the_connection_is_hidden(make_client, session, project, postgres_spec):
    make_postgres_source(session, project, postgres_spec, password="p", last_test_message="Connection test failed: x")
    session.commit()
    (hidden,) = make_client("editor").get("/data-sources").json()
    assert (hidden["host"], hidden["port"], hidden["database_name"], hidden["username"]) == ("", 0, "", "")
    assert hidden["password_set"] is False
    assert hidden["last_test_message"] is None
    assert hidden["db_type"] == "postgres"
    (seen,) = make_client("owner", "read").get("/data-sources").json()
    assert seen["host"] == postgres_spec.host
    assert seen["last_test_message"] == "Connection test failed: x"


@pytest.mark.spec("API-14", "AC-50")
def test_only_owners_in_a_browser_change_sources(anonymous, make_client, session, project, folder):
    source = make_source(session, project)
    session.commit()
    path, body = f"/data-sources/{source.id}", file_source(folder)
    assert anonymous.get("/data-sources").status_code == 401
    for client in (make_client("editor"), make_client("owner", "write")):
        assert client.post("/data-sources", json=body).status_code == 403
        assert client.patch(path, json={"name": "x"}).status_code == 403
        assert client.delete(path).status_code == 403
        assert client.post(f"{path}/test").status_code == 403
        assert client.get(f"{path}/schema").status_code == 403


@pytest.mark.spec("API-16", "API-21")
def test_unknown_is_404_before_the_body_is_looked_at(owner):
    path = "/data-sources/00000000-0000-4000-8000-000000000000"
    assert owner.patch(path, json={"port": "no"}).status_code == 404
    assert owner.get(path).status_code == 404
    assert owner.delete(path).json() == {"detail": "Data source not found"}


def test_names_are_unique(owner, folder):
    assert owner.post("/data-sources", json=file_source(folder)).status_code == 201
    assert owner.post("/data-sources", json=file_source(folder)).status_code == 409


@pytest.mark.spec("W-6", "S-8")
def test_deleting_takes_scans_and_runs_and_switches_rules_off(owner, session, project, folder):
    source = make_source(session, project, database_name=str(folder))
    scan = make_scan_of(session, project, source)
    make_job(session, scan)
    rule = make_rule(session, make_destination(session, project), scan_config_id=scan.id)
    session.commit()
    seen = owner.get(f"/data-sources/{source.id}").json()
    assert (seen["scan_count"], seen["scan_run_count"]) == (1, 1)
    assert seen["scans"] == [
        {"id": str(scan.id), "name": scan.name, "project_slug": project.slug, "project_name": project.name}
    ]
    assert owner.delete(f"/data-sources/{source.id}").status_code == 204
    session.expire_all()
    assert session.query(ScanConfig).count() == session.query(ScanJob).count() == 0
    kept = session.get(AlertRule, rule.id)
    assert (kept.scan_config_id, kept.enabled) == (None, False)


def test_scans_of_hidden_projects_are_not_named(stranger, session, project, folder):
    make_scan_of(session, project, make_source(session, project, database_name=str(folder)))
    session.commit()
    assert stranger.get("/data-sources").json()[0]["scans"] == []


@pytest.mark.spec("W-50")
def test_tables_and_columns(owner, session, project, folder):
    source = make_source(session, project, database_name=str(folder))
    session.commit()
    (table,) = owner.get(f"/data-sources/{source.id}/schema").json()["tables"]
    assert table["name"] == '"visits"' or table["name"] == "visits"
    assert {"name": "section", "data_type": "VARCHAR"} in table["columns"]


def test_a_full_waiting_room_is_503(owner, session, project, folder):
    source = make_source(session, project, database_name=str(folder))
    session.commit()
    with SLOTS.taken(), SLOTS.taken(), SLOTS.taken(), SLOTS.taken():
        answer = owner.post(f"/data-sources/{source.id}/test")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert owner.post(f"/data-sources/{source.id}/test").status_code == 200


@pytest.mark.spec("AC-52")
def test_a_lost_key_is_a_failed_test_and_not_a_crash(encrypted, owner, session, project, postgres_spec):
    source = make_postgres_source(session, project, postgres_spec, password="p")
    session.commit()
    path = f"/data-sources/{source.id}"
    bind_cipher(FernetCipher(Fernet.generate_key().decode()))
    assert owner.get("/data-sources").json()[0]["password_set"] is True
    answer = owner.post(f"{path}/test").json()
    assert answer["success"] is False
    assert "ENCRYPTION_KEY" in answer["message"]
    password = postgres_spec.password or "unused"
    assert owner.patch(path, json={"password": password}).json()["last_test_status"] == "success"


def test_the_list_asks_a_fixed_number_of_queries(owner, session, project, folder):
    for _ in range(2):
        make_scan_of(session, project, make_source(session, project))
    session.commit()
    with statements(session) as few:
        owner.get("/data-sources")
    other = make_project(session)
    for _ in range(5):
        source = make_source(session, project)
        make_job(session, make_scan_of(session, other, source))
    session.commit()
    with statements(session) as many:
        assert len(owner.get("/data-sources").json()) == 7
    assert len(few) == len(many) > 0
