"""Warehouses and data sources that read them."""

import gzip
import pathlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from sqlalchemy.orm import Session

from tests.factories.accounts import word
from tests.warehouses.server import superuser
from tripl.kit.principal import ProjectContext
from tripl.models.sources import DataSource
from tripl.warehouses.base import ConnectionSpec

START = datetime(2026, 3, 2, 8, tzinfo=UTC)


def visits(hours: int = 6, start: datetime = START) -> list[dict[str, Any]]:
    """Ten rows an hour: pages home and blog on two platforms, each with its own visitor."""
    return [
        {
            "event_time": (start + timedelta(minutes=6 * at)).isoformat(),
            "section": "home" if at % 10 < 6 else "blog",
            "platform": "web" if at % 2 else "ios",
            "kind": "page" if at % 5 else "screen",
            "visitor": f"v-{at}",
            "email": f"person{at}@example.com",
        }
        for at in range(hours * 10)
    ]


def write_csv(folder: pathlib.Path, table: str, rows: Sequence[dict[str, Any]]) -> pathlib.Path:
    """A gzipped CSV, the table's file of a DuckDB folder."""
    path = folder / f"{table}.csv.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write(",".join(rows[0]) + "\n")
        file.writelines(",".join("" if v is None else str(v) for v in row.values()) + "\n" for row in rows)
    return path


def fill_table(spec: ConnectionSpec, table: str, rows: Sequence[dict[str, Any]], **types: str) -> None:
    """A PostgreSQL table of text columns but for `types`; `event_time` is timestamptz."""
    kinds = {"event_time": "timestamptz", **types}
    columns = ", ".join(f'"{name}" {kinds.get(name, "text")}' for name in rows[0])
    with psycopg.connect(**superuser(spec)) as connection:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
        connection.execute(f"CREATE TABLE {table} ({columns})")
        with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(tuple(row.values()))


def make_source(session: Session, project: ProjectContext, **over: Any) -> DataSource:
    values = {"name": word(), "db_type": "duckdb", "host": "file", "port": 0, "database_name": ".", **over}
    source = DataSource(organization_id=project.organization_id, **values)
    session.add(source)
    session.flush()
    return source


def make_postgres_source(session: Session, project: ProjectContext, spec: ConnectionSpec, **over: Any) -> DataSource:
    values = {
        "db_type": "postgres",
        "host": spec.host,
        "port": spec.port,
        "database_name": spec.database,
        "username": spec.username,
        "password": spec.password,
        **over,
    }
    return make_source(session, project, **values)
