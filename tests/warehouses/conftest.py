from collections.abc import Iterator

import pytest
from tests.warehouses.server import warehouse_database

from tripl.warehouses.base import ConnectionSpec


@pytest.fixture(scope="session")
def postgres_spec(postgres_url: str) -> Iterator[ConnectionSpec]:
    with warehouse_database(postgres_url) as spec:
        yield spec
