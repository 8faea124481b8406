"""Applications that may read files, and warehouses to read.

`folder` is a DuckDB folder with the table `visits`; `postgres_spec` a PostgreSQL warehouse. The clients of
tests.plugins.api speak to an application that may open the folder.
"""

import pathlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session, sessionmaker

from tests.factories.sources import visits, write_csv
from tests.plugins.api import make_wiring
from tests.warehouses.server import warehouse_database
from tripl.edge.wiring import Wiring
from tripl.features.plan.hooks import PlanHooks
from tripl.features.plan.service import PlanBranches
from tripl.features.scans.hooks import ScanHooks
from tripl.features.scans.schemas import ScanPolicy
from tripl.features.scans.service import ScansOfSource, refuse_bound_type
from tripl.features.sources.hooks import SourceHooks
from tripl.features.sources.schemas import SourcePolicy
from tripl.settings import Settings
from tripl.warehouses.base import ConnectionSpec


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    folder = tmp_path_factory.mktemp("files")
    write_csv(folder, "visits", visits())
    return folder


@pytest.fixture(scope="session")
def postgres_spec(postgres_url: str) -> Iterator[ConnectionSpec]:
    with warehouse_database(postgres_url) as spec:
        yield spec


@pytest.fixture
def reading(folder: pathlib.Path) -> dict[str, Any]:
    """What the wiring needs beyond the default."""
    from tripl.features.alerts.service.rules import forget_scan

    hooks = ScanHooks(deleting=(forget_scan,))
    policies = {
        SourcePolicy: SourcePolicy(file_dirs=(str(folder),)),
        ScanPolicy: ScanPolicy(),
        ScanHooks: hooks,
        SourceHooks: SourceHooks(deleting=(ScansOfSource(hooks),)),
        PlanHooks: PlanHooks(event_type_deleting=(refuse_bound_type,)),
    }
    return {"policies": policies, "branches": PlanBranches()}


@pytest.fixture
def app(make_app: Callable[..., FastAPI], reading: dict[str, Any]) -> FastAPI:
    return make_app(**reading)


@pytest.fixture
def wiring(settings: Settings, sessions: sessionmaker[Session], reading: dict[str, Any]) -> Wiring:
    """As a worker has it."""
    return make_wiring(settings, sessions, **reading)
