"""The counters as Prometheus text, over all processes that share a folder.

The library chooses at its first import whether figures live in memory or in files of that folder, so it is imported
when figures are switched on, and not before. Files are safe over forks: a child notices its new pid and opens its own.
"""

import os
from pathlib import Path

from tripl.kit import counters
from tripl.kit.counters import Counter

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The library reads it from the environment; ours may stand in a file."""
BUCKETS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0)


class Figures:
    """Counts for this process, and tells the sum of all."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        if folder is None:
            os.environ.pop(FOLDER, None)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            os.environ[FOLDER] = str(folder)
        import prometheus_client as prometheus

        prometheus.disable_created_metrics()
        self._registry = prometheus.CollectorRegistry()
        self._counters = {
            each.name: prometheus.Counter(each.name, each.about, each.labels, registry=self._registry)
            for each in counters.ALL
        }
        self._seconds = prometheus.Histogram(
            counters.TASK_SECONDS, "How long tasks took", ("task",), buckets=BUCKETS, registry=self._registry
        )

    def listen(self) -> None:
        """Every count of this process arrives here, and what nobody counted yet is told as 0."""
        for each in counters.ALL:
            for values in each.known:
                self.count(each, values, 0)
        counters.listen(self.count)

    def count(self, counter: Counter, values: tuple[str, ...], by: int) -> None:
        series = self._counters[counter.name]
        (series.labels(*values) if values else series).inc(by)

    def took(self, task: str, seconds: float) -> None:
        self._seconds.labels(task).observe(seconds)

    def text(self) -> tuple[bytes, str]:
        """The page, and its content type."""
        from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
        from prometheus_client.multiprocess import MultiProcessCollector

        registry = self._registry
        if self._folder is not None:
            registry = CollectorRegistry()
            MultiProcessCollector(registry, path=str(self._folder))
        return generate_latest(registry), CONTENT_TYPE_LATEST
