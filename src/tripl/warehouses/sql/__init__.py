"""One builder for all engines: it makes trees, an adapter renders and runs them."""

from tripl.warehouses.sql.buckets import check_time_column
from tripl.warehouses.sql.gate import read_only
from tripl.warehouses.sql.grids import bucket_counts, grid_counts, top_values
from tripl.warehouses.sql.query import Base, render
from tripl.warehouses.sql.rows import breakdown, distinct_counts, newest, preview, rows_from, time_range
from tripl.warehouses.sql.windows import Window

__all__ = [
    "Base",
    "Window",
    "breakdown",
    "bucket_counts",
    "check_time_column",
    "distinct_counts",
    "grid_counts",
    "newest",
    "preview",
    "read_only",
    "render",
    "rows_from",
    "time_range",
    "top_values",
]
