"""Every secret goes to the first key, once; what no key reads is counted and left alone."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Table, Text, cast, select, text, type_coerce
from sqlalchemy.orm import Session
from tests.factories.alerts import make_destination, make_scan
from tests.factories.projects import make_project
from tests.factories.sources import make_source
from tests.fakes.statements import statements

from tripl.db.encrypted import Encrypted, bind_cipher
from tripl.features.secrets.service import rotate
from tripl.kit.clock import utcnow
from tripl.kit.crypto import FernetCipher, PlainCipher, UnreadableSecret
from tripl.models import Base
from tripl.models.accounts import Invitation
from tripl.models.sealed import SEALED
from tripl.models.settings import SettingOverride
from tripl.models.sources import DataSource

OLD, NEW, LOST = (Fernet.generate_key().decode() for _ in range(3))
TOKEN = re.compile(r"gAAAA[\w=-]{95,}")


@pytest.fixture(autouse=True)
def encrypted() -> Iterator[None]:
    bind_cipher(FernetCipher(OLD))
    yield
    bind_cipher(PlainCipher())


def opener(sessions):
    """Each batch a transaction of its own, as the command has them."""

    @contextmanager
    def opened():
        with sessions() as session:
            yield session
            session.commit()

    return opened


def stored(session: Session) -> dict[Any, str]:
    query = select(DataSource.id, type_coerce(DataSource.password, Text)).where(DataSource.password.is_not(None))
    return {ident: sealed for ident, sealed in session.execute(query)}  # noqa: C416


def fill(session: Session, count: int = 5) -> list[DataSource]:
    project = make_project(session)
    made = [make_source(session, project, password=f"p{at}") for at in range(count)]
    made[0].sslkey = "a key"
    make_destination(session, project)
    make_source(session, project)  # without any
    session.add(SettingOverride(name="smtp_password", secret="a relay's"))
    session.commit()
    return made


@pytest.mark.spec("AC-53")
def test_all_go_to_the_first_key_and_a_second_time_nothing_changes(session, sessions):
    made = fill(session)
    touched = {each.id: each.updated_at for each in made}
    both = FernetCipher(f"{NEW}, {OLD}")
    done = rotate(opener(sessions), both, size=2)
    assert {name: each.renewed for name, each in done.columns.items()} == {
        "data_sources.password": 5,
        "data_sources.sslkey": 1,
        "alert_destinations.secrets": 1,
        "invitations.token_to_mail": 0,
        "setting_overrides.secret": 1,
    }
    assert (done.total().current, done.total().unreadable) == (0, 0)

    session.expire_all()
    after = stored(session)
    only = FernetCipher(NEW)
    assert sorted(only.decrypt(sealed) for sealed in after.values()) == [f"p{at}" for at in range(5)]
    bind_cipher(only)
    assert [each.password for each in made] == [f"p{at}" for at in range(5)]
    assert {each.id: each.updated_at for each in made} == touched
    again = rotate(opener(sessions), both, size=2).total()
    assert (again.renewed, again.current, again.unreadable) == (0, 8, 0)
    assert stored(session) == after


@pytest.mark.spec("AC-53")
def test_a_dry_run_counts_and_writes_nothing(session, sessions):
    fill(session)
    before = stored(session)
    with statements(session) as ran:
        done = rotate(opener(sessions), FernetCipher(f"{NEW},{OLD}"), dry_run=True).total()
    assert (done.renewed, done.current, done.unreadable) == (8, 0, 0)
    assert stored(session) == before
    assert not any("UPDATE" in each.upper() for each in ran)


@pytest.mark.spec("AC-53", "AC-52")
def test_what_no_key_reads_is_counted_and_stays(session, sessions):
    made = fill(session)
    bind_cipher(FernetCipher(LOST))
    made[1].password = "under a lost key"
    session.commit()
    before = stored(session)
    done = rotate(opener(sessions), FernetCipher(f"{NEW},{OLD}"), size=1).columns["data_sources.password"]
    assert (done.renewed, done.unreadable) == (4, 1)
    after = stored(session)
    assert after[made[1].id] == before[made[1].id]
    assert FernetCipher(LOST).decrypt(after[made[1].id]) == "under a lost key"


@pytest.mark.spec("AC-53", "AC-51")
def test_a_list_of_keys_reads_what_each_of_them_wrote():
    for keys in (OLD, f"{NEW},{OLD}", f" {OLD} , {NEW} ,"):
        assert FernetCipher(keys).decrypt(FernetCipher(OLD).encrypt("p")) == "p"
    assert FernetCipher(NEW).decrypt(FernetCipher(f"{NEW},{OLD}").encrypt("p")) == "p"
    with pytest.raises(UnreadableSecret):
        FernetCipher(LOST).decrypt(FernetCipher(f"{NEW},{OLD}").encrypt("p"))


@pytest.mark.spec("AC-52")
def test_without_a_key_what_was_encrypted_is_refused_and_not_handed_out():
    assert PlainCipher().decrypt("gAAAA is how my password begins") == "gAAAA is how my password begins"
    for plain in ("", "p", "p" * 500):
        sealed = FernetCipher(OLD).encrypt(plain)
        with pytest.raises(UnreadableSecret):
            PlainCipher().decrypt(sealed)


class TestTheList:
    @pytest.mark.spec("AC-51")
    def test_names_every_encrypted_column(self):
        listed = {(attribute.property.columns[0].table.name, attribute.key) for attribute in SEALED}
        assert listed == encrypted_columns(Base.metadata.tables.values())

    def test_a_column_that_is_not_listed_is_found(self):
        from sqlalchemy import Column, MetaData

        stray = Table("stray", MetaData(), Column("token", Encrypted), Column("plain", Text))
        assert encrypted_columns([stray]) == {("stray", "token")}

    @pytest.mark.spec("AC-51")
    def test_nothing_else_in_the_database_holds_a_sealed_value(self, owner, session, project):
        """Whatever the type: in plain text columns and at any depth of JSON."""
        fill(session)
        made = owner.post(
            f"/projects/{project.slug}/alert-destinations",
            json={
                "type": "webhook",
                "name": "Hook",
                "target_url": "https://hooks.example.com/x",
                "webhook_header_name": "X-Key",
                "webhook_header_value": "a value of the header",
            },
        )
        assert made.status_code == 201, made.text
        source = {"name": "PG", "db_type": "postgres", "host": "db", "database_name": "d", "username": "u"}
        answer = owner.post("/data-sources", json={**source, "port": 5432, "password": "of the warehouse"})
        assert answer.status_code == 201, answer.text
        invited = {"email": "a@example.com", "role": "member", "token_digest": "d", "token_to_mail": "opens the door"}
        times = {"created_at": utcnow(), "expires_at": utcnow()}
        session.add(Invitation(organization_id=project.organization_id, **invited, **times))
        session.commit()
        listed = {(attribute.property.columns[0].table.name, attribute.key) for attribute in SEALED}
        found = sealed_places(session)
        assert found <= listed
        assert {table for table, _ in found} == {
            "data_sources", "alert_destinations", "invitations", "setting_overrides",
        }  # fmt: skip
        plain = everything(session)
        for secret in (made.json()["signing_secret"], "a value of the header", "of the warehouse", "opens the door"):
            assert secret not in plain

    def test_a_sealed_value_elsewhere_is_found(self, session, project):
        scan = make_scan(session, project)
        sealed = json.dumps({"deep": [{"token": FernetCipher(OLD).encrypt("p")}]})
        session.execute(
            text("UPDATE data_sources SET connection_settings = CAST(:sealed AS jsonb) WHERE id = :id"),
            {"sealed": sealed, "id": scan.data_source_id},
        )
        assert ("data_sources", "connection_settings") in sealed_places(session)


def encrypted_columns(tables) -> set[tuple[str, str]]:
    return {(table.name, column.name) for table in tables for column in table.c if isinstance(column.type, Encrypted)}


def sealed_places(session: Session) -> set[tuple[str, str]]:
    found = set()
    for table in Base.metadata.tables.values():
        for column in table.c:
            values = session.scalars(select(cast(type_coerce(column, Text), Text)).where(column.is_not(None)))
            if any(TOKEN.search(value) for value in values):
                found.add((table.name, column.name))
    return found


def everything(session: Session) -> str:
    return "\n".join(
        row
        for table in Base.metadata.tables.values()
        for row in session.scalars(text(f'SELECT t::text FROM "{table.name}" t'))
    )
