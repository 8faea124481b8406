"""Celery entry points of dropped files."""

import uuid

from celery.exceptions import SoftTimeLimitExceeded

from tripl.db.clock import shared_now
from tripl.edge.ending import ending
from tripl.edge.tasks import task
from tripl.edge.wiring import Wiring
from tripl.features.files import service
from tripl.features.files.schemas import FilePolicy, Work
from tripl.features.projects.hooks import ProjectHooks
from tripl.features.sources.schemas import SourcePolicy
from tripl.kit.processes import signature


def work(wiring: Wiring) -> Work:
    return Work(
        transaction=wiring.transaction,
        files=wiring.policy(FilePolicy),
        sources=wiring.policy(SourcePolicy),
        projects=wiring.policy(ProjectHooks),
        holder=signature(),
        stopping=ending,
        out_of_time=(SoftTimeLimitExceeded,),
    )


@task("files.load")
def load(wiring: Wiring, file_id: str) -> None:
    """Turn a file into a source with its scan."""
    from tripl.features.files.service.loading import advance

    advance(work(wiring), uuid.UUID(file_id))


@task("files.sweep")
def sweep(wiring: Wiring) -> None:
    """Hand on what dead workers and lost messages left."""
    with wiring.transaction() as session:
        service.sweep(session, wiring.policy(FilePolicy), shared_now(session))
