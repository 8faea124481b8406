from tests.plugins.reading import app, folder, postgres_spec, reading, wiring

__all__ = ["app", "folder", "postgres_spec", "reading", "wiring"]
