"""What runs on a timetable: loads of dead workers, lost messages, and bytes that nobody knows any more."""

import logging
import shutil
import time
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from tripl.db.locks import lock
from tripl.db.outbox import enqueue
from tripl.features.files import repository
from tripl.features.files.schemas import INCOMING, LOADING, FilePolicy
from tripl.features.scans.service.leases import DEAD_AFTER, UNCLAIMED_AFTER
from tripl.kit.processes import is_gone

log = logging.getLogger(__name__)
ORPHANED = timedelta(hours=1)


def sweep(session: Session, policy: FilePolicy, now: datetime) -> int:
    """Hand on the loads of dead workers and those whose message was lost; remove what broken uploads left."""
    lock(session, "files-sweep")
    loading = repository.loading(session)
    waiting = [file_id for file_id, holder, heard, changed in loading if _is_lost(holder, heard, changed, now)]
    for file_id in waiting:
        enqueue(session, "files.load", file_id)
    if policy.roots and policy.uploads.is_dir():
        _tidy(session, policy.uploads)
    return len(waiting)


def _is_lost(holder: str | None, heard: datetime | None, changed: datetime, now: datetime) -> bool:
    """Its worker is silent or gone, or nobody has taken it up."""
    if heard is None:
        return now - changed > UNCLAIMED_AFTER
    return now - heard > DEAD_AFTER or (holder is not None and is_gone(holder))


def _tidy(session: Session, uploads: Path) -> None:
    found = [*uploads.iterdir(), *((uploads / INCOMING).iterdir() if (uploads / INCOMING).is_dir() else ())]
    old = [path for path in found if path.name != INCOMING and _is_old(path)]
    ids = {path: _id_of(path) for path in old}
    known = repository.known(session, [each for each in ids.values() if each is not None])
    for path, file_id in ids.items():
        making = path.name.startswith(LOADING)
        if making or (file_id is not None and file_id not in known):
            log.info("removing %s: no file needs it", path.name)
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _is_old(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > ORPHANED.total_seconds()
    except OSError:
        return False


def _id_of(path: Path) -> uuid.UUID | None:
    try:
        return uuid.UUID(path.name)
    except ValueError:
        return None
