"""Takes the bytes of a file in, and lets them go again."""

import contextlib
import errno
import shutil
import uuid
import zlib
from pathlib import Path
from typing import IO

from sqlalchemy.orm import Session

from tripl.db.outbox import after_commit
from tripl.features.files import repository
from tripl.features.files.errors import GONE, OFF, UNKNOWN
from tripl.features.files.schemas import INCOMING, FileChoices, FileLimits, FilePolicy, FileResponse, Transaction
from tripl.features.files.service.presenting import file_out
from tripl.features.files.service.recording import record
from tripl.features.sources.hooks import SourceHooks
from tripl.features.sources.service import delete as delete_source
from tripl.kit.errors import Conflict, Forbidden, Full, Invalid, NotFound, TooLarge
from tripl.kit.ids import new_id
from tripl.kit.principal import Principal
from tripl.models.files import DroppedFile
from tripl.warehouses.base import WarehouseError
from tripl.warehouses.folders import located

FULL = "The disk of this server is nearly full, so the file was not stored. Free some space and try again."
UNWRITABLE = "The server cannot write to the folder for dropped files. An operator has to make it writable."
CHECKED_EVERY = 16 * 2**20
VERIFIED = 2**30
"""Bytes of a packed file that are unpacked to see that it is whole."""
LONGEST_NAME = 255


def require_enabled(policy: FilePolicy) -> None:
    if not policy.roots:
        raise Forbidden(OFF)


def limits(policy: FilePolicy) -> FileLimits:
    if not policy.roots:
        return FileLimits(enabled=False, reason=OFF, max_bytes=policy.most_bytes, free_bytes=0, folders=[])
    free = max(0, _free(Path(policy.roots[0])) - policy.reserve_bytes)
    return FileLimits(
        enabled=True, reason=None, max_bytes=policy.most_bytes, free_bytes=free, folders=list(policy.roots)
    )


def checked_name(name: str) -> str:
    """A name is shown and never a path; Invalid for one that tries to be."""
    plain = "".join(each for each in name if each.isprintable()).strip()
    if not plain or plain in {".", ".."} or "/" in plain or "\\" in plain:
        raise Invalid("The file's name must be a plain name, without folders.", "name")
    return plain[-LONGEST_NAME:]


class Incoming:
    """Bytes on their way in. Whatever goes wrong, `discard` leaves nothing behind."""

    def __init__(self, policy: FilePolicy, name: str, announced: int | None) -> None:
        require_enabled(policy)
        self.name = checked_name(name)
        self.id = new_id()
        self.size = 0
        self._policy, self._checked = policy, 0
        if announced is not None and announced > policy.most_bytes:
            raise TooLarge(self._too_large)
        folder = policy.uploads / INCOMING
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._check_disk(folder, announced or 0)
            self.path = folder / str(self.id)
            self._file: IO[bytes] = self.path.open("xb")
        except OSError as error:
            raise _refused(error) from error

    def write(self, chunk: bytes) -> None:
        """TooLarge or Full as soon as it is known."""
        self.size += len(chunk)
        if self.size > self._policy.most_bytes:
            raise TooLarge(self._too_large)
        try:
            if self.size - self._checked >= CHECKED_EVERY:
                self._checked = self.size
                self._check_disk(self.path.parent, 0)
            self._file.write(chunk)
        except OSError as error:
            raise _refused(error) from error

    def close(self) -> None:
        try:
            self._file.close()
        except OSError as error:
            raise _refused(error) from error

    def discard(self) -> None:
        with contextlib.suppress(OSError):
            self._file.close()
        self.path.unlink(missing_ok=True)

    @property
    def _too_large(self) -> str:
        return (
            f"The file is larger than {self._policy.most_mb:,} MB. Drop a part of it, "
            "or an operator raises FILE_UPLOAD_MAX_MB."
        )

    def _check_disk(self, folder: Path, wanted: int) -> None:
        if _free(folder) - wanted < self._policy.reserve_bytes:
            raise Full(FULL)


def keep(transaction: Transaction, principal: Principal, incoming: Incoming) -> FileResponse:
    """Look at what has arrived and remember it; Invalid for what cannot become a table."""
    file = DroppedFile(id=incoming.id, name=incoming.name, size_bytes=incoming.size, path=str(incoming.path))
    return _admit(transaction, principal, file)


def name_on_disk(transaction: Transaction, principal: Principal, policy: FilePolicy, given: str) -> FileResponse:
    """A file that is already there; it is read where it is and never changed."""
    require_enabled(policy)
    try:
        path = located(given, policy.roots)
    except WarehouseError as error:
        raise Invalid(error.message, "path") from error
    if path.is_relative_to(policy.uploads):
        raise Invalid("This folder is tripl's own. Name another file.", "path")
    if _has_link(Path(given), path):
        raise Invalid("The path goes through a link. Name the file itself.", "path")
    if not path.is_file():
        raise Invalid("The path names a folder. Name one file in it.", "path")
    try:
        size = path.stat().st_size
        path.open("rb").close()
    except OSError as error:
        raise Invalid("The server may not read this file. Change its permissions.", "path") from error
    file = DroppedFile(id=new_id(), name=path.name[-LONGEST_NAME:], size_bytes=size, path=str(path), owned=False)
    return _admit(transaction, principal, file)


def delete(session: Session, principal: Principal, file: DroppedFile, policy: FilePolicy, hooks: SourceHooks) -> None:
    """Conflict while a project reads it."""
    if file.status == "loading":
        raise Conflict("The file is being loaded. Cancel that first.")
    slug = repository.slug_of(session, file.project_id)
    if file.scan_id is not None and slug is not None:
        raise Conflict(f"The project “{slug}” reads this file. Delete its scan or the project first.")
    if file.data_source_id is not None:
        delete_source(session, principal, file.data_source_id, hooks)
    record(session, principal, "file.delete", file)
    path, owned, folder = Path(file.path), file.owned, policy.uploads / str(file.id) if policy.roots else None
    repository.delete(session, file)

    def remove() -> None:
        if owned:
            path.unlink(missing_ok=True)
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    after_commit(session, remove)


class FilesOfOrganization:
    """Listens to an organisation that goes: bytes that were dropped go before their row, a file at a time.

    Bytes that cannot be removed raise OSError, and the organisation is not gone before they are.
    """

    def __init__(self, policy: FilePolicy) -> None:
        self._policy = policy

    def __call__(self, session: Session, organization_id: uuid.UUID) -> bool:
        file = repository.any_of(session, organization_id)
        if file is None:
            return False
        if file.owned:
            Path(file.path).unlink(missing_ok=True)
        folder = self._policy.uploads / str(file.id) if self._policy.roots else None
        if folder is not None and folder.is_dir():
            shutil.rmtree(folder)
        repository.delete(session, file)
        return True


def found(session: Session, principal: Principal, file_id: uuid.UUID, *, lock: bool = False) -> DroppedFile:
    file = repository.one(session, principal.organization_id, file_id, lock=lock)
    if file is None:
        raise NotFound(UNKNOWN)
    return file


def readable(file: DroppedFile) -> DroppedFile:
    """Conflict once the file has been loaded, NotFound when its bytes are gone."""
    if file.status == "loaded":
        raise Conflict("The file has been loaded already. Drop it again to read it another way.")
    if not Path(file.path).is_file():
        raise NotFound(GONE)
    return file


def _admit(transaction: Transaction, principal: Principal, file: DroppedFile) -> FileResponse:
    from tripl.features.files.service.looking import look
    from tripl.features.files.service.reading import NO_TIME
    from tripl.warehouses.intake.form import recognised

    path = Path(file.path)
    form = recognised(path)
    if form.gzipped:
        verify(path)
    file.format, file.gzipped, file.status, file.progress = form.kind, form.gzipped, "uploaded", 0.0
    if not look(path, form, FileChoices()).times:
        raise Invalid(NO_TIME)
    with transaction() as session:
        file.organization_id = principal.organization_id
        file.requested_by = principal.user_id
        repository.add(session, file)
        session.refresh(file)
        record(session, principal, "file.create", file, size_bytes=file.size_bytes, format=file.format)
        return file_out(file, None)


def verify(path: Path) -> None:
    """Invalid for a packed file that is cut off."""
    from tripl.warehouses.intake.form import CUT_OFF
    from tripl.warehouses.intake.tables import opened

    read = 0
    with opened(path, gzipped=True) as (_, stream):
        try:
            while read < VERIFIED and (piece := stream.read(2**20)):
                read += len(piece)
        except (EOFError, OSError, zlib.error) as error:
            raise Invalid(CUT_OFF) from error


def _has_link(given: Path, real: Path) -> bool:
    named = given if given.is_absolute() else None
    if named is None:
        return given.parts != real.parts[-len(given.parts) :]
    return named.is_symlink() or any(each.is_symlink() for each in named.parents if each.is_relative_to(named.anchor))


def _free(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0


def _refused(error: OSError) -> Full | Conflict:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Full(FULL)
    return Conflict(UNWRITABLE)
