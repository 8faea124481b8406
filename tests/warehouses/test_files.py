"""File sources: what may be opened, what is shut out, and what a bad file says."""

import gzip
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from tripl.warehouses.base import ConnectionSpec, WarehouseError
from tripl.warehouses.duckdb.adapter import DuckDBWarehouse
from tripl.warehouses.registry import capabilities, connect
from tripl.warehouses.sql import Base, preview, time_range

CSV = "event_time,name,amount\n2026-03-01T10:00:00Z,open,1.5\n2026-03-01T12:30:00.250+02:00,buy,\n"


def source(path: Path | str, *roots: Path | str, **settings: object) -> ConnectionSpec:
    return ConnectionSpec(
        "duckdb", database=str(path), settings={"allowed_roots": [str(root) for root in roots], **settings}
    )


def told(spec: ConnectionSpec) -> str:
    with pytest.raises(WarehouseError) as refusal, connect(spec):
        pass
    return refusal.value.message


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "files" / "shop"
    path.mkdir(parents=True)
    (path / "events.csv").write_text(CSV)
    return path


def test_without_allowed_folders_file_sources_are_off(folder: Path) -> None:
    assert "FILE_SOURCE_DIRS" in told(source(folder))


def test_a_folder_is_named_absolutely_or_beneath_a_root(folder: Path) -> None:
    for path in (folder, "shop"):
        with connect(source(path, folder.parent)) as warehouse:
            assert [table.name for table in warehouse.tables()] == ["events"]


@pytest.mark.parametrize(
    "path",
    ["/etc", "..", "../..", "shop/../..", "/", "shop/../../outside", "", "*", "sh?p", "missing", "link", "shop-else"],
)
def test_paths_outside_the_roots_are_refused(folder: Path, path: str) -> None:
    outside = folder.parent.parent / "outside"
    outside.mkdir()
    (outside / "events.csv").write_text(CSV)
    (folder.parent / "link").symlink_to(outside)
    (folder.parent.parent / "files-shop").mkdir()
    assert told(source(path, folder.parent))


def test_a_sibling_with_the_same_beginning_is_outside(folder: Path) -> None:
    sibling = folder.parent / "shop-private"
    sibling.mkdir()
    (sibling / "events.csv").write_text(CSV)
    assert "outside" in told(source(sibling, folder))


def test_links_inside_the_folder_that_lead_out_are_left_alone(folder: Path) -> None:
    secret = folder.parent / "secret.csv"
    secret.write_text(CSV)
    (folder / "stolen.csv").symlink_to(secret)
    (folder / "alias.csv").symlink_to(folder / "events.csv")
    with connect(source(folder, folder.parent)) as warehouse:
        assert [table.name for table in warehouse.tables()] == ["alias", "events"]


def test_every_kind_of_file_becomes_a_table_named_after_it(folder: Path) -> None:
    (folder / "Packed Data.csv.gz").write_bytes(gzip.compress(CSV.encode()))
    (folder / "tabs.tsv").write_text(CSV.replace(",", "\t"))
    (folder / "notes.txt").write_text("not data")
    duckdb.connect().execute(f"COPY (SELECT 1 AS a) TO '{folder / 'select.parquet'}'")
    with connect(source(folder, folder)) as warehouse:
        names = [table.name for table in warehouse.tables()]
        assert names == ['"Packed Data"', "events", '"select"', "tabs"]
        for name in names:
            base = Base.parse(f"SELECT * FROM {name}", warehouse.capabilities)
            assert warehouse.query(preview(base, limit=5)).num_rows >= 1


def test_csv_times_with_a_zone_are_instants(folder: Path) -> None:
    with connect(source(folder, folder)) as warehouse:
        base = Base.parse("SELECT * FROM events", warehouse.capabilities)
        time, _, amount = warehouse.columns(base.query)
        assert (time.kind, time.zoned, amount.kind) == ("datetime", True, "number")
        (answer,) = warehouse.query(time_range(base, time)).to_pylist()
    assert list(answer.values()) == [
        datetime(2026, 3, 1, 10, tzinfo=UTC),
        datetime(2026, 3, 1, 10, 30, 0, 250_000, tzinfo=UTC),
        2,
    ]


def test_the_whole_csv_decides_the_types(folder: Path) -> None:
    late = "n,t\n" + "1,2026-01-01T00:00:00Z\n" * 50_000 + "late,2026-01-01T00:00:00Z\n"
    (folder / "late.csv").write_text(late)
    with connect(source(folder, folder)) as warehouse:
        base = Base.parse("SELECT n, t FROM late", warehouse.capabilities)
        n, t = warehouse.columns(base.query)
        assert (n.kind, t.zoned) == ("string", True)
        assert warehouse.query(preview(base, limit=60_000)).num_rows == 50_001


def test_a_changed_csv_is_read_anew(folder: Path) -> None:
    with connect(source(folder, folder)) as warehouse:
        assert warehouse.tables()[0].columns[2].kind == "number"
    (folder / "events.csv").write_text(CSV + "2026-03-02T10:00:00Z,sell,many\n")
    with connect(source(folder, folder)) as warehouse:
        assert warehouse.tables()[0].columns[2].kind == "string"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("broken.parquet", b"PAR1 and then nothing of the kind PAR1"),
        ("latin.csv", "name,n\ncafé,1\n".encode("latin-1")),
        ("ragged.csv", b"a,b\n1,2,3\n4\n5,6\n"),
        ("broken.csv.gz", b"\x1f\x8b\x08 not gzip"),
    ],
)
def test_a_bad_file_is_named(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    with connect(source(folder, folder)) as warehouse:
        table = Base.parse(f"SELECT * FROM {name.partition('.')[0]}", warehouse.capabilities).query
        for reading in (warehouse.probe, lambda: warehouse.columns(table), lambda: warehouse.query(table)):
            with pytest.raises(WarehouseError) as refusal:
                reading()
            assert f"The file {name} " in refusal.value.message
            assert "Replace it or take it out of the folder." in refusal.value.message
            assert str(folder) not in refusal.value.message
        assert [each.name for each in warehouse.tables()] == ["events"]
        other = Base.parse("WITH e AS (SELECT * FROM Events) SELECT * FROM e", warehouse.capabilities).query
        assert len(warehouse.columns(other)) == 3
        assert warehouse.query(other).num_rows == 2


def test_a_folder_of_damage_alone_says_so(folder: Path) -> None:
    (folder / "events.csv").write_bytes(b"")
    with (
        connect(source(folder, folder)) as warehouse,
        pytest.raises(WarehouseError, match=r"The file events\.csv is empty"),
    ):
        warehouse.tables()


def test_damage_behind_a_sound_beginning_is_named_too(folder: Path) -> None:
    path = folder / "torn.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT range AS n, hash(range) AS h FROM range(200000)) TO '{path}'")
    content = bytearray(path.read_bytes())
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    content[4:footer] = b"\xff" * (footer - 4)
    path.write_bytes(content)
    with connect(source(folder, folder)) as warehouse:
        torn = Base.parse("SELECT MAX(h % 7) AS h, MAX(n % 7) AS n FROM torn", warehouse.capabilities).query
        with pytest.raises(WarehouseError, match=r"The file torn\.parquet cannot be read") as refusal:
            warehouse.query(torn)
    assert refusal.value.kind == "unreachable"


def test_two_files_of_one_name_are_told_apart_by_refusal(folder: Path) -> None:
    (folder / "Events.csv.gz").write_bytes(gzip.compress(CSV.encode()))
    assert "would both become the table" in told(source(folder, folder))


def test_an_empty_folder_and_an_odd_file_are_refused(tmp_path: Path) -> None:
    assert "holds no" in told(source(tmp_path, tmp_path))
    (tmp_path / "data.txt").write_text("x")
    assert "must name a folder" in told(source("data.txt", tmp_path))
    (tmp_path / "broken.duckdb").write_text("not a database")
    assert "cannot be opened as a DuckDB database" in told(source("broken.duckdb", tmp_path))


def test_a_database_file_serves_several_sessions_at_once(tmp_path: Path) -> None:
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE events AS SELECT 1 AS a")
        connection.execute("CREATE SCHEMA other")
        connection.execute("CREATE VIEW other.seen AS SELECT 2 AS b")
    with connect(source(path, tmp_path)) as one, connect(source(path, tmp_path, threads=1)) as two:
        for warehouse in (one, two):
            assert [table.name for table in warehouse.tables()] == ["events", '"other".seen']
            base = Base.parse("SELECT b FROM other.seen", warehouse.capabilities)
            assert warehouse.query(base.query).to_pylist() == [{"b": 2}]


ESCAPES = [
    "COPY events TO '{outside}/x.csv'",
    "COPY (SELECT 1) TO '{outside}/x.parquet'",
    "ATTACH '{outside}/x.db'",
    "EXPORT DATABASE '{outside}/x'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "PRAGMA threads = 8",
    "SET memory_limit = '1TB'",
    "SET enable_external_access = true",
    "SET allowed_directories = ['/']",
    "SET lock_configuration = false",
    "SELECT * FROM read_text('/etc/hostname')",
    "SELECT * FROM '{outside}/secret.csv'",
    "SELECT * FROM read_csv('{folder}/../secret.csv')",
    "SELECT * FROM glob('{outside}/*')",
    "SELECT * FROM read_csv('https://example.invalid/x.csv')",
    "SELECT * FROM local_variable",
]


@pytest.mark.parametrize("sql", ESCAPES)
def test_the_engine_itself_refuses_what_the_gate_would(folder: Path, sql: str) -> None:
    local_variable = duckdb.connect().sql("SELECT 1 AS leaked").to_arrow_table()
    (folder.parent / "secret.csv").write_text(CSV)
    before = listing(folder.parent)
    warehouse = DuckDBWarehouse(source(folder, folder))
    text = sql.format(folder=folder, outside=folder.parent)
    with pytest.raises(duckdb.Error):
        warehouse._connection.execute(text).fetchall()
    warehouse.close()
    assert local_variable.num_rows == 1
    assert listing(folder.parent) == before
    if not sql.startswith("SELECT * FROM local"):
        with pytest.raises(WarehouseError, match=r"\. "):
            Base.parse(text, warehouse.capabilities)


@pytest.mark.parametrize(
    "sql", ["COPY events TO '{folder}/x.csv'", "ATTACH '{folder}/x.db'", "EXPORT DATABASE '{folder}/x'"]
)
def test_writing_inside_the_folder_is_stopped_by_the_gate(folder: Path, sql: str) -> None:
    before = listing(folder)
    with connect(source(folder, folder)) as warehouse, pytest.raises(WarehouseError):
        warehouse.query(Base.parse(sql.format(folder=folder), warehouse.capabilities).query)
    assert listing(folder) == before


def test_a_session_leaves_no_trace(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    spill = tmp_path / "spill"
    spill.mkdir()
    monkeypatch.setenv("TMPDIR", str(spill))
    monkeypatch.setattr("tempfile.tempdir", None)
    before = listing(tmp_path)
    with connect(source(folder, folder)) as warehouse:
        warehouse.query(Base.parse("SELECT name, COUNT(*) AS n FROM events GROUP BY 1", warehouse.capabilities).query)
        assert list(spill.iterdir())
    assert listing(tmp_path) == before


def test_memory_is_capped(folder: Path) -> None:
    with connect(source(folder, folder, memory_limit="20MB")) as warehouse:
        hungry = "SELECT LIST(x || 'padding padding padding padding') AS l FROM GENERATE_SERIES(1, 5000000) AS t(x)"
        with pytest.raises(WarehouseError, match="more memory"):
            warehouse.query(Base.parse(hungry, warehouse.capabilities).query)


def test_the_time_limit_covers_the_first_look_at_a_file_too(folder: Path) -> None:
    (folder / "big.csv").write_text("a,b\n" + "1,some text\n" * 2_000_000)
    big = Base.parse("SELECT * FROM big", capabilities("duckdb")).query
    spec = replace(source(folder, folder), timeout_seconds=0)
    with pytest.raises(WarehouseError, match="did not answer within 0 seconds"), connect(spec) as warehouse:
        warehouse.query(big)


def listing(folder: Path) -> list[tuple[str, int, int]]:
    return sorted(
        (str(path.relative_to(folder)), path.stat().st_size, path.stat().st_mtime_ns if path.is_file() else 0)
        for path in folder.rglob("*")
        if os.path.lexists(path)
    )
