"""What the audit log keeps of a file, and what open pages are told."""

from typing import Any

from sqlalchemy.orm import Session

from tripl.db.outbox import announce
from tripl.features.audit import service as audit
from tripl.kit.principal import Principal
from tripl.models.files import DroppedFile


def record(session: Session, principal: Principal, action: str, file: DroppedFile, **payload: Any) -> None:
    audit.record(
        session,
        principal,
        action=action,
        target_type="file",
        target_id=file.id,
        target_name=file.name,
        payload=payload,
    )


def tell(session: Session, file: DroppedFile) -> None:
    if file.project_id is not None:
        announce(
            session,
            file.project_id,
            "file",
            file_id=str(file.id),
            status=file.status,
            stage=file.stage,
            progress=file.progress,
            loaded_rows=file.loaded_rows,
            rejected_rows=file.rejected_rows,
            error=file.error,
        )
