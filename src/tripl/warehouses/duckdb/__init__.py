"""DuckDB: one database file, or a folder of Parquet and CSV files, in process."""
