"""The settings page's API: what is saved lies over the environment, and is checked as a start checks it."""

import pytest
from sqlalchemy import select, text
from tests.fakes.relay import Manners, Relay
from tests.plugins.api import open_client

from tripl.models.audit import AuditEntry
from tripl.models.settings import SettingOverride
from tripl.settings import OVERRIDABLE, SECTIONS, Settings

RELAY = {"smtp_host": "smtp.example.com", "smtp_from_address": "tripl <tripl@example.com>"}


def field(answer, name):
    return next(each for each in answer.json()["fields"] if each["name"] == name)


def saved(session):
    session.expire_all()
    return {row.name: (row.value, row.secret) for row in session.scalars(select(SettingOverride))}


@pytest.fixture
def production(make_app, make_settings, owner):
    """The same owner before an app that would be refused an unsafe start."""

    def make(**over):
        client = open_client(make_app(make_settings(rate_limit_enabled=False, **over)))
        client.cookies = owner.cookies
        client.base_url = "https://testserver/api/v1"
        return client

    return make


@pytest.mark.spec("CF-11", "CF-13")
def test_a_saved_value_beats_the_environment_and_taking_it_away_brings_that_back(make_app, make_settings, owner):
    client = open_client(make_app(make_settings(debug=True, session_cookie_secure=False, scan_row_limit_default=7)))
    client.cookies = owner.cookies
    before = client.get("/settings").json()
    assert before["runtime"]["scan_row_limit_default"] == 7
    assert before["sources"]["scan_row_limit_default"] == "env"
    assert before["sources"]["metrics_row_limit_default"] == "default"
    body = {"runtime": {"scan_row_limit_default": 9, "metrics_row_limit_default": 100_000}}
    after = client.patch("/settings", json=body)
    assert after.status_code == 200, after.text
    assert after.json()["runtime"]["scan_row_limit_default"] == 9
    assert after.json()["sources"]["metrics_row_limit_default"] == "override"  # though it equals the default
    assert after.json()["overridden_fields"] == ["scan_row_limit_default", "metrics_row_limit_default"]
    assert field(after, "scan_row_limit_default")["fallback"] == 7
    one = client.patch("/settings", json={"runtime": {"scan_row_limit_default": None}}).json()
    assert (one["runtime"]["scan_row_limit_default"], one["sources"]["scan_row_limit_default"]) == (7, "env")
    none = client.put("/settings", json={"reset": ["runtime"]}).json()
    assert (none["overridden_fields"], none["sources"]["metrics_row_limit_default"]) == ([], "default")


@pytest.mark.spec("CF-11")
def test_a_reset_takes_one_section_and_leaves_the_others(owner):
    owner.patch("/settings", json={"email": RELAY, "observability": {"log_level": " debug "}})
    after = owner.patch("/settings", json={"reset": ["email"], "runtime": {"scan_row_limit_default": 5}}).json()
    assert after["overridden_fields"] == ["scan_row_limit_default", "log_level"]
    assert after["observability"]["log_level"] == "DEBUG"


@pytest.mark.spec("CF-12", "AC-51")
def test_a_secret_is_written_and_never_read(owner, session):
    wrote = owner.patch("/settings", json={"email": {**RELAY, "smtp_username": "u", "smtp_password": "pa55word"}})
    assert wrote.json()["email"]["smtp_password"] is None
    assert (field(wrote, "smtp_password")["configured"], field(wrote, "smtp_password")["fallback"]) == (True, None)
    assert "pa55word" not in wrote.text + owner.get("/settings").text
    assert saved(session)["smtp_password"] == (None, "pa55word")
    raw = session.scalar(text("SELECT value FROM setting_overrides WHERE name = 'smtp_password'"))
    assert raw is None

    blank = owner.patch("/settings", json={"email": {"smtp_password": "", "smtp_host": "other.example.com"}})
    assert saved(session)["smtp_password"] == (None, "pa55word")
    assert field(blank, "smtp_password")["source"] == "override"
    gone = owner.patch("/settings", json={"email": {"smtp_password": None}})
    assert "smtp_password" not in saved(session)
    assert field(gone, "smtp_password")["configured"] is False


@pytest.mark.spec("CF-12", "AC-51")
def test_a_secret_is_encrypted_in_its_table(owner, session):
    from tests.plugins.api import KEY

    from tripl.db.encrypted import bind_cipher
    from tripl.kit.crypto import FernetCipher, PlainCipher

    bind_cipher(FernetCipher(KEY))
    try:
        owner.patch("/settings", json={"email": {**RELAY, "smtp_username": "u", "smtp_password": "pa55word"}})
        raw = session.scalar(text("SELECT secret FROM setting_overrides WHERE name = 'smtp_password'"))
        assert "pa55word" not in raw
        assert FernetCipher(KEY).decrypt(raw) == "pa55word"
    finally:
        bind_cipher(PlainCipher())


@pytest.mark.spec("CF-20")
@pytest.mark.parametrize(
    ("section", "values", "says"),
    [
        ("email", {"smtp_from_address": "nobody"}, "SMTP_FROM_ADDRESS must be an address"),
        ("email", {"smtp_port": 0}, "SMTP_PORT"),
        ("email", {**RELAY, "smtp_port": 465}, "SMTP_PORT 465 does not fit SMTP_SECURITY=starttls"),
        ("email", {**RELAY, "smtp_security": "implicit_tls"}, "SMTP_PORT 587 does not fit SMTP_SECURITY=implicit_tls"),
        ("email", {"smtp_host": "a host"}, "SMTP_HOST must be the name"),
        ("runtime", {"app_base_url": "tripl.example.com"}, "APP_BASE_URL must be an origin"),
        ("runtime", {"scan_row_limit_default": 0}, "SCAN_ROW_LIMIT_DEFAULT"),
        ("security", {"registration_mode": "perhaps"}, "REGISTRATION_MODE"),
        ("security", {"session_cookie_name": "a b"}, "SESSION_COOKIE_NAME must be letters"),
        ("security", {"session_cookie_name": ""}, "SESSION_COOKIE_NAME must be letters"),
        ("security", {"content_security_policy": "default-src\n'self'"}, "CONTENT_SECURITY_POLICY must be one line"),
        ("security", {"cors_allow_origins": ["nowhere"]}, "CORS_ALLOW_ORIGINS must be an origin"),
        ("security", {"session_ttl_hours": 10**9}, "SESSION_TTL_HOURS"),
        ("observability", {"log_level": "LOUD"}, "LOG_LEVEL"),
    ],
)  # fmt: skip
def test_what_a_start_would_refuse_is_not_saved(owner, session, section, values, says):
    refused = owner.patch(
        "/settings",
        json={section: values, "observability": {"log_json": True, **(values if section == "observability" else {})}},
    )
    assert refused.status_code == 422
    rows = refused.json()["detail"]
    assert {row["loc"][-1] for row in rows} & set(values)
    assert all(says in row["msg"] for row in rows)
    assert saved(session) == {}  # not the good one beside it either


@pytest.mark.spec("CF-20", "CF-31")
@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"security": {"session_cookie_secure": False}}, "SESSION_COOKIE_SECURE is false"),
        ({"security": {"cors_allow_origins": ["*"]}}, "CORS_ALLOW_ORIGINS is *"),
        ({"runtime": {"app_base_url": ""}}, "CORS_ALLOW_ORIGINS and APP_BASE_URL are both empty"),
        ({"email": {**RELAY, "smtp_password": "p"}}, "SMTP_PASSWORD is set without SMTP_USERNAME"),
    ],
)
def test_what_would_keep_production_from_starting_is_not_saved(production, session, values, says):
    refused = production().patch("/settings", json=values)
    assert refused.status_code == 422, refused.text
    assert says in refused.text
    assert saved(session) == {}


def test_what_was_wrong_before_does_not_stand_in_the_way(production):
    client = production(smtp_password="p")  # without a user name; only an old environment has that
    assert client.patch("/settings", json={"observability": {"log_level": "ERROR"}}).status_code == 200


def test_an_address_is_kept_as_browsers_send_it(owner, session):
    body = {
        "runtime": {"app_base_url": "https://a.example.com/"},
        "security": {"cors_allow_origins": "https://b.com/, x://"},
    }
    assert owner.patch("/settings", json=body).status_code == 422
    body["security"]["cors_allow_origins"] = "https://b.com/, https://c.com"
    after = owner.patch("/settings", json=body).json()
    assert after["runtime"]["app_base_url"] == "https://a.example.com"
    assert saved(session)["cors_allow_origins"] == (["https://b.com", "https://c.com"], None)


@pytest.mark.parametrize(
    "body",
    [
        {"runtime": {"encryption_key": "k"}},
        {"runtime": {"smtp_host": "h"}},
        {"system": {"debug": True}},
        {"reset": ["system"]},
        {"storage": {}},
    ],
)
def test_what_is_no_setting_of_the_page_is_refused(owner, session, body):
    assert owner.patch("/settings", json=body).status_code == 422
    assert saved(session) == {}


@pytest.mark.spec("CF-17", "AC-48")
def test_the_audit_log_names_what_changed_and_holds_no_value(owner, session):
    owner.patch("/settings", json={"email": {**RELAY, "smtp_username": "u", "smtp_password": "pa55word"}})
    owner.patch("/settings", json={"email": {"smtp_host": "smtp.example.com"}})  # nothing changes
    owner.patch("/settings", json={"email": {"smtp_password": None}, "observability": {"log_json": True}})
    query = select(AuditEntry).where(AuditEntry.action == "settings.update").order_by(AuditEntry.created_at)
    first, second = session.scalars(query).all()
    assert first.target_name == "email"
    changed = ["smtp_from_address", "smtp_host", "smtp_password", "smtp_username"]
    assert first.payload == {"changed": changed, "taken_away": []}
    assert second.target_name == "email, observability"
    assert second.payload == {"changed": ["log_json"], "taken_away": ["smtp_password"]}


@pytest.mark.spec("AC-41", "AC-50", "CF-11", "API-14")
def test_only_whoever_runs_the_instance_sees_and_changes_settings(make_client, anonymous, session):
    body = {"security": {"registration_mode": "open"}}
    for client in (make_client("admin"), make_client("editor"), make_client("owner", key_scope="write")):
        for answer in (
            client.get("/settings"),
            client.patch("/settings", json=body),
            client.put("/settings", json=body),
        ):
            assert (answer.status_code, answer.json()["detail"]) == (403, "Platform admin required")
        assert client.post("/settings/email/test").status_code == 403
    assert anonymous.get("/settings").status_code == 401
    assert saved(session) == {}


@pytest.mark.spec("CF-11", "S-4")
def test_everybody_reads_the_row_limits(owner, make_client):
    owner.patch("/settings", json={"runtime": {"scan_row_limit_default": 123}})
    for client in (make_client("viewer"), make_client("viewer", key_scope="read")):
        assert client.get("/settings/row-limits").json() == {
            "scan_row_limit_default": 123, "metrics_row_limit_default": 100_000,
        }  # fmt: skip


@pytest.mark.spec("CF-14")
def test_the_registration_mode_counts_at_the_next_attempt(owner, anonymous):
    someone = {"email": "new@example.com", "password": "correct horse 9!"}
    assert anonymous.get("/auth/status").json()["registration_enabled"] is False
    assert anonymous.post("/auth/register", json=someone).status_code == 403
    answer = owner.patch("/settings", json={"security": {"registration_mode": "open"}})
    assert (field(answer, "registration_mode")["effect"], field(answer, "registration_mode")["pending"]) == (
        "at_once", False,
    )  # fmt: skip
    assert anonymous.get("/auth/status").json()["registration_enabled"] is True
    assert anonymous.post("/auth/register", json=someone).status_code == 201
    owner.patch("/settings", json={"security": {"registration_mode": "disabled"}})
    assert anonymous.post("/auth/register", json={**someone, "email": "b@example.com"}).status_code == 403


@pytest.mark.spec("CF-14")
def test_runtime_and_mail_count_at_the_next_use_and_the_rest_waits_for_a_start(owner, app):
    from tripl.features.accounts.schemas import AccountPolicy
    from tripl.features.alerts.schemas import AlertPolicy
    from tripl.features.scans.schemas import ScanPolicy

    answer = owner.patch(
        "/settings",
        json={
            "email": RELAY,
            "runtime": {"scan_row_limit_default": 77, "app_base_url": "https://new.example.com"},
            "security": {"session_ttl_hours": 3},
        },
    )
    policy = app.state.wiring.policy  # as a task asks for it
    assert policy(ScanPolicy).scan_row_limit == 77
    assert policy(AlertPolicy).base_url == "https://new.example.com"
    accounts = policy(AccountPolicy)
    assert (accounts.mail.host, accounts.base_url) == ("smtp.example.com", "https://new.example.com")
    assert accounts.session_hours == 168
    assert [field(answer, name)["pending"] for name in ("session_ttl_hours", "smtp_host")] == [True, False]
    owner.patch("/settings", json={"reset": ["email", "runtime", "security"]})
    assert (policy(ScanPolicy).scan_row_limit, policy(AccountPolicy).mail) == (50_000, None)


@pytest.mark.spec("CF-15")
def test_a_task_falls_back_to_the_environment_when_the_table_cannot_be_read(app, session, caplog):
    from tripl.features.scans.schemas import ScanPolicy

    session.execute(text("ALTER TABLE setting_overrides RENAME TO elsewhere"))
    session.commit()
    assert app.state.wiring.policy(ScanPolicy).scan_row_limit == 50_000
    assert "the environment holds" in caplog.text


@pytest.mark.spec("CF-15")
def test_a_secret_that_no_key_opens_is_named_and_the_rest_counts(owner, session, caplog):
    from tests.plugins.api import KEY

    from tripl.kit.crypto import FernetCipher

    owner.patch("/settings", json={"email": {**RELAY, "smtp_username": "u", "smtp_password": "p"}})
    session.execute(text("UPDATE setting_overrides SET secret = :s WHERE name = 'smtp_password'"),
                    {"s": FernetCipher(KEY).encrypt("p")})  # fmt: skip
    session.commit()
    answer = owner.get("/settings")
    assert (answer.json()["email"]["smtp_host"], field(answer, "smtp_password")["configured"]) == (
        "smtp.example.com",
        False,
    )
    assert "SMTP_PASSWORD" in caplog.text


@pytest.mark.spec("CF-16")
def test_saved_values_can_be_told_to_count_for_nothing(make_app, make_settings, owner, anonymous, session):
    owner.patch("/settings", json={"security": {"registration_mode": "open"}, "runtime": {"scan_row_limit_default": 5}})
    settings = make_settings(debug=True, session_cookie_secure=False, settings_ignore_overrides=True)
    client = open_client(make_app(settings))
    assert client.get("/auth/status").json()["registration_enabled"] is False
    client.cookies = owner.cookies
    assert client.get("/settings/row-limits").json()["scan_row_limit_default"] == 50_000
    answer = client.patch("/settings", json={"security": {"registration_mode": None}})  # and be put right meanwhile
    assert answer.json()["ignored"] is True
    assert list(saved(session)) == ["scan_row_limit_default"]


@pytest.mark.spec("CF-30")
def test_a_test_mail_goes_to_whoever_asks_and_brings_the_answer_of_the_relay(owner, make_client):
    nothing = owner.post("/settings/email/test")
    assert (nothing.status_code, nothing.json()["ok"]) == (200, False)
    with Relay() as relay:
        body = {"smtp_host": "127.0.0.1", "smtp_port": relay.port, "smtp_security": "none",
                "smtp_from_address": "tripl@example.com"}  # fmt: skip
        assert owner.patch("/settings", json={"email": body}).status_code == 200
        sent = owner.post("/settings/email/test").json()
        assert sent["ok"] is True, sent
        assert sent["message"].startswith(f"127.0.0.1:{relay.port} took the message for {owner.user.email}: 250")
        [mail] = relay.mails
        assert mail.recipient == owner.user.email
    with Relay(Manners(replies={"RCPT": "550 5.1.1 who is that?"})) as relay:
        owner.patch("/settings", json={"email": {"smtp_port": relay.port}})
        refused = owner.post("/settings/email/test").json()
        assert refused["ok"] is False
        assert "550 " in refused["message"] or "code 550" in refused["message"]
        assert "who is that?" in refused["message"]


@pytest.mark.spec("CF-18")
def test_connections_are_told_as_set_or_not_and_never_to_what(make_app, make_settings, owner):
    client = open_client(make_app(make_settings(debug=True, session_cookie_secure=False)))
    client.cookies = owner.cookies
    answer = client.get("/settings")
    assert answer.json()["system"] == {
        "debug": "configured", "database_url": "configured", "sync_database_url": "unset",
        "rabbitmq_url": "configured", "redis_url": "unset", "encryption_key": "configured",
    }  # fmt: skip
    assert "not-the-sample" not in answer.text


@pytest.mark.spec("CF-19", "CF-37")
def test_every_control_has_a_setting_behind_it(owner):
    fields = owner.get("/settings").json()["fields"]
    assert [each["name"] for each in fields] == list(OVERRIDABLE)
    assert set(OVERRIDABLE) <= set(Settings.model_fields)
    assert {each["section"] for each in fields} == set(SECTIONS)
    names = {each["name"] for each in fields}
    assert {each["depends_on"] for each in fields if each["depends_on"]} <= names
    assert all(each["choices"] for each in fields if each["kind"] == "choice")
