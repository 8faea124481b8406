"""What only PostgreSQL has: TLS rules, pinned sessions, roles, odd types."""

import os
import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import psycopg
import pytest
from tests.warehouses.server import superuser

from tripl.warehouses.base import ConnectionSpec, WarehouseError
from tripl.warehouses.postgres.adapter import PostgresWarehouse, supported
from tripl.warehouses.postgres.session import parameters, search_path, ssl_mode
from tripl.warehouses.registry import connect
from tripl.warehouses.sql import Base, breakdown, newest, preview, time_range

PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


def spec(host: str = "db.example.com", **settings: str) -> ConnectionSpec:
    return ConnectionSpec("postgres", host=host, database="d", username="u", password="p", settings=settings)


@pytest.mark.spec("W-20")
@pytest.mark.parametrize(
    ("host", "mode"),
    [
        ("db.example.com", "require"),
        ("10.0.0.7", "require"),
        ("localhost.example.com", "require"),
        ("localhost", "prefer"),
        ("127.0.0.1", "prefer"),
        ("::1", "prefer"),
    ],
)
def test_the_ssl_mode_follows_the_host_unless_set(host: str, mode: str) -> None:
    assert ssl_mode(spec(host)) == mode
    assert ssl_mode(spec(host, ssl_mode="allow")) == "allow"


@pytest.mark.spec("W-22", "W-18", "W-20")
@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"ssl_mode": "disable", "ca_certificate": PEM}, "no use with the SSL mode disable"),
        ({"ssl_mode": "disable", "client_certificate": PEM, "client_key": PEM}, "no use with the SSL mode disable"),
        ({"ssl_mode": "verify-ca"}, "needs a CA certificate"),
        ({"ssl_mode": "verify-full"}, "needs a CA certificate"),
        ({"client_certificate": PEM}, "belong together"),
        ({"client_key": PEM}, "belong together"),
        ({"ssl_mode": "on"}, "is unknown"),
        ({"ssl_mode": "verify-full", "ca_certificate": "/etc/ssl/ca.pem"}, "not a path to a file"),
    ],
)
def test_combinations_that_cannot_apply_are_refused(settings: dict[str, str], told: str) -> None:
    with pytest.raises(WarehouseError, match=told) as refusal, parameters(spec(**settings)):
        pass
    assert refusal.value.kind == "unsupported"


def test_certificates_live_in_private_files_only_while_needed() -> None:
    given = spec("192.0.2.7", ssl_mode="verify-full", ca_certificate=PEM, client_certificate=PEM, client_key=PEM)
    with parameters(given) as arguments:
        paths = [Path(arguments[name]) for name in ("sslrootcert", "sslcert", "sslkey")]
        assert [path.read_text() for path in paths] == [PEM] * 3
        assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}
    assert not any(path.exists() for path in paths)


def test_this_machines_own_secrets_are_never_offered() -> None:
    with parameters(spec("192.0.2.7")) as arguments:
        assert not any(Path(arguments[name]).exists() for name in ("passfile", "sslcert", "sslkey", "sslrootcert"))
        assert arguments["password"] == "p"
    with parameters(replace(spec("192.0.2.7"), password="")) as arguments:
        assert arguments["password"] == "", "an absent parameter would be filled from the environment"


@pytest.mark.spec("AC-59", "W-60", "AC-61")
def test_the_connection_goes_to_the_address_that_was_checked(postgres_spec: ConnectionSpec) -> None:
    """The name is one that nobody knows but our resolver, which is asked once: libpq looks nothing up."""
    asked: list[str] = []

    def once(host: str, port: int) -> list[str]:
        asked.append(host)
        return [postgres_spec.host]

    named = replace(postgres_spec, host="warehouse.invalid", settings={**postgres_spec.settings, "ssl_mode": "prefer"})
    warehouse = PostgresWarehouse(named, once)
    try:
        assert warehouse.probe().startswith("PostgreSQL")
        assert asked == ["warehouse.invalid"]
    finally:
        warehouse.close()
    with parameters(replace(named, settings={"ssl_mode": "verify-full", "ca_certificate": PEM}), once) as arguments:
        assert (arguments["host"], arguments["hostaddr"]) == ("warehouse.invalid", postgres_spec.host), (
            "TLS has the name"
        )


@pytest.mark.spec("AC-59")
def test_a_name_that_changes_its_mind_is_not_connected_to(postgres_spec: ConnectionSpec) -> None:
    """Public when it was tested, next door when it is read; one private address among public ones is enough."""
    answers = iter([["8.8.8.8"], ["8.8.8.8", postgres_spec.host]])
    named = replace(postgres_spec, host="rebind.invalid", public_hosts_only=True)
    with parameters(named, lambda *_: next(answers)) as arguments:
        assert arguments["hostaddr"] == "8.8.8.8"
    with pytest.raises(WarehouseError, match="private"):
        PostgresWarehouse(named, lambda *_: next(answers))


@pytest.mark.parametrize("host", ["", "/var/run/postgresql", "@socket", "a,b"])
def test_the_host_is_one_network_name(host: str) -> None:
    with pytest.raises(WarehouseError, match="one host name or address"), parameters(spec(host)):
        pass


@pytest.mark.spec("W-11")
def test_the_search_path_takes_plain_identifiers_only(postgres_spec: ConnectionSpec) -> None:
    assert search_path(" shop , public ") == "shop, public"
    for bad in ("a b", "a;b", '"x"', "a'b", "1a"):
        with pytest.raises(WarehouseError, match="schema names of letters"):
            search_path(bad)
    with owner(postgres_spec) as connection:
        connection.execute("CREATE SCHEMA shop CREATE TABLE orders (id int)")
    with connect(replace(postgres_spec, settings={"search_path": "shop"})) as warehouse:
        assert "orders" in [table.name for table in warehouse.tables()]
        base = Base.parse("SELECT id FROM orders", warehouse.capabilities)
        assert warehouse.query(base.query).num_rows == 0
    with connect(postgres_spec) as warehouse:
        assert "shop.orders" in [table.name for table in warehouse.tables()]


@pytest.mark.spec("W-13")
def test_servers_before_14_are_refused_by_version() -> None:
    assert supported("14.0", 140_000) == "PostgreSQL 14.0"
    with pytest.raises(WarehouseError, match=r"runs PostgreSQL 13\.11\. Upgrade it to version 14 or newer") as refusal:
        supported("13.11 (Debian 13.11-1)", 130_011)
    assert refusal.value.kind == "unsupported"


@pytest.mark.spec("W-121", "W-90", "W-31", "AC-56")
def test_the_session_is_pinned_whatever_the_role_prefers(postgres_spec: ConnectionSpec) -> None:
    warehouse = PostgresWarehouse(replace(postgres_spec, timeout_seconds=17))
    run = warehouse._connection.execute
    names = ("TimeZone", "default_transaction_read_only", "standard_conforming_strings", "statement_timeout")
    assert [run(f"SHOW {name}").fetchall() for name in names] == [[("UTC",)], [("on",)], [("on",)], [("17s",)]]
    for write in ("CREATE TABLE x (a int)", "CREATE SCHEMA y", "DROP SCHEMA public", "CREATE ROLE z"):
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            run(write)
    warehouse.close()


@pytest.mark.spec("W-43")
def test_rejected_credentials_are_told_apart(postgres_spec: ConnectionSpec) -> None:
    with (
        pytest.raises(WarehouseError) as refusal,
        connect(replace(postgres_spec, username="nobody_here", password="no")),
    ):
        pass
    assert refusal.value.kind == "authentication"
    assert "nobody_here" not in refusal.value.message


@pytest.mark.spec("W-43")
def test_an_unreachable_server_is_told_without_its_address() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for host in ("127.0.0.1", "no-such-host.invalid"):
        with pytest.raises(WarehouseError) as refusal, connect(replace(spec(host), port=port)):
            pass
        assert refusal.value.kind == "unreachable"
        assert host not in refusal.value.message
        assert str(port) not in refusal.value.message


@pytest.mark.spec("W-43", "W-20")
def test_a_server_without_tls_is_told_when_tls_is_required() -> None:
    """A server that answers the encryption request with 'no', as PostgreSQL without TLS does."""
    with listening(lambda client: (client.recv(8), client.sendall(b"N"), client.recv(1))) as port:
        wanted = replace(spec("127.0.0.1", ssl_mode="require"), port=port)
        with pytest.raises(WarehouseError) as refusal:
            PostgresWarehouse(wanted)
    assert refusal.value.kind == "tls"


@pytest.mark.spec("W-30", "W-34")
def test_a_silent_server_times_out_at_the_sources_limit() -> None:
    with listening(lambda client: client.recv(1 << 16) and client.recv(1)) as port:
        silent = replace(spec("127.0.0.1"), port=port, timeout_seconds=2)
        with pytest.raises(WarehouseError, match="within 2 seconds") as refusal, connect(silent):
            pass
    assert refusal.value.kind == "timeout"


@pytest.mark.skipif(not hasattr(socket, "TCP_KEEPIDLE"), reason="this system does not tell after what silence it asks")
def test_a_host_that_goes_silently_is_asked_for_within_a_minute(postgres_spec: ConnectionSpec) -> None:
    with connect(postgres_spec) as warehouse:
        assert isinstance(warehouse, PostgresWarehouse)
        with socket.socket(fileno=os.dup(warehouse._connection.fileno())) as ours:
            assert ours.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
            assert ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) <= 60


def test_a_role_without_rights_is_told(postgres_spec: ConnectionSpec) -> None:
    with owner(postgres_spec) as connection:
        connection.execute("DROP ROLE IF EXISTS tripl_reader")
        connection.execute("CREATE ROLE tripl_reader LOGIN PASSWORD 'reader'")
        connection.execute("CREATE TABLE hidden (a int)")
    reader = replace(postgres_spec, username="tripl_reader", password="reader")
    with connect(reader) as warehouse:
        assert "hidden" not in [table.name for table in warehouse.tables()]
        with pytest.raises(WarehouseError, match="no right"):
            warehouse.query(Base.parse("SELECT * FROM hidden", warehouse.capabilities).query)
    with owner(postgres_spec) as connection:
        connection.execute("DROP ROLE tripl_reader")


def test_odd_types_arrive_as_text_and_group(postgres_spec: ConnectionSpec) -> None:
    with owner(postgres_spec) as connection:
        connection.execute("CREATE TYPE mood AS ENUM ('glad', 'sad')")
        connection.execute("CREATE DOMAIN mail AS text")
        connection.execute(
            "CREATE TABLE odd (j json, p point, a int[], u uuid, m mood, d mail, i inet, b bytea, n numeric,"
            " t timestamptz)"
        )
        row = (
            "('{\"a\":1}', '(1,2)', '{1,2}', '00000000-0000-0000-0000-000000000001', 'glad', 'x@y', '10.0.0.1',"
            " '\\xff00', 'NaN', 'infinity')"
        )
        connection.execute(f"INSERT INTO odd VALUES {row}, {row}")
    with connect(postgres_spec) as warehouse:
        base = Base.parse("SELECT * FROM odd", warehouse.capabilities)
        columns = warehouse.columns(base.query)
        kinds = ["json", "other", "array", "string", "string", "string", "other", "other", "number", "datetime"]
        assert [each.kind for each in columns] == kinds
        (combination,) = warehouse.query(breakdown(base, columns, limit=5)).to_pylist()
        assert combination["__count"] == 2
        shown = warehouse.query(preview(base, limit=1)).to_pylist()[0]
        assert (shown["a"], shown["m"], shown["b"]) == ("{1,2}", "glad", "\\xff00")
        assert shown["t"] is None, "an instant beyond the calendar reads as absent"


@pytest.mark.parametrize("zone", ["timestamp", "timestamptz"])
def test_instants_beyond_the_calendar_bound_nothing(postgres_spec: ConnectionSpec, zone: str) -> None:
    """Else one broken clock would leave a table without a beginning, and nothing of it would be counted."""
    with owner(postgres_spec) as connection:
        connection.execute(f"CREATE TABLE clocks_{zone} (t {zone})")
        for at in ("infinity", "-infinity", "0044-03-15 BC", "20000-01-01", "2026-03-01", "2026-03-02"):
            connection.execute(f"INSERT INTO clocks_{zone} VALUES ('{at}')")
    with connect(postgres_spec) as warehouse:
        base = Base.parse(f"SELECT t FROM clocks_{zone}", warehouse.capabilities)
        (time_column,) = warehouse.columns(base.query)
        (found,) = warehouse.query(time_range(base, time_column)).to_pylist()
        assert warehouse.query(newest(base, time_column)).to_pylist() == [{"__latest": found["__latest"]}]
    assert (found["__earliest"].date(), found["__latest"].date()) == (date(2026, 3, 1), date(2026, 3, 2))
    assert found["__count"] == 6


@pytest.mark.spec("W-43")
def test_a_connection_that_breaks_in_a_query_is_told_apart_from_an_unreachable_host(
    postgres_spec: ConnectionSpec,
) -> None:
    with connect(postgres_spec) as warehouse:
        assert isinstance(warehouse, PostgresWarehouse)
        with owner(postgres_spec) as connection:
            backend = warehouse._connection.info.backend_pid
            gone = connection.execute("SELECT pg_terminate_backend(%s, 20000)", [backend]).fetchone()
        assert gone == (True,)
        with pytest.raises(WarehouseError, match="broke the connection off") as refusal:
            warehouse.query(Base.parse("SELECT 1 AS a", warehouse.capabilities).query)
    assert refusal.value.kind == "unreachable"


def test_a_query_without_rows_keeps_names_and_types(postgres_spec: ConnectionSpec) -> None:
    with connect(postgres_spec) as warehouse:
        base = Base.parse("SELECT 1 AS a, TRUE AS b, NOW() AS c, 'x' AS a WHERE FALSE", warehouse.capabilities)
        table = warehouse.query(base.query)
    assert table.column_names == ["a", "b", "c", "a"]
    assert [str(field.type) for field in table.schema] == ["int64", "bool", "timestamp[us, tz=UTC]", "string"]


@contextmanager
def owner(given: ConnectionSpec) -> Iterator["psycopg.Connection"]:
    with psycopg.connect(**superuser(given), autocommit=True) as connection:
        yield connection


@contextmanager
def listening(answer) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            try:
                client, _ = server.accept()
                with client:
                    answer(client)
            except OSError:
                return

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
