"""What the audit log keeps of a scan."""

from typing import Any

from sqlalchemy.orm import Session

from tripl.features.audit import service as audit
from tripl.kit.principal import Principal, ProjectContext
from tripl.models.scans import ScanConfig


def record(
    session: Session, principal: Principal, project: ProjectContext, action: str, scan: ScanConfig, **payload: Any
) -> None:
    audit.record(
        session,
        principal,
        action=action,
        target_type="scan_config",
        target_id=scan.id,
        target_name=scan.name,
        project=project,
        payload=payload,
    )
