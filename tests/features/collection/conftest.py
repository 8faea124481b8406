"""Collections that really commit: a run works on several connections at once. All is deleted afterwards."""

import pathlib
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session, sessionmaker
from tests.factories.accounts import make_organization, make_session, make_user, word
from tests.factories.projects import make_project
from tests.fakes.outbox import RecordingBus, RecordingQueue
from tests.plugins.api import Client, open_client

from tripl import bootstrap
from tripl.db.cache import NoCache
from tripl.db.session import make_sessions, transaction
from tripl.features.collection import service
from tripl.features.collection.schemas import Work
from tripl.features.scans.hooks import ScanHooks
from tripl.features.scans.schemas import ScanPolicy
from tripl.features.sources.schemas import SourcePolicy
from tripl.kit.principal import ProjectContext
from tripl.models.accounts import Organization, User
from tripl.models.audit import AuditEntry
from tripl.models.system import PeriodicJob
from tripl.settings import Settings


@pytest.fixture
def committing(engine: Engine, queue: RecordingQueue, bus: RecordingBus) -> Iterator[sessionmaker[Session]]:
    sessions = make_sessions(engine, queue, bus)
    yield sessions
    with transaction(sessions) as session:
        for left in (AuditEntry, PeriodicJob, User):  # what outlives the organisation of a test
            session.execute(delete(left))


@pytest.fixture
def shop(committing: sessionmaker[Session]) -> Iterator[ProjectContext]:
    """A committed project of an organisation of its own."""
    with transaction(committing) as session:
        organization = make_organization(session, slug=word())
        project = make_project(session, organization)
    yield project
    with transaction(committing) as session:
        session.delete(session.get_one(Organization, organization.id))


@pytest.fixture
def work(committing: sessionmaker[Session], tmp_path: pathlib.Path, settings: Settings) -> Work:
    """A worker whose file sources lie in the test's folder."""

    @contextmanager
    def open_() -> Iterator[Session]:
        with transaction(committing) as session:
            yield session

    hooks = bootstrap.listeners(NoCache(), settings)[ScanHooks]
    return Work(open_, SourcePolicy(file_dirs=(str(tmp_path),)), ScanPolicy(), holder="test", hooks=hooks)


@pytest.fixture
def drain(work: Work, queue: RecordingQueue) -> Callable[..., int]:
    """Runs what is queued, as workers would; the number of tasks."""

    def run(with_: Work = work, most: int = 100) -> int:
        done = 0
        while done < most and any(name.startswith("collection.") for name, *_ in queue.sent):
            at = next(i for i, (name, *_) in enumerate(queue.sent) if name.startswith("collection."))
            _, job_id, *_ = queue.sent.pop(at)
            service.advance(with_, uuid.UUID(job_id))
            done += 1
        return done

    return run


@pytest.fixture
def reader(
    committing: sessionmaker[Session],
    shop: ProjectContext,
    make_app: Callable[..., FastAPI],
    settings: Settings,
) -> Iterator[Client]:
    """An owner who asks for what runs have committed."""
    with transaction(committing) as session:
        user = make_user(session, "owner", session.get_one(Organization, shop.organization_id))
        token = make_session(session, user, settings.secret_key)
    client = open_client(make_app(sessions=committing))
    client.cookies.set(settings.session_cookie_name, token)
    yield client
    with transaction(committing) as session:
        session.delete(session.get_one(User, user.id))
