"""Local posture: http and the loopback are allowed, so that a receiver on this machine can be called."""

import pytest
from sqlalchemy.orm import Session
from tests.factories.alerts import make_destination, make_rule, make_scan
from tests.fakes.receiver import Receiver

from tripl.features.alerts.schemas import AlertPolicy

LOCAL = AlertPolicy(base_url="https://tripl.example", public_hosts_only=False)
PRODUCTION = AlertPolicy(base_url="https://tripl.example", public_hosts_only=True)


@pytest.fixture
def app(make_app):
    return make_app(policies={AlertPolicy: LOCAL})


@pytest.fixture
def receiver():
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def scan(session: Session, project):
    return make_scan(session, project)


@pytest.fixture
def destination(session: Session, project, receiver):
    return make_destination(session, project, f"{receiver.url}/hook")


@pytest.fixture
def rule(session: Session, destination):
    return make_rule(session, destination)
