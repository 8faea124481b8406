"""What is said about a whole project."""

from tripl.features.overview.service.activity import recent
from tripl.features.overview.service.numbers import (
    ForgettingBus,
    ProjectSummaries,
    cache_key,
    generation_key,
    kpi_series,
    summarise,
    top_events,
)

__all__ = [
    "ForgettingBus",
    "ProjectSummaries",
    "cache_key",
    "generation_key",
    "kpi_series",
    "recent",
    "summarise",
    "top_events",
]
