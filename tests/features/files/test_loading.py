"""A load and what may go wrong with it: cancelled, given back, taken over, given up."""

import threading
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update
from tests.features.files.conftest import HEADER, clicks, left

from tripl.features.files import service
from tripl.features.files.service.loading import advance
from tripl.kit.clock import utcnow
from tripl.models.files import DroppedFile

DEAD = timedelta(seconds=70)


@pytest.fixture
def waiting(owner, drop):
    """A file whose load waits for a worker."""
    file = drop(clicks())
    answer = owner.post(f"/files/{file['id']}/start", json={"project_name": "Tried"})
    assert (answer.status_code, answer.json()["status"], answer.json()["stage"]) == (202, "loading", "waiting")
    return file


def seen(owner, file):
    return owner.get(f"/files/{file['id']}").json()


def age(session, file, **values):
    session.execute(update(DroppedFile).where(DroppedFile.id == uuid.UUID(file["id"])).values(**values))
    session.commit()


def test_a_second_click_and_a_second_message_change_nothing(owner, waiting, work, queue, bus):
    assert owner.post(f"/files/{waiting['id']}/start", json={"project_name": "Again"}).status_code == 409
    assert owner.delete(f"/files/{waiting['id']}").status_code == 409
    advance(work, uuid.UUID(waiting["id"]))
    advance(work, uuid.UUID(waiting["id"]))
    assert seen(owner, waiting)["status"] == "loaded"
    assert len(queue.named("collection.run")) == 1
    assert [data["status"] for _, kind, data in bus.published if kind == "file"][-1] == "loaded"
    assert owner.post(f"/files/{waiting['id']}/start", json={"project_name": "Again"}).status_code == 409
    assert owner.post(f"/files/{waiting['id']}/reading", json={}).status_code == 409
    assert owner.post(f"/files/{waiting['id']}/cancel", json={}).status_code == 409


def test_cancelled_before_the_worker_comes(owner, waiting, work, root):
    answer = owner.post(f"/files/{waiting['id']}/cancel")
    assert (answer.json()["status"], answer.json()["project_slug"]) == ("cancelled", None)
    advance(work, uuid.UUID(waiting["id"]))
    assert seen(owner, waiting)["status"] == "cancelled"
    assert left(root) == [f".incoming/{waiting['id']}"]
    assert "tried" not in [each["slug"] for each in owner.get("/projects").json()]
    assert owner.post(f"/files/{waiting['id']}/start", json={"project_name": "Tried"}).status_code == 202


def test_a_worker_that_ends_gives_the_load_back(owner, waiting, work, queue, root):
    asked = iter([False, False])
    advance(replace(work, stopping=lambda: next(asked, True)), uuid.UUID(waiting["id"]))
    assert seen(owner, waiting)["status"] == "loading"
    assert left(root) == [f".incoming/{waiting['id']}"]
    assert queue.named("files.load")[-1] == [waiting["id"]]
    advance(work, uuid.UUID(waiting["id"]))
    assert seen(owner, waiting)["loaded_rows"] == 600


def test_a_dead_worker_is_followed_by_another_one(owner, session, waiting, work, policy, queue):
    age(session, waiting, heartbeat_at=utcnow(), fence=7, holder="gone", stage="reading")
    advance(work, uuid.UUID(waiting["id"]))
    assert seen(owner, waiting)["status"] == "loading", "its holder was heard of just now"
    before = len(queue.named("files.load"))
    with work.transaction() as own:
        assert service.sweep(own, policy, utcnow() + DEAD) == 1
    assert len(queue.named("files.load")) == before + 1
    age(session, waiting, heartbeat_at=utcnow() - DEAD)
    advance(work, uuid.UUID(waiting["id"]))
    assert seen(owner, waiting)["loaded_rows"] == 600


def test_a_load_that_kills_its_workers_is_given_up(owner, session, waiting, work, root):
    age(session, waiting, heartbeat_at=utcnow() - DEAD, attempts=2)
    advance(work, uuid.UUID(waiting["id"]))
    file = seen(owner, waiting)
    assert (file["status"], file["project_slug"]) == ("failed", None)
    assert "died several times" in file["error"]
    assert left(root) == [f".incoming/{waiting['id']}"]


def test_a_copy_that_was_finished_is_used(owner, session, waiting, work, root, bus):
    """The worker died between the rename and the commit."""
    advance(work, uuid.UUID(waiting["id"]))
    copy = root / "uploads" / waiting["id"] / "clicks.parquet"
    made = copy.stat().st_mtime_ns
    (root / "uploads" / ".incoming" / waiting["id"]).write_text(clicks())
    age(session, waiting, status="loading", heartbeat_at=utcnow() - DEAD, fence=9)
    advance(work, uuid.UUID(waiting["id"]))
    assert seen(owner, waiting)["status"] == "loaded"
    assert copy.stat().st_mtime_ns == made


def test_bytes_that_vanished(owner, waiting, work, root):
    (root / "uploads" / ".incoming" / waiting["id"]).unlink()
    advance(work, uuid.UUID(waiting["id"]))
    assert "Drop it again" in seen(owner, waiting)["error"]
    assert left(root) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda path: path.write_text(clicks(300)), "changed while it was read"),
        (lambda path: path.unlink(), "not on the disk any more"),
    ],
    ids=["shorter", "gone"],
)
def test_a_file_on_disk_that_changes_under_the_load(change, words, owner, work, root):
    path = root / "there.csv"
    path.write_text(clicks())
    file = owner.post("/files/from-path", json={"path": str(path)}).json()
    assert owner.post(f"/files/{file['id']}/start", json={"project_name": "Tried"}).status_code == 202
    asked: list[None] = []

    def stopping() -> bool:
        asked.append(None)
        if len(asked) == 3:
            change(path)
        return False

    advance(replace(work, stopping=stopping), uuid.UUID(file["id"]))
    assert (seen(owner, file)["status"], seen(owner, file)["project_slug"]) == ("failed", None)
    assert words in seen(owner, file)["error"]
    assert left(root) == []


def test_a_disk_that_fills_under_the_load(owner, waiting, work, root):
    advance(replace(work, files=replace(work.files, reserve_mb=2**40)), uuid.UUID(waiting["id"]))
    assert "nearly full" in seen(owner, waiting)["error"]
    assert left(root) == [f".incoming/{waiting['id']}"]


def test_what_broken_uploads_left_is_swept(session, policy, root, work):
    import os

    uploads = root / "uploads"
    (uploads / ".incoming").mkdir(parents=True)
    old = [
        uploads / ".incoming" / str(uuid.uuid4()),
        uploads / f".loading-{uuid.uuid4()}-3",
        uploads / str(uuid.uuid4()),
    ]
    old[0].write_text("half")
    for folder in old[1:]:
        folder.mkdir()
    fresh = uploads / ".incoming" / str(uuid.uuid4())
    fresh.write_text("on its way")
    mine = uploads / "my own folder"
    mine.mkdir()
    for path in (*old, mine):
        os.utime(path, (1, 1))
    service.sweep(session, policy, utcnow())
    assert left(root) == sorted([f".incoming/{fresh.name}", "my own folder"])


def test_lines_that_do_not_fit_are_listed_with_personal_data_hidden(owner, drop, started):
    rows = clicks().splitlines()
    rows[10] = "2026-03-01T00:00:00Z,view,web,3,jane@example.com"
    rows[20] = "never,view,web,4.5"
    loaded = started(drop("\n".join([*rows, "", ""])))
    assert (loaded["loaded_rows"], loaded["rejected_rows"], loaded["blank_lines"]) == (598, 2, 1)
    listed = owner.get(f"/files/{loaded['id']}/rejects").json()
    assert [(each["line"], each["reason"]) for each in listed["items"]] == [
        (11, "The line has 5 values where the file has 4 columns."),
        (21, "“never” is no instant like the others."),
    ]
    assert "jane" not in str(listed)
    assert (
        owner.get(f"/files/{loaded['id']}/rejects", params={"limit": 1, "offset": 1}).json()["items"][0]["line"] == 21
    )


def test_types_that_turn_out_wider_lose_nothing(drop, started, root):
    import duckdb

    rows = [f"2026-03-01T{at % 24:02}:00:00Z,view,web,{at}" for at in range(60_000)]
    rows[-1] = "2026-03-01T00:00:00Z,view,web,unknown"
    file = drop(HEADER + "\n".join(rows))
    assert started(file)["loaded_rows"] == 60_000
    query = f"SELECT count(amount), max(amount) FROM '{root}/uploads/{file['id']}/clicks.parquet'"
    assert duckdb.execute(query).fetchall() == [(60_000, "unknown")]


def test_a_load_beside_another_project(owner, drop, work, project):
    """Into a project that exists; its name for the source is taken the second time."""
    for _ in range(2):
        file = drop(clicks())
        wanted = {"project_slug": project.slug, "interval": "1d", "min_expected_count": 7}
        assert owner.post(f"/files/{file['id']}/start", json=wanted).status_code == 202
        advance(work, uuid.UUID(file["id"]))
        assert seen(owner, file)["error"] is None
    names = {each["name"] for each in owner.get("/data-sources").json()}
    assert names >= {"clicks.csv", "clicks.csv (2)"}
    assert owner.get(f"/projects/{project.slug}/anomaly-settings").json()["min_expected_count"] == 7


def test_deleting_the_project_frees_the_file(owner, drop, started, root):
    loaded = started(drop(clicks()))
    assert owner.delete(f"/files/{loaded['id']}").status_code == 409
    assert owner.delete("/projects/tried").status_code == 204
    assert owner.delete(f"/files/{loaded['id']}").status_code == 204
    assert left(root) == []
    assert owner.get("/data-sources").json() == []


def test_the_heart_of_a_load_beats(owner, waiting, work):
    from tripl.features.files.errors import StoppedError
    from tripl.features.files.schemas import Claim
    from tripl.features.files.service.watching import Watch

    watch = Watch(work, Claim(uuid.UUID(waiting["id"]), 99))
    with pytest.raises(StoppedError):
        watch.report(progress=0.5)
    assert threading.active_count() < 50


def test_an_order_that_later_days_disprove_is_turned(tmp_path):
    """The first days could be months; the loader sees the 25th."""
    from tripl.features.files.schemas import FileChoices
    from tripl.features.files.service.looking import look, recipe
    from tripl.warehouses.intake.form import Form
    from tripl.warehouses.intake.loading import Place, load
    from tripl.warehouses.intake.times import reordered

    path = tmp_path / "in.csv"
    path.write_text("at,what\n" + "".join(f"{day:02}/03/2026 10:00,a\n" for day in range(1, 29)))
    choices = FileChoices(time_column="at", event_columns=["what"])
    seen = look(path, Form("csv"), choices)
    made = recipe(seen, choices, "in")
    assert made.way.order == "dmy"
    wrong = replace(made, way=reordered(made.way), ambiguous=True)
    loaded = load(seen.sample.table, wrong, Place(tmp_path / "out", tmp_path / "w", "t", 0), lambda *_: None, str)
    assert (loaded.rows, loaded.rejected) == (28, 0)
    assert (loaded.first.day, loaded.last.day, loaded.last.month) == (1, 28, 3)
