"""A door into the application, and a site with something in every place of it."""

import pathlib
from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session, sessionmaker
from tests.api.examples import Site, furnish, with_demo
from tests.factories.sources import visits, write_csv
from tests.fakes.door import Door

from tripl.features.files.schemas import FilePolicy
from tripl.features.sources.schemas import SourcePolicy
from tripl.settings import Settings


@pytest.fixture
def drops(tmp_path: pathlib.Path) -> pathlib.Path:
    folder = tmp_path / "drops"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A DuckDB folder with one table."""
    folder = tmp_path_factory.mktemp("tables")
    write_csv(folder, "visits", visits())
    return folder


@pytest.fixture
def furnished_app(
    make_app: Callable[..., FastAPI], settings: Settings, tables: pathlib.Path, drops: pathlib.Path
) -> FastAPI:
    """Whoever wants may register."""
    chosen = settings.model_copy(update={"registration_mode": "open"})
    files = FilePolicy(roots=(str(drops),), most_mb=4, reserve_mb=0)
    return make_app(
        chosen, policies={FilePolicy: files, SourcePolicy: SourcePolicy(file_dirs=(str(tables), str(drops)))}
    )


@pytest.fixture
def site_door(furnished_app: FastAPI, sessions: sessionmaker[Session]) -> Iterator[Door]:
    with Door(furnished_app, sessions.kw["bind"]) as door:
        yield door


@pytest.fixture
def site(site_door: Door, session: Session, settings: Settings, tables: pathlib.Path, drops: pathlib.Path) -> Site:
    made = furnish(session, settings.secret_key, settings.session_cookie_name, tables, drops)
    return with_demo(made, session, site_door)
