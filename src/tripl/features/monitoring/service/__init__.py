"""The rules of monitoring: pages, alerts and API read the same numbers through the same functions."""

from tripl.features.monitoring.service.slices import breakdowns, window_volumes
from tripl.features.monitoring.service.volume import of_event, of_event_type, of_total
from tripl.features.monitoring.service.window import Asked

__all__ = ["Asked", "breakdowns", "of_event", "of_event_type", "of_total", "window_volumes"]
