"""Alembic migrations: dated, one subject each, with a working downgrade."""
