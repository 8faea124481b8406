"""Readers and writers through the API, and a record of what was accepted."""

import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx


@dataclass
class Load:
    """`with load.held():` keeps `writers` writing and `readers` reading in the project `slug`."""

    url: str
    slug: str
    cookies: dict[str, str]
    writers: int = 3
    readers: int = 3
    accepted: set[str] = field(default_factory=set)
    tried: set[str] = field(default_factory=set)
    statuses: Counter[str] = field(default_factory=Counter)
    _over: threading.Event = field(default_factory=threading.Event)
    _labels: "itertools.count[int]" = field(default_factory=itertools.count)

    @contextmanager
    def held(self) -> Iterator[None]:
        self._over.clear()
        acts = [self._write] * self.writers + [self._read] * self.readers
        threads = [threading.Thread(target=self._go, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()

    def _go(self, act: Callable[[httpx.Client], int]) -> None:
        with httpx.Client(base_url=f"{self.url}/api/v1", timeout=20, cookies=self.cookies) as client:
            while not self._over.is_set():
                try:
                    status = str(act(client))
                except httpx.HTTPError as error:
                    status = type(error).__name__
                self.statuses[status] += 1
                if not status.startswith("2"):
                    time.sleep(0.05)

    def _write(self, client: httpx.Client) -> int:
        label = f"note {next(self._labels)}"
        self.tried.add(label)
        body = {"bucket": "2026-03-01T00:00:00Z", "label": label}
        status = client.post(f"/projects/{self.slug}/annotations", json=body).status_code
        if status == 201:
            self.accepted.add(label)
        return status

    def _read(self, client: httpx.Client) -> int:
        return client.get(f"/projects/{self.slug}").status_code
