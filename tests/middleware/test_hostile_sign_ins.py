"""Sign-ins of somebody who wants in, or wants the memory gone.

A few by default; `make chaos` makes ten thousand. SIGN_INS and SIGN_IN_SEED choose the number and repeat a sequence.
"""

import os
import random
import tracemalloc
from collections import Counter

import pytest
from tests.factories.accounts import make_user
from tests.fakes.door import Door
from tests.plugins.api import CHEAP, SECRET, make_wiring

from tripl.api.factory import create_app
from tripl.features.accounts.schemas import AccountPolicy
from tripl.features.accounts.service.passwords import hash_password

MANY = int(os.environ.get("SIGN_INS", "1200"))
SEED = int(os.environ.get("SIGN_IN_SEED", "7"))
PASSWORD = "the pass phrase of 1 owner!"
GROWTH = 4 * 2**20
"""Bytes for ten thousand buckets and whatever else is kept; the long addresses of 1,200 alone are 8 MB."""


def hostile(dice: random.Random, number: int) -> tuple[dict[str, str], bytes]:
    """Headers and body: wrong, long, foreign, broken, and from an address that changes."""
    rotating = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    address = dice.choice([rotating, f"{number} " + "x" * 40_000, "192.0.2.1"])
    words = dice.choice(["wrong", "x" * 1000, "пароль\u202e", "\\u0000", "' OR 1=1 --", "\\ud800", ""])
    email = dice.choice(["owner@example.com", "OWNER@example.com ", "owner@example.com\\u0000", "nobody@example.com"])
    return {"X-Forwarded-For": address}, f'{{"email": "{email}", "password": "{words}"}}'.encode()


@pytest.mark.spec("AC-25", "O-52")
@pytest.mark.timeout(max(300, MANY // 10))
def test_hostile_sign_ins_let_nobody_in_and_fill_no_memory(make_settings, sessions, session, capsys):
    settings = make_settings(rate_limit_trust_forwarded_for=True)
    policy = AccountPolicy(secret_key=SECRET, scrypt_cost=CHEAP)
    make_user(session, "owner", email="owner@example.com", password_hash=hash_password(policy, PASSWORD))
    session.commit()
    dice, seen = random.Random(SEED), Counter[int]()
    with Door(create_app(settings, make_wiring(settings, sessions)), sessions.kw["bind"]) as door:

        def sign_in(headers: dict[str, str], body: bytes) -> int:
            sent = {"Content-Type": "application/json", "Origin": "https://tripl.example.com", **headers}
            answer = door.send("POST", "/api/v1/auth/login", b"", sent, body)
            assert answer.status == 200 or "set-cookie" not in answer.headers
            return answer.status

        def attack(numbers: range) -> None:
            for number in numbers:
                seen[sign_in(*hostile(dice, number))] += 1

        attack(range(100))
        tracemalloc.start()
        before, _ = tracemalloc.get_traced_memory()
        attack(range(100, MANY))
        after, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        right = f'{{"email": "owner@example.com", "password": "{PASSWORD}"}}'.encode()
        again = [sign_in({"X-Forwarded-For": "192.0.2.9"}, right) for _ in range(2)]
    with capsys.disabled():
        print(f"\nSIGN_IN_SEED={SEED}: {MANY} hostile sign-ins: {dict(seen)}, {(after - before) / 2**20:.1f} MiB more")
    assert set(seen) == {401, 422, 429}
    assert after - before < GROWTH
    assert again == [200, 200], "somebody from another address signs in meanwhile"
