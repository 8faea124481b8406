"""The limiter of sign-in and registration."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.plugins.api import open_client

from tripl.middleware.rate_limit import MOST_BUCKETS, Buckets, Limit

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
