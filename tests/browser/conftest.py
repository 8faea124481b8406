"""The user's PostgreSQL of the acceptance story plays the warehouse here too."""

from tests.acceptance.conftest import warehouse_source

__all__ = ["warehouse_source"]
