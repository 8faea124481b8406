"""What cannot become a table: one clear sentence each, and nothing left behind."""

import gzip
import io
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.features.files.conftest import HEADER, clicks, left


def parquet(**columns: list[object]) -> bytes:
    held = io.BytesIO()
    pq.write_table(pa.table(columns), held)
    return held.getvalue()


def workbook(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return held.getvalue()


TORN = parquet(at=["2026-01-01"] * 50, n=list(range(50)))
REFUSED = {
    "empty": (b"", "The file is empty"),
    "mark alone": (b"\xef\xbb\xbf", "The file is empty"),
    "wide mark alone": (b"\xff\xfe", "The file is empty"),
    "blank": (b"\n\r\n  \n", "The file is empty"),
    "header only": (HEADER.encode(), "no rows"),
    "header without an end": (b"time,event", "no rows"),
    "program": (b"\x7fELF\x02\x01\x01" + bytes(64), "program"),
    "windows program": (b"MZ\x90\x00\x03" + bytes(300), "program"),
    "script": (b"#!/bin/sh\nrm -rf /\n", "program"),
    "zip": (workbook("data.csv"), "archive"),
    "spreadsheet": (workbook("[Content_Types].xml", "xl/workbook.xml"), "Save the sheet as CSV"),
    "old spreadsheet": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Save the sheet as CSV"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(60), "archive"),
    "tar in gzip": (gzip.compress(bytes([97] * 257) + b"ustar" + bytes(300)), "archive"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(50), "picture"),
    "document": (b"%PDF-1.7\n%\xe2\xe3", "document"),
    "web page": (b"<!DOCTYPE html><html><body></body></html>", "web page"),
    "json": (b'[{"a": 1}, {"a": 2}]', "one object a line"),
    "json in one line": (b'{"data": [{"at": "2026-01-01"}, {"at": "2026-01-02"}]}', "one object a line"),
    "json arrays": (b'["2026-01-01", "a"]\n' * 9, "one object a line"),
    "json with commas": (b'{"at": "2026-01-01"},\n' * 9, "one object a line"),
    "wide json": ('[{"a": 1}, {"a": 2}]'.encode("utf-16"), "one object a line"),
    "sealed parquet": (b"PARE" + bytes(80) + b"PARE", "encrypted"),
    "pretty json": (b'{\n  "a": 1\n}', "one object a line"),
    "database": (b"SQLite format 3\x00" + bytes(80), "database"),
    "zeros": (b"time,event\n2026-01-01,a\x00b\n" * 9, "binary"),
    "noise": (bytes(range(256)) * 40, "binary"),
    "cut gzip": (gzip.compress(clicks(9_000).encode())[:-3_000], "cut off"),
    "gzip with a wrong sum": (gzip.compress(clicks().encode())[:-8] + b"12345678", "cut off"),
    "gzip of a gzip": (gzip.compress(gzip.compress(b"a,b\n1,2\n")), "packed twice"),
    "bomb": (gzip.compress(bytes(30_000_000)), "binary"),
    "cut parquet": (TORN[:-20], "cut off"),
    "damaged parquet": (TORN[:30] + bytes(200) + TORN[230:], "cut off"),
    "parquet without a time": (parquet(a=["x", "y"], n=[1, 2]), "No column of the file holds dates or times"),
    "parquet without rows": (parquet(at=pa.array([], pa.timestamp("us"))), "no rows"),
    "no time": (b"a,b\n1,x\n2,y\n3,x\n", "No column of the file holds dates or times"),
    "prose": (b"It was a dark night.\nNothing, alas, was to be seen.\n" * 40, "No column of the file"),
    "too wide": (b",".join([b"c"] * 1_200) + b"\n" + b",".join([b"1"] * 1_200), "more than 1,000 columns"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_no_table(case, drop, owner, root):
    content, words = REFUSED[case]
    told = drop(content, "data.csv", 422)["detail"]
    assert isinstance(told, str)
    assert words in told
    assert told.endswith(".")
    assert left(root) == []
    assert owner.get("/files").json()["total"] == 0


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b.csv", "..", "c:\\x.csv", "\u202e\u200b"])
def test_a_name_is_no_path(name, drop, root):
    drop(clicks(), name, 422)
    assert left(root) == []


def test_an_odd_name_is_only_shown(drop, started, root):
    file = drop(clicks(), "'; DROP TABLE files; -- März “1”.CSV")
    assert file["name"] == "'; DROP TABLE files; -- März “1”.CSV"
    assert started(file)["error"] is None
    assert [path.name for path in (root / "uploads" / file["id"]).glob("*.parquet")] == [
        "drop_table_files_m_rz_1.parquet"
    ]


def test_a_file_that_is_too_large(drop, root):
    row = clicks(1).splitlines()[1] + "\n"
    assert "larger than 4 MB" in drop(HEADER + row * 140_000, expect=413)["detail"]
    assert left(root) == []


@pytest.mark.spec("CO-63")
def test_what_is_announced_as_too_large_is_refused_before_anybody_is_asked(anonymous, root):
    answer = anonymous.post("/files", params={"name": "a.csv"}, headers={"Content-Length": str(3 * 2**30)})
    assert (answer.status_code, answer.json()["detail"]) == (413, "The request body is larger than 2048 MiB")
    assert left(root) == []


def test_more_comes_than_was_announced(owner, root):
    def pieces():
        yield HEADER.encode()
        for _ in range(90):
            yield b"x" * 65_536

    answer = owner.post("/files", params={"name": "a.csv"}, content=pieces())
    assert (answer.status_code, left(root)) == (413, [])


def test_paths(owner, root, tmp_path):
    outside = tmp_path / "secret.csv"
    outside.write_text(clicks())
    (root / "link.csv").symlink_to(outside)
    (root / "inside.csv").write_text(clicks())
    (root / "inner.csv").symlink_to(root / "inside.csv")
    for path in (outside, root / "link.csv", root / "inner.csv", root / ".." / "secret.csv", root, root / "no.csv"):
        answer = owner.post("/files/from-path", json={"path": str(path)})
        assert answer.status_code == 422, path
    assert owner.get("/files").json()["total"] == 0


def test_wrong_choices(owner, drop):
    file = drop(clicks())
    wrong = {
        "timezone": "Mars/Olympus", "encoding": "base64", "time_column": "nothing", "event_columns": ["nothing"],
        "breakdown_columns": ["nothing"], "property_columns": ["nothing"],
    }  # fmt: skip
    for member, value in wrong.items():
        answer = owner.post(f"/files/{file['id']}/reading", json={member: value})
        assert answer.status_code == 422, member
        assert answer.json()["detail"][0]["loc"] == ["body", member]
    told = owner.post(f"/files/{file['id']}/reading", json={"time_column": "action"}).json()["errors"]
    assert "holds no dates or times" in told[0]
    start = owner.post(f"/files/{file['id']}/start", json={"project_name": "X", "time_column": "action"})
    assert (start.status_code, start.json()["detail"]) == (422, told[0])
    assert owner.post(f"/files/{file['id']}/start", json={}).status_code == 422
    assert owner.post(f"/files/{file['id']}/start", json={"project_slug": "nowhere"}).status_code == 404
    assert owner.get("/projects").json() == [each for each in owner.get("/projects").json() if each["name"] != "X"]
