"""Files that nobody means to drop, and what is said of them."""

import gzip
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlglot import exp
from tests.features.files.conftest import HEADER, clicks

from tripl.warehouses.base import ConnectionSpec, WarehouseError
from tripl.warehouses.registry import connect

LATE = 40_000
OBJECTS = [
    {"at": f"2026-03-01T{n % 24:02}:{n % 60:02}:00Z", "event": ("open", "close")[n % 2], "place": "Köln"}
    for n in range(200)
]


def nd(*objects: object) -> str:
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects)


def parquet_of_bytes() -> bytes:
    held = io.BytesIO()
    columns = {name: [each[name].encode() for each in OBJECTS] for name in OBJECTS[0]}
    pq.write_table(pa.table(columns), held)
    return held.getvalue()


GUESSED = {
    "objects with a mark": (b"\xef\xbb\xbf" + nd(*OBJECTS).replace("\n", "\r\n").encode(), "at", "event", 0),
    "objects longer than a first look": (nd({**OBJECTS[0], "pad": "x" * 300_000}, *OBJECTS[1:]), "at", "event", 0),
    "objects in UTF-16": (nd(*OBJECTS).encode("utf-16"), "at", "event", 0),
    "Mixpanel": (
        nd(*({"event": e["event"], "properties": {"time": 1_772_000_000 + n * 900}} for n, e in enumerate(OBJECTS))),
        "properties_time", "event", 0,
    ),
    "texts that Parquet calls bytes": (parquet_of_bytes(), "at", "event", 0),
    "zeros in a line": (
        "at,event\n" + "".join(f"{e['at']},{e['event']}{chr(0) if n == 150 else ''}\n" for n, e in enumerate(OBJECTS)),
        "at", "event", 1,
    ),
    "numbers that look like times": (
        "id,t,kind\n" + "".join(f"{1_700_000_000 + n},{1_772_000_000 + n * 900},{'ab'[n % 2]}\n" for n in range(200)),
        "t", "kind", 0,
    ),
    "a time that is often missing": (
        "Paid at,Created at,Status\n"
        + "".join(f"{'' if n % 2 else e['at']},{e['at']},{e['event']}\n" for n, e in enumerate(OBJECTS)),
        "Created at", "Status", 0,
    ),
    "readings": (
        "at,sensor_id,humidity\n" + "".join(f"{e['at']},s{n % 6},{40 + n % 9}\n" for n, e in enumerate(OBJECTS)),
        "at", "sensor_id", 0,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", GUESSED)
def test_a_guess_that_holds(case, owner, drop, started):
    content, time, event, bad = GUESSED[case]
    file = drop(content)
    read = owner.post(f"/files/{file['id']}/reading", json={}).json()
    chosen = read["proposal"]
    assert (chosen["time_column"]["value"], chosen["event_columns"]["value"]) == (time, [event])
    seen = started(file)
    assert (seen["error"], seen["loaded_rows"], seen["rejected_rows"]) == (None, 200 - bad, bad)


def test_a_rejected_line_tells_no_address(owner, drop, started):
    file = started(drop(clicks() + "ann@example.com,view,web,1\nwrote to bob@example.com today\n"))
    told = owner.get(f"/files/{file['id']}/rejects").text
    assert file["rejected_rows"] == 2
    assert "example.com" not in told


def test_a_key_that_comes_after_the_sample_is_a_column(drop, started, root):
    rows = [
        {"at": f"2026-03-0{1 + at // 10_000}T{at % 24:02}:00:00Z", "kind": ("a", "b")[at % 2]} for at in range(LATE)
    ]
    rows[-1]["late"] = "here"
    text = "".join(json.dumps({**row, "pad": "x" * 320}) + "\n" for row in rows)
    file = started(drop(gzip.compress(text.encode(), 1)))
    assert file["status"] == "loaded", file["error"]
    (path,) = (root / "uploads" / file["id"]).glob("*.parquet")
    assert pq.read_table(path).column("late").to_pylist()[-1] == "here"


@pytest.mark.parametrize("content", [b"x" * 3_000_000, b",".join([b"c"] * 1_500_000) + b"\n"], ids=["one", "header"])
def test_a_first_line_without_an_end_is_one_sentence(content, drop):
    assert "first line of the file is longer than 1 MB" in drop(content, expect=422)["detail"]


def test_a_long_line_behind_a_comment_is_no_error_of_ours(drop):
    assert drop(b"# made by hand\n" + b"y" * 2_000_000 + b"\n", expect=422)["detail"]


def test_the_year_one_is_not_2001(drop, started):
    file = started(drop(clicks() + "0001-01-01T00:00:00Z,view,web,1.5\n"))
    assert (file["loaded_rows"], file["rejected_rows"]) == (600, 1)
    assert file["data_from"].startswith("2026-03-01")


def test_few_rejected_values_are_counted_not_rounded_away(owner, drop):
    file = drop(clicks() + "never,view,web,1\n")
    (warning,) = owner.post(f"/files/{file['id']}/reading", json={}).json()["warnings"]
    assert warning.startswith("1 of 601 values of “event_time”")


def test_a_start_without_a_volume_takes_the_guess(owner, drop, started):
    file = drop(clicks())
    guess = owner.post(f"/files/{file['id']}/reading", json={}).json()["proposal"]["min_expected_count"]["value"]
    slug = started(file)["project_slug"]
    assert owner.get(f"/projects/{slug}/anomaly-settings").json()["min_expected_count"] == guess


def test_the_scan_leads_to_the_file_and_its_rejected_lines(owner, drop, started):
    started(drop(clicks(), "other.csv"))
    file = started(drop(clicks() + "never,view,web,1\n"), project_name="Two")
    (found,) = owner.get("/files", params={"scan_id": file["scan_id"]}).json()["items"]
    assert (found["id"], found["rejected_rows"]) == (file["id"], 1)


def test_header_alone(drop):
    assert "no rows" in drop(HEADER, expect=422)["detail"]


def test_a_copy_that_vanished_is_named(drop, started, root):
    file = started(drop(clicks()))
    folder = root / "uploads" / file["id"]
    (folder / "clicks.parquet").unlink()
    (folder / "other.csv").write_text("a,b\n1,2\n")
    spec = ConnectionSpec("duckdb", database=str(folder), settings={"allowed_roots": [str(root)]})
    with connect(spec) as warehouse, pytest.raises(WarehouseError, match="no file for the table “clicks”"):
        warehouse.columns(exp.select("*").from_("clicks"))
