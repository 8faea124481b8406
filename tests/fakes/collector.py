"""An OpenTelemetry collector on the loopback that decodes the spans it is sent."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.fakes.receiver import Answer, Receiver

TRACES = "/v1/traces"


@dataclass(frozen=True)
class Span:
    name: str
    scope: str
    """The instrumentation that made it."""
    service: str
    trace_id: str
    attributes: dict[str, Any]


class Collector:
    """`with Collector() as collector:` listens at `collector.url`."""

    def __init__(self) -> None:
        self._receiver = Receiver(always=Answer(body=b"", headers={"Content-Type": "application/x-protobuf"}))

    @property
    def url(self) -> str:
        return self._receiver.url

    @property
    def paths(self) -> set[str]:
        return {each.path for each in self._receiver.requests}

    def spans(self) -> list[Span]:
        """Everything that came so far."""
        found = []
        for request in list(self._receiver.requests):
            parcel = ExportTraceServiceRequest.FromString(request.body)
            for resource in parcel.resource_spans:
                about = _plain(resource.resource.attributes)
                for scope in resource.scope_spans:
                    for span in scope.spans:
                        made_by, values = scope.scope.name, _plain(span.attributes)
                        found.append(Span(span.name, made_by, about["service.name"], span.trace_id.hex(), values))
        return found

    def wait(self, wanted: Callable[[Span], bool], seconds: float = 20) -> list[Span]:
        """The spans that fit, once there are any."""
        deadline = time.monotonic() + seconds
        while not (found := [span for span in self.spans() if wanted(span)]):
            assert time.monotonic() < deadline, sorted({(span.scope, span.name) for span in self.spans()})
            time.sleep(0.2)
        return found

    def __enter__(self) -> Self:
        self._receiver.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._receiver.__exit__(*error)


def _plain(attributes: Any) -> dict[str, Any]:
    return {each.key: getattr(each.value, str(each.value.WhichOneof("value"))) for each in attributes}
