"""The read-only gate: what goes through returns the same rows, what attacks is refused."""

from collections.abc import Iterator

import duckdb
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.warehouses.corpus import ATTACKS, LEGITIMATE
from tests.warehouses.server import superuser

from tripl.warehouses.base import ConnectionSpec, WarehouseError
from tripl.warehouses.sql import read_only, render

SETUP = """
CREATE TABLE events (id BIGINT, seen TIMESTAMPTZ, plain TIMESTAMP, day DATE, name TEXT, amount DOUBLE PRECISION,
                     price NUMERIC(10, 2), ok BOOLEAN, doc JSON, "Odd name" TEXT);
INSERT INTO events VALUES
  (1, '2026-03-01 10:00:00+00', '2026-03-01 10:00:00', '2026-03-01', 'open', 1.5, 9.99, true,
   '{"a": {"b": 1}, "l": [1, 2]}', 'x'),
  (2, '2026-03-01 11:30:00+00', '2026-03-01 11:30:00', '2026-03-01', 'buy -- now', -7, 0.10, false,
   '{"a": {"b": 2}}', NULL),
  (3, '2026-03-08 23:59:59+00', '2026-03-08 23:59:59', '2026-03-08', 'it''s /* fine */', NULL, NULL, NULL, NULL, 'y;z'),
  (4, NULL, NULL, NULL, NULL, 2.25, 5.00, true, '{"c": null}', '');
CREATE TABLE users (id BIGINT, country TEXT);
INSERT INTO users VALUES (1, 'DE'), (2, NULL), (5, 'FR');
"""


class Engines:
    """Runs text on a real engine, as rows of text."""

    def __init__(self, spec: ConnectionSpec) -> None:
        self._postgres = psycopg.connect(**superuser(spec), autocommit=True)
        self._duckdb = duckdb.connect()
        for run in (self._postgres.execute, self._duckdb.execute):
            run("SET TIMEZONE = 'UTC'")
            for statement in SETUP.split(";\n"):
                if statement.strip():
                    run(statement)

    def rows(self, dialect: str, sql: str) -> list[str]:
        run = self._postgres if dialect == "postgres" else self._duckdb
        # The engines' own text of each row, so that a changed type shows as well as a changed value.
        return sorted(str(row[0]) for row in run.execute(f"SELECT CAST(q AS TEXT) FROM ({sql}\n) AS q").fetchall())

    def close(self) -> None:
        self._postgres.execute("DROP TABLE events, users")
        self._postgres.close()
        self._duckdb.close()


@pytest.fixture(scope="module")
def engines(postgres_spec: ConnectionSpec) -> Iterator[Engines]:
    with psycopg.connect(**superuser(postgres_spec), autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS events")
    opened = Engines(postgres_spec)
    yield opened
    opened.close()


@pytest.mark.spec("W-122")
@pytest.mark.parametrize(("dialect", "sql"), LEGITIMATE)
def test_a_reading_query_gives_the_same_rows_after_rendering(engines: Engines, dialect: str, sql: str) -> None:
    rendered = render(read_only(sql, dialect), dialect)
    assert engines.rows(dialect, rendered) == engines.rows(dialect, sql.rstrip().rstrip(";"))
    assert render(read_only(rendered, dialect), dialect) == rendered


@pytest.mark.spec("W-122", "AC-55")
@pytest.mark.parametrize(("dialect", "sql"), ATTACKS)
def test_whatever_is_not_reading_is_refused(dialect: str, sql: str) -> None:
    with pytest.raises(WarehouseError) as refusal:
        read_only(sql, dialect)
    assert refusal.value.kind == "refused_sql"
    assert refusal.value.message.count(". ") >= 1, "says what is refused and what to do"


def test_comments_never_reach_the_engine() -> None:
    query = read_only("SELECT 1 /* one */ AS a -- two\n/*! DROP TABLE x */", "postgres")
    assert render(query, "postgres") == "SELECT 1 AS a"


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SELECT pg_sleep(10)", r"function pg_sleep\(\) is not allowed"),
        ("SELECT 1; SELECT 2", "holds 2 statements"),
        ("DELETE FROM events", "DELETE"),
        ("SELECT * FROM events FOR UPDATE", "row lock"),
        ("SELECT FROM WHERE", "cannot be read as SQL near line 1"),
        ("", "is empty"),
        ("SELECT * INTO stolen FROM events", "writes a table"),
    ],
)
def test_the_refusal_names_the_reason(sql: str, told: str) -> None:
    with pytest.raises(WarehouseError, match=told):
        read_only(sql, "postgres")


@pytest.mark.parametrize("nested", ["(" * 5000 + "SELECT 1" + ")" * 5000, "SELECT " + "NOT " * 20000 + "TRUE"])
def test_bottomless_nesting_is_refused_not_a_crash(nested: str) -> None:
    with pytest.raises(WarehouseError):
        read_only(nested, "postgres")


WORDS = st.sampled_from(
    (
        *("SELECT", "FROM", "WHERE", "(", ")", ",", ";", "*", "1", "'a'", '"b"', "events", "SHOW", "SET", "WITH", "AS"),
        *(
            "UNION",
            "LIMIT",
            "%",
            "->",
            "::",
            "{",
            "}",
            "[",
            "]",
            "--",
            "/*",
            "*/",
            "\n",
            "$$",
            "@",
            "?",
            ":x",
            "VALUES",
        ),
        *("LATERAL", "FILTER", "OVER", "PIVOT", "CASE", "WHEN", "END", "CAST", "INTERVAL", "COPY", "INTO", "GROUP"),
        *("BY", "ORDER", "GROUPING", "SETS", "LAMBDA", ":=", "=>"),
    )
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(words=st.lists(WORDS, max_size=14), dialect=st.sampled_from(("postgres", "duckdb")))
def test_any_text_is_either_rendered_or_refused(words: list[str], dialect: str) -> None:
    try:
        query = read_only(" ".join(words), dialect)
    except WarehouseError:
        return
    assert render(query, dialect)


def test_the_parser_knows_every_listed_node() -> None:
    from sqlglot import exp

    from tripl.warehouses.sql.allowed import FUNCTIONS, NODES

    assert not {name for name in NODES | FUNCTIONS if not hasattr(exp, name)}
    assert not NODES & FUNCTIONS


def test_the_corpora_are_not_trivial() -> None:
    assert len(LEGITIMATE) > 150
    assert len(ATTACKS) > 150
