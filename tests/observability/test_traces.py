"""Without an address nothing is made that could send; without packages, or with a dead collector, all else works."""

import json
import subprocess
import sys
import time

import pytest
from tests.fakes.collector import Collector
from tests.fakes.receiver import Answer, Receiver
from tests.plugins.api import open_client

from tripl.observability.traces import SECONDS, open_traces
from tripl.settings import Settings

LOADED = """
import json, logging, sys
logging.basicConfig(level=logging.WARNING)
for name in sys.argv[2:]:
    sys.modules[name] = None  # as if it were not installed
from fastapi.testclient import TestClient
import tripl.main, tripl.worker.celery_app
from tripl.settings import Settings
from tripl.api.factory import create_app
app = create_app(Settings(_env_file=None, otel_exporter_otlp_endpoint=sys.argv[1]))
answer = TestClient(app).get("/openapi.json").status_code
ours = ("opentelemetry.exporter", "opentelemetry.instrumentation", "prometheus_client")
loaded = sorted(name for name in sys.modules if name.startswith(ours) and sys.modules[name])
print(json.dumps({"answer": answer, "loaded": loaded, "traced": app.state.traces is not None}))
"""


def started(*arguments: str):
    command = [sys.executable, "-c", LOADED, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env={"DEBUG": "true"}, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1]), ran.stderr


@pytest.mark.spec("O-82")
def test_without_an_address_nothing_is_loaded_that_could_send():
    seen, said = started("")
    assert seen == {"answer": 200, "loaded": [], "traced": False}
    assert "OTEL" not in said


@pytest.mark.spec("O-82")
@pytest.mark.parametrize("missing", ["opentelemetry.exporter", "opentelemetry.instrumentation", "opentelemetry.sdk"])
def test_without_the_packages_everything_else_works(missing):
    seen, said = started("http://127.0.0.1:4318", missing)
    assert (seen["answer"], seen["traced"]) == (200, False)
    assert "tripl-server[tracing]" in said


@pytest.mark.spec("O-82")
def test_secrets_in_paths_and_health_probes_are_not_traced(make_app, make_settings):
    with Collector() as collector:
        app = make_app(make_settings(otel_exporter_otlp_endpoint=collector.url))
        client = open_client(app)
        client.get("/auth/invitations/s3cr3t-token")
        client.get("http://testserver/health")
        client.get("/auth/status?seen=1")
        app.state.traces.end()
        requests = [span.attributes["url.path"] for span in collector.spans() if span.scope == "fastapi"]
    assert requests == ["/api/v1/auth/status"]
    assert {span.service for span in collector.spans()} == {"tripl"}


@pytest.mark.spec("O-82", "AC-74")
@pytest.mark.parametrize("name", ["google", "oidc"])
def test_what_a_provider_sends_back_is_not_traced(make_app, make_settings, name):
    """The code in the query opens an account while it is fresh."""
    with Collector() as collector:
        app = make_app(make_settings(otel_exporter_otlp_endpoint=collector.url))
        client = open_client(app)
        client.get(f"/auth/{name}/callback", params={"code": "s3cr3t-code", "state": "s3cr3t-state"})
        client.get("/auth/status")
        app.state.traces.end()
        spans = collector.spans()
    assert [span.attributes["url.path"] for span in spans if span.scope == "fastapi"] == ["/api/v1/auth/status"]
    assert "s3cr3t" not in str(spans)


@pytest.mark.spec("O-82")
def test_a_collector_that_hangs_does_not_hold_a_process_that_ends():
    with Receiver(always=Answer(delay=30)) as receiver:
        traces = open_traces(receiver.url, "tripl")
        assert traces is not None
        traces.provider.get_tracer("test").start_span("last").end()
        began = time.monotonic()
        traces.end()
        assert time.monotonic() - began < 5 * SECONDS
        assert receiver.requests


@pytest.mark.parametrize("wrong", ["collector:4318", "grpc://collector", "http://"])
def test_an_address_that_is_none_is_refused_by_name(wrong):
    with pytest.raises(ValueError, match="must be an address, such as"):
        Settings(_env_file=None, otel_exporter_otlp_endpoint=wrong)
