"""The order and the shape of refusals."""

import pytest
from sqlalchemy import text
from tests.plugins.api import open_client

from tripl.db.engine import make_engine
from tripl.db.outbox import enqueue
from tripl.db.session import make_sessions
from tripl.edge.deps import SessionDep

JSON = {"Content-Type": "application/json"}


@pytest.mark.spec("API-16", "CO-62")
def test_order_of_refusals(anonymous, viewer, owner, make_client, project):
    patch = f"/projects/{project.slug}"
    malformed, wrong = {"content": "{", "headers": JSON}, {"json": {"app_version_keep_releases": 0}}
    assert anonymous.patch(patch, **malformed).status_code == 422
    assert anonymous.patch("/projects/unknown", **wrong).status_code == 401
    assert make_client("owner", key_scope="write").patch("/projects/unknown", **wrong).status_code == 403
    assert viewer.patch(patch, **wrong).status_code == 403
    assert owner.patch("/projects/unknown", **wrong).status_code == 404
    assert owner.patch(patch, **wrong).status_code == 422


@pytest.mark.spec("API-20", "API-21")
def test_their_shape(owner, anonymous):
    assert isinstance(anonymous.get("/projects").json()["detail"], str)
    assert isinstance(owner.get("/projects/unknown").json()["detail"], str)
    rows = owner.post("/projects", json={"name": "", "slug": "UPPER"}).json()["detail"]
    assert {tuple(row["loc"]) for row in rows} == {("body", "name"), ("body", "slug")}
    assert all({"loc", "msg", "type"} <= set(row) for row in rows)


@pytest.mark.spec("AC-66")
def test_a_refused_value_is_not_repeated(anonymous):
    refused = anonymous.post("/auth/register", json={"email": "a@example.com", "password": "my-secret"})
    assert refused.status_code == 422
    assert "my-secret" not in refused.text


@pytest.mark.spec("API-1", "SC-4")
def test_unknown_members_are_ignored(owner):
    created = owner.post("/projects", json={"name": "A", "slug": "a-shop", "surprise": True})
    assert created.status_code == 201


@pytest.mark.spec("O-49")
def test_a_large_body_is_refused_before_anything_else(anonymous):
    refused = anonymous.post("/projects", content=b"{" * (2 * 2**20 + 1), headers=JSON)
    assert refused.status_code == 413
    assert isinstance(refused.json()["detail"], str)


@pytest.mark.spec("O-49")
def test_a_large_body_without_a_length_is_refused_too(anonymous):
    def chunks():
        for _ in range(33):
            yield b"x" * 2**16

    assert anonymous.post("/projects", content=chunks(), headers=JSON).status_code == 413


@pytest.mark.spec("O-49")
def test_the_largest_body_that_fits_is_read(owner):
    description = "x" * (2 * 2**20 - 1000)
    created = owner.post("/projects", json={"name": "A", "slug": "a-shop", "description": description})
    assert created.status_code == 201


@pytest.fixture
def breaking(app):
    @app.get("/api/v1/breaks")
    def breaks() -> None:
        raise RuntimeError("the secret reason")

    return open_client(app)


@pytest.mark.spec("O-48", "AC-63")
def test_what_broke_stays_in_the_log(breaking, caplog):
    answer = breaking.get("/breaks", headers={"X-Request-ID": "call-7"})
    assert answer.status_code == 500
    assert answer.json() == {"detail": "Internal server error", "request_id": "call-7"}
    assert answer.headers["x-request-id"] == "call-7"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "call-7" in caplog.text
    assert "the secret reason" in caplog.text


@pytest.mark.spec("AC-66")
def test_an_error_of_the_database_is_logged_without_its_values(make_app, postgres_url, queue, bus, caplog):
    engine = make_engine(postgres_url, size=1, overflow=0, name="tripl-test")
    app = make_app(sessions=make_sessions(engine, queue, bus))
    digest = {"digest": "of-a-session"}

    @app.post("/api/v1/ask", status_code=204)
    def ask(session: SessionDep) -> None:
        session.execute(text("SELECT 1 / (length(:digest) - length(:digest))"), digest)

    assert open_client(app).post("/ask").status_code == 500
    engine.dispose()
    assert "SELECT 1 / (length" in caplog.text
    assert "of-a-session" not in caplog.text


@pytest.mark.spec("O-48")
def test_a_harmful_request_id_is_replaced(anonymous):
    given = anonymous.get("/auth/status", headers={"X-Request-ID": "a b<script>"}).headers["x-request-id"]
    assert given
    assert "script" not in given


@pytest.fixture
def once(engine):
    """A table whose constraint is checked at the commit, after the route has returned."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE once (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)"))
    yield
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE once"))


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize(("ids", "status", "sent"), [("(1), (1)", 500, []), ("(1), (2)", 201, [["1"]])])
def test_a_failing_commit_is_no_success_and_sends_nothing(make_app, engine, queue, bus, ids, status, sent):
    app = make_app(sessions=make_sessions(engine, queue, bus))

    @app.post("/api/v1/twice", status_code=201)
    def twice(session: SessionDep) -> dict[str, bool]:
        session.execute(text(f"INSERT INTO once VALUES {ids}"))
        enqueue(session, "collection.run", "1")
        return {"ok": True}

    assert open_client(app).post("/twice").status_code == status
    assert queue.named("collection.run") == sent


@pytest.mark.spec("O-34")
@pytest.mark.parametrize(
    ("statement", "status", "words"),
    [
        ("SELECT pg_terminate_backend(pg_backend_pid())", 503, "database does not answer"),
        ("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '53100'; END $$", 507, "is full. Nothing of this was saved"),
        ("SELECT 1 / 0", 500, "Internal server error"),
    ],
)
def test_a_database_that_is_away_or_full_is_said(make_app, engine, queue, bus, statement, status, words):
    app = make_app(sessions=make_sessions(engine, queue, bus))

    @app.post("/api/v1/ask", status_code=204)
    def ask(session: SessionDep) -> None:
        session.execute(text(statement))

    answer = open_client(app).post("/ask")
    assert answer.status_code == status
    assert words in answer.json()["detail"]
    assert (answer.headers.get("retry-after") is not None) is (status == 503)
    assert open_client(app).get("/auth/status").status_code == 200, "the next request gets a new connection"
