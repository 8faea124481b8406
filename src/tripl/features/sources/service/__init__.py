"""The rules of data sources."""

from tripl.features.sources.service.connections import connection_spec, open_warehouse

__all__ = ["connection_spec", "open_warehouse"]
