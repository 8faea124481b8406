"""/metrics: there when asked for, with the names that dashboards know."""

import re
import subprocess
import sys

import pytest
from tests.plugins.api import open_client

from tripl.kit import counters

NAMES = {
    "tripl_celery_task_seconds": ("histogram", {"task", "le"}),
    "tripl_celery_tasks_total": ("counter", {"task", "status"}),
    "tripl_scan_runs_total": ("counter", {"status"}),
    "tripl_anomalies_detected_total": ("counter", {"scope", "direction"}),
    "tripl_alert_deliveries_total": ("counter", {"status"}),
    "tripl_schema_drifts_detected_total": ("counter", {"drift_type"}),
    "tripl_alert_delivery_missing_items_total": ("counter", set()),
    "tripl_settings_read_failures_total": ("counter", {"section"}),
}
NAVIGATES = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def page(make_app, make_settings):
    """/metrics of an application of its own."""

    def make(**over):
        client = open_client(make_app(make_settings(**over)))
        return client.get("http://testserver/metrics", headers=NAVIGATES)

    yield make
    counters.silence()


@pytest.fixture
def web(tmp_path):
    (tmp_path / "index.html").write_text("<div id=root>")
    return {"serve_frontend": True, "frontend_dist_dir": tmp_path}


@pytest.mark.spec("O-79", "O-44")
def test_it_is_not_there_unless_asked_for(page, web):
    """Not even as the shell of the pages, which takes every other path that a browser opens."""
    answer = page(**web)
    assert answer.status_code == 404
    assert "root" not in answer.text


@pytest.mark.spec("O-79", "O-44")
def test_it_asks_nobody_and_wins_over_the_pages(page, web):
    answer = page(prometheus_metrics_enabled=True, **web)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")


@pytest.mark.spec("O-80")
def test_names_kinds_and_labels(page):
    body = page(prometheus_metrics_enabled=True)
    kinds = dict(re.findall(r"^# TYPE (\S+) (\S+)$", body.text, re.MULTILINE))
    assert kinds == {name: kind for name, (kind, _) in NAMES.items()}
    assert {each.name: set(each.labels) for each in counters.ALL} == {
        name: labels for name, (kind, labels) in NAMES.items() if kind == "counter"
    }


@pytest.mark.spec("O-80")
def test_counts_and_times_show_under_their_labels(page, tmp_path):
    """In a process of its own: whether figures are shared is decided once a process."""
    script = """
import sys, pathlib
from tripl.kit import counters
from tripl.observability.figures import Figures
figures = Figures(pathlib.Path(sys.argv[1]) if sys.argv[1] else None)
figures.listen()
counters.SETTINGS_READ_FAILURES.add("email")
counters.SETTINGS_READ_FAILURES.add("email", by=2)
counters.MISSING_ITEMS.add()
figures.took("collection.chunk", 0.3)
print(figures.text()[0].decode())
"""
    for folder in ("", str(tmp_path / "shared")):
        ran = subprocess.run([sys.executable, "-c", script, folder], capture_output=True, text=True, check=True)
        rows = dict(re.findall(r"^(tripl_\S+?) (\S+)$", ran.stdout, re.MULTILINE))
        assert rows['tripl_settings_read_failures_total{section="email"}'] == "3.0"
        assert rows['tripl_settings_read_failures_total{section="ai"}'] == "0.0"
        assert rows["tripl_alert_delivery_missing_items_total"] == "1.0"
        assert rows['tripl_schema_drifts_detected_total{drift_type="new_field"}'] == "0.0"
        buckets = {
            float(edge): float(rows[f'tripl_celery_task_seconds_bucket{{le="{edge}",task="collection.chunk"}}'])
            for edge in re.findall(r'seconds_bucket{le="(\S+?)"', ran.stdout)
        }
        assert (min(buckets), sorted(buckets)[-2]) == (0.1, 600.0)
        assert (buckets[0.25], buckets[0.5], buckets[float("inf")]) == (0.0, 1.0, 1.0)
        assert {name.partition("{")[0] for name in rows if "seconds" not in name} == NAMES.keys() - {
            "tripl_celery_task_seconds",
            "tripl_celery_tasks_total",
        }


def test_a_count_without_its_labels_is_a_mistake():
    with pytest.raises(ValueError, match="wants section"):
        counters.SETTINGS_READ_FAILURES.add()
