"""The demo's warehouse: a deterministic DuckDB in memory that serves one imaginary app."""
