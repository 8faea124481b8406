"""The limiter of sign-in and registration."""

import pytest
from fastapi.routing import iter_route_contexts
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.accounts import make_session, make_user
from tests.plugins.api import open_client

from tripl.api.factory import PROBES, limits
from tripl.middleware.rate_limit import MOST_BUCKETS, Buckets, Limit, OwnBuckets, RateLimit

LOGIN = {"email": "nobody@example.com", "password": "wrong"}


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def limited(make_app, make_settings):
    """A client whose app has the limits on; `over` are settings."""

    def make(**over):
        return open_client(make_app(make_settings(**over)))

    return make


@pytest.mark.spec("O-52", "O-57", "AC-25", "API-44")
def test_the_sixth_login_of_a_minute_waits(limited):
    client = limited()
    assert [client.post("/auth/login", json=LOGIN).status_code for _ in range(5)] == [401] * 5
    refused = client.post("/auth/login", json=LOGIN)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 12
    assert refused.headers["x-content-type-options"] == "nosniff"
    assert isinstance(refused.json()["detail"], str)
    assert client.get("/auth/status").status_code == 200


@pytest.mark.spec("O-52")
def test_routes_have_buckets_of_their_own_and_slashes_make_no_new_one(limited):
    client = limited(rate_limit_login_per_minute=1)
    assert client.post("/auth/login", json=LOGIN).status_code == 401
    assert client.post("/auth/login/", json=LOGIN).status_code == 429
    assert [client.post("/auth/register", json={}).status_code for _ in range(4)] == [422, 422, 422, 429]


@pytest.mark.spec("O-57")
def test_zero_switches_one_limit_off(limited):
    client = limited(rate_limit_login_per_minute=0, rate_limit_register_per_hour=1)
    assert {client.post("/auth/login", json=LOGIN).status_code for _ in range(8)} == {401}
    client.post("/auth/register", json={})
    assert client.post("/auth/register", json={}).status_code == 429


@pytest.mark.spec("O-57")
def test_the_switch_for_all(limited):
    client = limited(rate_limit_enabled=False)
    assert {client.post("/auth/login", json=LOGIN).status_code for _ in range(8)} == {401}


@pytest.mark.spec("O-55")
def test_by_default_the_client_is_the_peer_of_the_socket(limited):
    client = limited(rate_limit_login_per_minute=1)
    client.post("/auth/login", json=LOGIN, headers={"X-Forwarded-For": "1.1.1.1"})
    refused = client.post("/auth/login", json=LOGIN, headers={"X-Forwarded-For": "2.2.2.2", "X-Real-IP": "3.3.3.3"})
    assert refused.status_code == 429


@pytest.mark.spec("O-55")
def test_behind_a_trusted_proxy_the_client_is_what_it_says(limited):
    client = limited(rate_limit_login_per_minute=1, rate_limit_trust_forwarded_for=True)

    def login(**headers: str):
        return client.post("/auth/login", json=LOGIN, headers=headers).status_code

    assert login(**{"X-Forwarded-For": "1.1.1.1, 9.9.9.9"}) == 401
    assert login(**{"X-Forwarded-For": "1.1.1.1, 8.8.8.8"}) == 429
    assert login(**{"X-Forwarded-For": "2.2.2.2, 9.9.9.9"}) == 401
    assert login(**{"X-Real-IP": "5.5.5.5", "X-Forwarded-For": "1.1.1.1"}) == 401
    assert login(**{"X-Real-IP": "5.5.5.5"}) == 429


@pytest.mark.spec("AC-25", "O-52")
def test_tokens_come_back_evenly(clock):
    buckets, limit = Buckets(clock), Limit(5, 60)
    assert [buckets.take("a", "/x", limit) for _ in range(5)] == [0] * 5
    assert buckets.take("a", "/x", limit) == pytest.approx(12)
    assert buckets.take("b", "/x", limit) == 0
    clock.now += 11.9
    assert buckets.take("a", "/x", limit) == pytest.approx(0.1)
    clock.now += 0.2
    assert buckets.take("a", "/x", limit) == 0


@given(st.lists(st.floats(0, 30), max_size=60))
def test_no_window_lets_more_through_than_burst_and_pace(pauses):
    clock, limit = Clock(), Limit(3, 60)
    buckets, taken = Buckets(clock), []
    for pause in pauses:
        clock.now += pause
        if buckets.take("a", "/x", limit) == 0:
            taken.append(clock.now)
    for start in taken:
        for end in (at for at in taken if at >= start):
            inside = sum(start <= at <= end for at in taken)
            assert inside <= limit.burst + (end - start) * limit.pace + 1e-6


def test_many_clients_do_not_fill_the_memory(clock):
    buckets, limit = Buckets(clock), Limit(5, 60)
    for number in range(MOST_BUCKETS + 50):
        buckets.take(str(number), "/x", limit)
    assert len(buckets._kept) == MOST_BUCKETS


@pytest.mark.spec("AC-25", "API-44")
def test_asking_and_confirming_a_reset_share_a_bucket_apart_from_signing_in(limited):
    client = limited(rate_limit_login_per_minute=2)
    ask = {"email": "nobody@example.com"}
    assert client.post("/auth/password-reset/request", json=ask).status_code == 200
    assert client.post("/auth/password-reset/confirm", json={}).status_code == 422
    assert client.post("/auth/password-reset/request", json=ask).status_code == 429
    assert client.post("/auth/password-reset/confirm", json={}).status_code == 429
    assert client.post("/auth/login", json=LOGIN).status_code == 401


@pytest.mark.spec("AC-25", "API-44")
def test_another_token_is_no_way_around(limited):
    client = limited(rate_limit_register_per_hour=2)
    assert [client.get(f"/auth/invitations/{n}").status_code for n in range(31)] == [400] * 30 + [429]
    assert client.get("/auth/status").status_code == 429
    accepted = [client.post(f"/auth/invitations/{n}/accept", json={}).status_code for n in range(3)]
    assert accepted == [400, 400, 429]
    assert client.post("/auth/register", json={}).status_code == 422


@pytest.mark.spec("O-56", "O-55")
@pytest.mark.parametrize(("entry", "counted_alone"), [("leftmost", True), ("rightmost", False)])
def test_which_entry_of_the_header_counts_is_a_choice(limited, entry, counted_alone):
    """A client may write what it likes to the left of what the nearest proxy appends."""
    client = limited(
        rate_limit_login_per_minute=1, rate_limit_trust_forwarded_for=True, rate_limit_forwarded_for_entry=entry
    )
    client.post("/auth/login", json=LOGIN, headers={"X-Forwarded-For": "1.1.1.1, 9.9.9.9"})
    rotated = client.post("/auth/login", json=LOGIN, headers={"X-Forwarded-For": "2.2.2.2, 9.9.9.9"})
    assert rotated.status_code == (401 if counted_alone else 429)
    lines = [("X-Forwarded-For", "3.3.3.3"), ("X-Forwarded-For", "9.9.9.9")]  # a proxy may append a line
    apart = client.post("/auth/login", json=LOGIN, headers=lines)
    assert apart.status_code == (401 if counted_alone else 429)
    named = client.post("/auth/login", json=LOGIN, headers={"X-Real-IP": "5.5.5.5", "X-Forwarded-For": "2.2.2.2"})
    assert named.status_code == 401


@pytest.mark.spec("AC-26")
def test_previews_are_counted_for_each_caller(app, clock, session, settings):
    """All probes together, whichever project they ask about; reading what they found is free."""
    limited = RateLimit(app, limits(settings), buckets=OwnBuckets(Buckets(clock)))

    def caller():
        client = open_client(limited)
        token = make_session(session, make_user(session, "owner"), settings.secret_key)
        client.cookies.set(settings.session_cookie_name, token)
        session.commit()
        return client

    one, other = caller(), caller()
    assert {one.post(f"/projects/p{n}/scans/preview", json={}).status_code for n in range(PROBES - 1)} == {404}
    assert one.post("/data-sources/test", json={}).status_code == 422
    refused = one.post("/projects/shop/scans/dry-run", json={})
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "1"
    for path in ("/projects/p/alert-destinations/test", "/data-sources/x/test", "/settings/email/test"):
        assert one.post(path, json={}).status_code == 429, path
    assert one.get("/projects/p/scans/preview-jobs/x").status_code == 404
    assert other.post("/projects/shop/scans/preview", json={}).status_code == 404


@pytest.mark.spec("AC-26")
def test_every_limited_route_is_there(app, settings):
    """A route that was renamed would be limited no more."""
    known = {(verb, each.path) for each in iter_route_contexts(app.routes) for verb in each.methods or ()}
    assert set(limits(settings)) - known == set()
