"""What is answered out of a file itself, with the engine loaded on first use."""

from tripl.features.files.schemas import FileChoices, FilePolicy, FileReading, FileReject, FileRejects
from tripl.features.sources.service import SLOTS
from tripl.models.files import DroppedFile


def first_look(file: DroppedFile, choices: FileChoices) -> FileReading:
    """Unavailable when all places for such work are taken."""
    from tripl.features.files.service.reading import answer

    with SLOTS.taken():
        return answer(file, choices)


def rejected(file: DroppedFile, policy: FilePolicy, limit: int, offset: int) -> FileRejects:
    from tripl.warehouses.intake.loading import rejects

    if not policy.roots:
        return FileRejects(items=[], total=0)
    found, total = rejects(policy.uploads / str(file.id), limit, offset)
    items = [FileReject(line=each.line, reason=each.reason, text=each.text) for each in found]
    return FileRejects(items=items, total=total)
