"""The load in a worker: a typed copy of the file, then everything that reads it, in one transaction."""

import logging
import shutil
import uuid
from pathlib import Path

from sqlalchemy.orm import Session

from tripl.db.clock import shared_now
from tripl.db.outbox import after_commit, enqueue
from tripl.db.waits import was_cut_short
from tripl.features.accounts import service as accounts
from tripl.features.files import repository
from tripl.features.files.errors import CHANGED, GONE, INTERNAL, GivenBackError, StoppedError
from tripl.features.files.schemas import LOADING, Claim, FileChoices, Work
from tripl.features.files.service.connecting import connect
from tripl.features.files.service.looking import Look, look, recipe
from tripl.features.files.service.reading import form_of, problems, table_name
from tripl.features.files.service.recording import tell
from tripl.features.files.service.starting import forsake
from tripl.features.files.service.watching import Watch
from tripl.features.scans.service import DEAD_AFTER
from tripl.features.scans.service.personal import EMAIL, sensitivity
from tripl.features.scans.service.previews import MASK
from tripl.kit.errors import Invalid, NotFound, TriplError
from tripl.kit.principal import Principal
from tripl.kit.processes import is_gone
from tripl.models.files import DroppedFile
from tripl.warehouses.intake.loading import Loaded, Place, load

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
GAVE_UP = (
    "The worker died several times while it loaded this file. Try a smaller part of it; the worker's log may say why."
)
OUT_OF_TIME = "The file is too large to be loaded in one go. Drop a smaller part of it, or load it into a warehouse."
NOBODY = "The account that started the load is gone. Start it again."


def advance(work: Work, file_id: uuid.UUID) -> None:
    """Load a file. A message that meets a living holder, or a file that no longer waits, does nothing."""
    with work.transaction() as session:
        claim = _claim(session, work, file_id)
    if claim is None:
        return
    try:
        with Watch(work, claim) as watch:
            _load(work, claim, watch)
    except StoppedError:
        log.info("the load of file %s was cancelled or taken over", file_id)
        _clear(work, claim)
    except GivenBackError:
        log.info("the load of file %s is given back: this worker ends", file_id)
        with work.transaction() as session:
            if repository.report(session, file_id, claim.fence, heartbeat_at=None) is not None:
                enqueue(session, "files.load", file_id)
    except Exception as error:
        if work.stopping() and was_cut_short(error):
            raise  # its message goes back to the queue
        _fail(work, claim, error)


def _claim(session: Session, work: Work, file_id: uuid.UUID) -> Claim | None:
    file = repository.locked(session, file_id)
    now = shared_now(session)
    if file is None or file.status != "loading" or work.stopping():
        return None
    alive = file.heartbeat_at is not None and now - file.heartbeat_at < DEAD_AFTER
    if alive and not is_gone(file.holder or ""):
        return None
    if file.heartbeat_at is not None:
        file.attempts += 1  # its holder died
    if file.attempts >= MOST_ATTEMPTS:
        _end(session, work, file, GAVE_UP)
        return None
    file.fence, file.holder, file.heartbeat_at, file.stage = file.fence + 1, work.holder, now, "reading"
    session.flush()
    tell(session, file)
    return Claim(file.id, file.fence)


def _load(work: Work, claim: Claim, watch: Watch) -> None:
    with work.transaction() as session:
        file = repository.locked(session, claim.file_id)
        if file is None:
            raise StoppedError("The file was deleted.")
        session.expunge(file)
    choices = FileChoices.model_validate(file.choices or {})
    place = place_of(work, claim, file)
    seal = Seal(Path(file.path))
    seen = look(Path(file.path), form_of(file), choices)
    if wrong := problems(seen, choices):
        raise Invalid(wrong[0])
    _remove_leftovers(work, place, file)
    watch.check()
    made = recipe(seen, choices, place.table)

    def tell(done: float, rows: int, rejected: int) -> None:
        watch.progress(done, rows, rejected)
        seal.check()

    loaded = load(seen.sample.table, made, place, tell, masking(seen))
    watch.report(stage="starting", progress=1.0, loaded_rows=loaded.rows, rejected_rows=loaded.rejected)
    _finish(work, claim, seen, choices, loaded)


class Seal:
    """A file as it was when the load began: a copy of half an old and half a new one is no copy."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._first = self._state()

    def check(self) -> None:
        if self._state() != self._first:
            raise Invalid(CHANGED)

    def _state(self) -> tuple[int, int, int]:
        try:
            about = self._path.stat()
        except FileNotFoundError as error:
            raise NotFound(GONE) from error
        return about.st_ino, about.st_size, about.st_mtime_ns


def _remove_leftovers(work: Work, place: Place, file: DroppedFile) -> None:
    """Of workers that died over this file."""
    for path in work.files.uploads.glob(f"{LOADING}{file.id}-*"):
        if path != place.work:
            shutil.rmtree(path, ignore_errors=True)


def _finish(work: Work, claim: Claim, seen: Look, choices: FileChoices, loaded: Loaded) -> None:
    """Source, plan, scan and run appear together, or not at all."""
    with work.transaction() as session:
        file = repository.locked(session, claim.file_id)
        if file is None or file.status != "loading" or file.fence != claim.fence:
            raise StoppedError("The load was cancelled or taken over.")
        principal = _requester(session, file)
        if principal is None:
            raise NotFound(NOBODY)
        place = place_of(work, claim, file)
        connect(session, principal, work, file, seen=seen, choices=choices, place=place)
        file.status, file.stage, file.heartbeat_at, file.progress = "loaded", "done", None, 1.0
        file.loaded_rows, file.rejected_rows = loaded.rows, loaded.rejected
        file.blank_lines, file.comment_lines = loaded.blank, loaded.comments
        file.data_from, file.data_to = loaded.first, loaded.last
        session.flush()
        tell(session, file)
        if file.owned:
            after_commit(session, lambda: Path(file.path).unlink(missing_ok=True))


def _fail(work: Work, claim: Claim, error: Exception) -> None:
    log.error("the load of file %s failed", claim.file_id, exc_info=error)
    with work.transaction() as session:
        file = repository.locked(session, claim.file_id)
        if file is not None and file.status == "loading" and file.fence == claim.fence:
            _end(session, work, file, _reason(work, error))


def _end(session: Session, work: Work, file: DroppedFile, why: str) -> None:
    """The file may be started again with other choices; nothing of this load stays."""
    file.status, file.stage, file.error, file.heartbeat_at = "failed", None, why, None
    file.loaded_rows = file.rejected_rows = None
    session.flush()
    tell(session, file)
    principal = _requester(session, file)
    if principal is not None:
        forsake(session, principal, file, work.projects)
    folder = work.files.uploads / str(file.id)
    after_commit(session, lambda: shutil.rmtree(folder, ignore_errors=True))


def _requester(session: Session, file: DroppedFile) -> Principal | None:
    """Whoever dropped the file, while they belong to its organisation."""
    return accounts.acting_for(session, file.requested_by, file.organization_id) if file.requested_by else None


def _clear(work: Work, claim: Claim) -> None:
    """After a cancellation nothing of the load stays; after a takeover the other worker's folder does."""
    with work.transaction() as session:
        file = repository.locked(session, claim.file_id)
        if file is None or file.status in {"cancelled", "failed"}:
            shutil.rmtree(work.files.uploads / str(claim.file_id), ignore_errors=True)


def place_of(work: Work, claim: Claim, file: DroppedFile) -> Place:
    uploads = work.files.uploads
    making = uploads / f"{LOADING}{file.id}-{claim.fence}"
    return Place(uploads / str(file.id), making, table_name(file.name), work.files.reserve_bytes)


def masking(seen: Look) -> "Masking":
    own = seen.sample.dialect
    return Masking(own.shape.delimiter if own else "|")


class Masking:
    """Hides what looks personal in a rejected line: such values are not stored."""

    def __init__(self, delimiter: str) -> None:
        self._delimiter = delimiter

    def __call__(self, text: str) -> str:
        for mark in (self._delimiter, " | "):
            cells = text.split(mark)
            text = mark.join(MASK if self._personal(cell) else cell for cell in cells)
        return EMAIL.sub(MASK, text)

    @staticmethod
    def _personal(cell: str) -> bool:
        plain = cell.strip().strip("\"'")
        return bool(plain) and sensitivity([plain]) != "none"


def _reason(work: Work, error: BaseException) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, work.out_of_time):
            return OUT_OF_TIME
        cause = cause.__cause__ or cause.__context__
    return error.message if isinstance(error, TriplError) else INTERNAL
