"""A dropped file, from its bytes to the scan that reads it, through the door."""

import gzip

import duckdb
from tests.features.files.conftest import clicks, left


def test_a_file_becomes_a_project_with_a_scan(owner, drop, started, root, queue):
    file = drop(clicks())
    assert (file["status"], file["format"], file["size_bytes"]) == ("uploaded", "csv", len(clicks()))
    read = owner.post(f"/files/{file['id']}/reading").json()
    assert read["errors"] == []
    assert (read["estimated_rows"], read["rows_are_exact"]) == (600, True)
    chosen = {name: guess["value"] for name, guess in read["proposal"].items()}
    assert chosen["time_column"] == "event_time"
    assert chosen["event_columns"] == ["action"]
    assert chosen["breakdown_columns"] == ["platform"]
    assert all(guess["why"] for guess in read["proposal"].values())
    assert {each["name"] for each in read["plan"]["events"]} == {"view", "click", "buy"}

    loaded = started(file)
    assert loaded["error"] is None
    assert (loaded["status"], loaded["stage"], loaded["progress"]) == ("loaded", "done", 1.0)
    assert (loaded["loaded_rows"], loaded["rejected_rows"]) == (600, 0)
    assert loaded["project_slug"] == "tried"
    scan = owner.get(f"/projects/tried/scans/{loaded['scan_id']}").json()
    assert (scan["is_static"], scan["interval"], scan["time_column"]) == (True, chosen["interval"], "event_time")
    assert ("collection.run", loaded["job_id"]) in queue.sent
    copy = root / "uploads" / file["id"] / "clicks.parquet"
    stored = duckdb.execute(f"SELECT count(*), count(DISTINCT action) FROM '{copy}'").fetchall()
    assert stored == [(600, 3)]
    assert not (root / "uploads" / ".incoming" / file["id"]).exists()
    assert owner.delete(f"/files/{file['id']}").status_code == 409


def test_a_list_a_name_on_disk_and_a_deletion(owner, drop, root):
    mine = drop(clicks())
    (root / "there.csv.gz").write_bytes(gzip.compress(clicks().encode()))
    named = owner.post("/files/from-path", json={"path": str(root / "there.csv.gz")})
    assert named.status_code == 201, named.text
    listed = owner.get("/files").json()
    assert (listed["total"], {each["name"] for each in listed["items"]}) == (2, {"clicks.csv", "there.csv.gz"})
    for each in (mine, named.json()):
        assert owner.delete(f"/files/{each['id']}").status_code == 204
    assert owner.get("/files").json() == {"items": [], "total": 0}
    assert left(root) == []
    assert (root / "there.csv.gz").exists()
