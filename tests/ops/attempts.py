"""Many sign-ins at once from one address, each over a connection of its own, so that every process gets some."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx

ATTEMPTS = 40
PER_PROCESS = 5


@dataclass(frozen=True)
class Attempts:
    """How many were let through to be refused for their password, in which time."""

    through: int
    seconds: float

    def fits(self, processes: int) -> bool:
        """Whether as many were let through as one bucket at least, and `processes` of them at most, allow."""
        refilled = int(self.seconds * PER_PROCESS / 60) + 1 if self.seconds > 60 / PER_PROCESS else 0
        return PER_PROCESS <= self.through <= processes * (PER_PROCESS + refilled)


def attempts(url: str, email: str, **headers: str) -> Attempts:
    body = {"email": email, "password": "not the one"}

    def attempt(_: int) -> int:
        return httpx.post(f"{url}/api/v1/auth/login", json=body, headers=headers, timeout=30).status_code

    begin = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(attempt, range(ATTEMPTS)))
    assert set(seen) <= {401, 429}, seen
    return Attempts(seen.count(401), time.monotonic() - begin)
