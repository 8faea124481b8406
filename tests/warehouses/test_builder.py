"""Statements as text: they can be shown without a connection, and their literals leave nothing to the session."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tripl.warehouses.base import Column
from tripl.warehouses.capabilities import ALL, POSTGRES, Capabilities
from tripl.warehouses.sql import Base, Window, bucket_counts, grid_counts, preview, render
from tripl.warehouses.sql.query import capped

ZONED = Column("at", "timestamp with time zone", "datetime", zoned=True)
NAIVE = Column("at", "timestamp without time zone", "datetime")
ODD = Column('x"; DROP TABLE events; --', "text", "string")
WINDOW = Window(
    datetime(2026, 3, 1, 5, 30, tzinfo=timezone(timedelta(hours=5, minutes=30))), datetime(2026, 3, 2, tzinfo=UTC)
)


def base(sql: str, capabilities: Capabilities = POSTGRES) -> Base:
    return Base.parse(sql, capabilities)


@pytest.mark.spec("W-80", "W-90", "W-123")
@pytest.mark.parametrize("capabilities", ALL.values())
def test_the_statement_is_made_without_a_connection(capabilities: Capabilities) -> None:
    text = render(
        bucket_counts(base("SELECT * FROM events -- mine", capabilities), ZONED, "1h", WINDOW), capabilities.dialect
    )
    assert "FROM (SELECT * FROM events) AS base" in text
    assert "'2026-03-01 00:00:00+00:00' AS TIMESTAMPTZ" in text
    assert "'2026-03-02 00:00:00+00:00' AS TIMESTAMPTZ" in text
    assert "mine" not in text


@pytest.mark.spec("W-90")
def test_a_naive_column_is_bounded_by_the_utc_wall_clock() -> None:
    text = render(bucket_counts(base("SELECT * FROM events"), NAIVE, "1h", WINDOW), "postgres")
    assert "CAST('2026-03-01 00:00:00' AS TIMESTAMP)" in text
    assert "+00:00" not in text


@pytest.mark.spec("W-120")
def test_names_and_values_are_quoted_never_pasted() -> None:
    statement = grid_counts(
        base("SELECT * FROM events"), ZONED, "1d", WINDOW, breakdown_columns=[ODD], kept={ODD.name: ["it's'; --"]}
    )
    text = render(statement, "postgres")
    assert 'base."x""; DROP TABLE events; --"' in text
    assert "'it''s''; --'" in text
    assert render(base(text).query, "postgres") == text, "the gate reads our own statement as one query"


def test_an_order_that_decides_nothing_is_dropped_and_one_that_does_is_kept() -> None:
    def counted(sql: str) -> str:
        return render(bucket_counts(base(sql), ZONED, "1d", WINDOW), "postgres")

    assert "ORDER BY" not in counted("SELECT * FROM events ORDER BY at")
    assert "ORDER BY at LIMIT 10" in counted("SELECT * FROM events ORDER BY at LIMIT 10")
    assert "ORDER BY a, at" in counted("SELECT DISTINCT ON (a) a, at FROM events ORDER BY a, at")
    assert "ORDER BY at" in render(preview(base("SELECT * FROM events ORDER BY at"), limit=5), "postgres")


@pytest.mark.spec("S-71")
@pytest.mark.parametrize(
    ("sql", "capped_sql"),
    [
        ("SELECT a FROM t", "SELECT a FROM t LIMIT 11"),
        ("SELECT a FROM t LIMIT 5", "SELECT * FROM (SELECT a FROM t LIMIT 5) AS capped LIMIT 11"),
        ("(SELECT a FROM t)", "SELECT * FROM ((SELECT a FROM t)) AS capped LIMIT 11"),
        ("SELECT a FROM t UNION SELECT b FROM u", "SELECT a FROM t UNION SELECT b FROM u LIMIT 11"),
    ],
)
def test_the_cap_keeps_the_users_own_limit(sql: str, capped_sql: str) -> None:
    assert render(capped(base(sql).query, 10), "postgres") == capped_sql


def test_window_bounds_become_utc() -> None:
    assert WINDOW.start == datetime(2026, 3, 1, tzinfo=UTC)
    assert WINDOW.start.tzinfo is UTC
    naive = datetime.fromisoformat("2026-03-01T00:00:00")
    assert Window(naive, naive + timedelta(days=1)).start == WINDOW.start
