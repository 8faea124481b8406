"""Previews and dry runs in a worker."""

import uuid

from tripl.edge.tasks import task
from tripl.edge.wiring import Wiring
from tripl.features.scans.service import probing
from tripl.features.sources.schemas import SourcePolicy


@task("scans.preview")
def preview(wiring: Wiring, probe_id: str) -> None:
    """Answer a preview."""
    probing.run_preview(wiring.transaction, uuid.UUID(probe_id), wiring.policy(SourcePolicy))


@task("scans.dry_run")
def dry_run(wiring: Wiring, probe_id: str) -> None:
    """Answer a dry run."""
    probing.run_dry_run(wiring.transaction, uuid.UUID(probe_id), wiring.policy(SourcePolicy))
