"""One marked value of each kind of secret is planted through the door; afterwards it can be read nowhere."""

import json
import logging
import pathlib
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import redis
from cryptography.fernet import Fernet
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker
from tests.api.access_table import ROUTES, P
from tests.api.documented import form, has_body, operations
from tests.api.examples import Site, furnish
from tests.factories.alerts import make_delivery, make_rule
from tests.factories.scans import make_scan_of
from tests.fakes.door import Answer, Door, Headers
from tests.fakes.receiver import Answer as Said
from tests.fakes.receiver import Receiver
from tests.fakes.relay import Manners, Relay
from tests.plugins.reading import postgres_spec

from tripl.bootstrap import CeleryQueue
from tripl.cli.embedded import EmbeddedValkey
from tripl.cli.embedded.valkey import BROKER_DATABASE
from tripl.db.cache import RedisCache
from tripl.db.encrypted import bind_cipher
from tripl.db.live import RedisBus
from tripl.features.accounts import service as accounts
from tripl.features.accounts.schemas import AccountPolicy
from tripl.features.alerts import service as alerts
from tripl.features.alerts.schemas import AlertPolicy
from tripl.features.scans.service import probing
from tripl.features.sources.schemas import SourcePolicy
from tripl.kit.crypto import FernetCipher, PlainCipher
from tripl.models import Base
from tripl.models.accounts import Invitation
from tripl.models.alerts import AlertDestination
from tripl.models.sources import DataSource
from tripl.preflight import QUIET

__all__ = ["postgres_spec"]

GIVEN = {
    kind: f"canary-{kind}-{uuid.uuid4().hex}!"
    for kind in (
        "account",
        "mistyped",
        "source",
        "changed",
        "tls-key",
        "header",
        "signing",
        "slack",
        "smtp",
        "broker",
        "signer",
    )
} | {"encryption": Fernet.generate_key().decode()}
"""What people and operators enter; what tripl makes is added when it is shown, once."""
SECRET = {
    "password",
    "current_password",
    "new_password",
    "token",
    "signing_secret",
    "webhook_header_value",
    "webhook_url",
}
PEM = "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----"
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----"
AWAY = 1
"""A port on which nobody listens."""


@pytest.fixture(scope="module")
def valkey() -> Iterator[EmbeddedValkey]:
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tripl-canary-", dir="/tmp"))
    folder.chmod(0o755)
    server = EmbeddedValkey(folder / "data")
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Aviary:
    """The whole of an instance, and everything it said."""

    site: Site
    door: Door
    session: Session
    secrets: dict[str, str] = field(default_factory=lambda: dict(GIVEN))
    said: list[tuple[str, str]] = field(default_factory=list)

    def hear(self, place: str, answer: Answer, *shown: str) -> Any:
        """`shown` are secrets that this answer hands over, for the only time."""
        whole = f"{answer.status} {answer.headers} {answer.body.decode(errors='replace')}"
        for each in shown:
            assert each in whole, f"{place} should have shown it"
            whole = whole.replace(each, "shown")
        self.said.append((place, whole))
        return json.loads(answer.body) if answer.body[:1] in {b"{", b"["} else None

    def plant(self, verb: str, path: str, body: Any, who: Headers | None = None) -> Answer:
        answer = self.door.ask(verb, path, self.site.owner if who is None else who, json=body, keep=True)
        assert answer.status < 300, answer.body
        return answer

    def leaks(self) -> list[tuple[str, str]]:
        return [(kind, place) for kind, value in self.secrets.items() for place, whole in self.said if value in whole]


@pytest.fixture
def relay() -> Iterator[Relay]:
    """Takes nobody's password."""
    with Relay(Manners(users={"mailer": "another"})) as relay:
        yield relay


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Repeats what it was sent, secrets too."""
    echo = Said(500, f"I do not know {GIVEN['header']} nor {GIVEN['signing']}".encode())
    with Receiver(always=echo) as receiver:
        yield receiver


@pytest.fixture
def channel() -> Iterator[Receiver]:
    """Stands for Slack, and repeats the secret of its own address."""
    with Receiver(always=Said(400, f"no channel for {GIVEN['slack']}".encode())) as channel:
        yield channel


@pytest.fixture
def aviary(make_app, make_settings, sessions, session, valkey, relay, receiver, channel, tables, drops, caplog):
    caplog.set_level(logging.DEBUG)
    for name in QUIET:
        caplog.set_level(logging.WARNING, logger=name)
    settings = make_settings(
        session_cookie_secure=False,
        rate_limit_enabled=False,
        registration_mode="open",
        secret_key=GIVEN["signer"],
        encryption_key=GIVEN["encryption"],
        rabbitmq_url=f"amqp://app:{GIVEN['broker']}@localhost:1//",
        smtp_host="127.0.0.1",
        smtp_port=relay.port,
        smtp_security="none",
        smtp_username="mailer",
        smtp_password=GIVEN["smtp"],
        smtp_from_address="tripl@example.com",
    )
    client = redis.Redis.from_url(valkey.url)
    client.flushall()
    heard = client.pubsub()
    heard.psubscribe("*")
    operations()  # the document is made by an application that binds a cipher of its own
    bind_cipher(FernetCipher(settings.encryption_key))
    bound = sessionmaker(
        sessions.kw["bind"],
        expire_on_commit=False,
        join_transaction_mode="create_savepoint",
        info={"queue": CeleryQueue(valkey.broker_url), "bus": RedisBus(client)},
    )
    policies = {
        AlertPolicy: AlertPolicy(base_url="https://tripl.example", public_hosts_only=False, slack=channel.url),
        SourcePolicy: SourcePolicy(file_dirs=(str(tables),)),
    }
    app = make_app(settings, sessions=bound, cache=RedisCache(client), live_url=valkey.url, policies=policies)
    site = furnish(session, settings.secret_key, settings.session_cookie_name, tables, drops)
    with Door(app, sessions.kw["bind"]) as door:
        aviary = Aviary(site, door, session)
        plant(aviary, (receiver.url, channel.url), settings.session_cookie_name, request_of(postgres_port=AWAY))
        yield (
            aviary,
            app.state.wiring,
            [client, redis.Redis(unix_socket_path=str(valkey.socket), db=BROKER_DATABASE)],
            heard,
        )
    bind_cipher(PlainCipher())


def request_of(postgres_port: int) -> dict[str, Any]:
    return {
        "name": "Warehouse",
        "db_type": "postgres",
        "host": "127.0.0.1",
        "port": postgres_port,
        "database_name": "shop",
        "username": "reader",
        "password": GIVEN["source"],
        "connection_settings": {"sslmode": "require", "sslcert": CERTIFICATE, "sslkey": PEM.format(GIVEN["tls-key"])},
    }


def plant(aviary: Aviary, urls: tuple[str, str], cookie: str, source: dict[str, Any]) -> None:
    """Each by the way it comes in; what is made is shown by the answer that makes it and by no other."""
    account = {"email": "canary@example.com", "password": GIVEN["account"]}
    for path in ("/auth/register", "/auth/login"):
        answer = aviary.plant("POST", path, account, {})
        token = answer.headers["set-cookie"].split(f"{cookie}=")[1].split(";")[0]
        aviary.hear(path, answer, token)
        aviary.secrets[f"session of {path}"] = token
    wrong = {**account, "password": GIVEN["mistyped"]}
    aviary.hear("a wrong password", aviary.door.ask("POST", "/auth/login", json=wrong))

    made = aviary.hear("a source", aviary.plant("POST", "/data-sources", source))
    aviary.site.ids["source_id"] = made["id"]
    changed = {"password": GIVEN["changed"]}
    aviary.hear("a changed source", aviary.plant("PATCH", f"/data-sources/{made['id']}", changed))
    hook = {
        "type": "webhook",
        "name": "Canary",
        "target_url": f"{urls[0]}/hook",
        "webhook_header_name": "Authorization",
        "webhook_header_value": GIVEN["header"],
        "signing_secret": GIVEN["signing"],
    }
    p = f"/projects/{aviary.site.project.slug}"
    answer = aviary.plant("POST", f"{p}/alert-destinations", hook)
    aviary.site.ids["destination_id"] = aviary.hear("a destination", answer, GIVEN["signing"])["id"]
    slack = {"type": "slack", "name": "Channel", "webhook_url": f"{urls[1]}/services/T0/B0/{GIVEN['slack']}"}
    answer = aviary.plant("POST", f"{p}/alert-destinations", slack)
    aviary.site.ids["slack_id"] = aviary.hear("a Slack destination", answer)["id"]
    answer = aviary.plant("PATCH", "/settings", {"email": {"smtp_password": GIVEN["smtp"]}})
    aviary.hear("the settings", answer)

    for kind, path, body, shown in (
        ("key", "/me/api-keys", {"name": "Canary", "scope": "write"}, "token"),
        ("invitation", "/users/invitations", {"email": "invited-canary@example.com"}, "link"),
        ("reset", f"/orgs/default/members/{aviary.site.ids['user_id']}/password-reset-link", None, "reset_path"),
    ):
        answer = aviary.plant("POST", path, body)
        token = json.loads(answer.body)[shown].split("#")[-1]
        aviary.hear(kind, answer, token)
        aviary.secrets[kind] = token
    aviary.site.ids["token"] = aviary.secrets["invitation"]


def visit_all(aviary: Aviary, when: str) -> None:
    """Every route: as it succeeds, as nobody, by key, and with secrets that break their schema."""
    keyed = {"authorization": f"Bearer {aviary.secrets['key']}"}
    mangled = {"authorization": f"Bearer {aviary.secrets['key']}x"}
    for route in ROUTES:
        for who in (None, {}, keyed, mangled):
            aviary.hear(f"{route} {when}", aviary.site.ask(aviary.door, route, who))
        if not has_body(route):
            continue
        verb, address = route.split(" ")[0], aviary.site.address(route)
        for member in SECRET & set(form(route).get("properties", ())):
            value = GIVEN["mistyped"]
            for wrong in ([value], {"in": value}, value * 60):
                answer = aviary.door.ask(verb, address, aviary.site.owner, json={member: wrong})
                aviary.hear(f"{route} {when}, {member}", answer)


def work(aviary: Aviary, wiring: Any, when: str) -> None:
    """What workers do with secrets, against far sides that refuse."""
    session, site = aviary.session, aviary.site
    source = DataSource(id=uuid.UUID(site.ids["source_id"]))
    scan, named = make_scan_of(session, site.project, source), {"id": site.ids["scan_id"], "name": "x"}
    frozen = {
        "title": "x",
        "sentence": "x",
        "matched_count": 1,
        "items": [],
        "destination": named,
        "rule": named,
        "scan": named,
        "project": {"name": "x", "slug": "x"},
    }
    for kind in ("destination_id", "slack_id"):
        destination = AlertDestination(id=uuid.UUID(site.ids[kind]), project_id=site.project.id)
        delivery = make_delivery(session, make_rule(session, destination), scan, payload_snapshot=frozen)
        session.commit()
        alerts.deliver(wiring.transaction, delivery.id, wiring.policy(AlertPolicy))
    preview = {"data_source_id": site.ids["source_id"], "base_query": "SELECT 1"}
    answer = aviary.plant("POST", f"{P.replace('{slug}', site.project.slug)}/scans/preview", preview)
    probe = aviary.hear(f"a preview {when}", answer)
    probing.run_preview(wiring.transaction, uuid.UUID(probe["id"]), wiring.policy(SourcePolicy))
    policy = wiring.policy(AccountPolicy)
    accounts.mail_reset(wiring.transaction, policy, uuid.UUID(site.ids["user_id"]))
    for invitation in session.scalars(select(Invitation.id)).all():
        accounts.mail_invitation(wiring.transaction, policy, invitation)


def rows(session: Session) -> Iterator[tuple[str, str]]:
    """The database as a dump has it."""
    for table in Base.metadata.tables.values():
        for row in session.scalars(text(f'SELECT t::text FROM "{table.name}" t')):
            yield f"table {table.name}", row


def kept(client: "redis.Redis") -> Iterator[tuple[str, str]]:
    """The cache and the queue of tasks."""
    for key in client.scan_iter():
        yield f"Valkey {key!r}", repr(client.dump(key))
        if client.type(key) == b"list":
            yield f"queue {key!r}", repr(client.lrange(key, 0, -1))
        elif client.type(key) == b"string":
            yield f"cache {key!r}", repr(client.get(key))


def heard_live(heard: Any) -> Iterator[tuple[str, str]]:
    while (message := heard.get_message(timeout=0.05)) is not None:
        yield "a live message", repr(message)


@pytest.mark.spec("AC-51", "AC-52", "AC-66", "W-17")
def test_no_secret_is_ever_read_again(aviary, caplog, postgres_spec):
    aviary, wiring, clients, heard = aviary
    answers = len(aviary.said)
    visit_all(aviary, "with the key")
    work(aviary, wiring, "with the key")
    for each in ({"port": postgres_spec.port}, {"port": AWAY}):  # a real server that knows no such role, and none
        draft = request_of(AWAY) | each | {"host": postgres_spec.host, "connection_settings": None}
        aviary.hear("a draft", aviary.door.ask("POST", "/data-sources/test", aviary.site.owner, json=draft))
    bind_cipher(FernetCipher(Fernet.generate_key().decode()))
    visit_all(aviary, "without the key")
    work(aviary, wiring, "without the key")
    assert len(aviary.said) - answers > 8 * len(ROUTES)

    sent = [each for client in clients for each in kept(client)]
    assert any(place.startswith("queue") for place, _ in sent)
    live = list(heard_live(heard))
    assert any("changed" in message for _, message in live)
    stored = list(rows(aviary.session))
    assert any("gAAAA" in row for place, row in stored if place == "table data_sources")
    aviary.said += [*sent, *live, *stored, ("the log", caplog.text)]
    assert "POST" in str(aviary.said) and caplog.text
    assert sorted(set(aviary.leaks())) == []


def test_a_leak_is_found(aviary):
    aviary, *_ = aviary
    assert len(aviary.secrets) >= 15
    for kind, value in aviary.secrets.items():
        aviary.said.append((f"a page with {kind}", f"before {value} after"))
    assert {kind for kind, _ in aviary.leaks()} == set(aviary.secrets)
