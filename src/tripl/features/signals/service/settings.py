"""How a project wants to be told."""

import uuid
from typing import Any

from sqlalchemy.orm import Session

from tripl.features.audit import service as audit
from tripl.features.signals.repository import settings as repository
from tripl.features.signals.schemas import SettingsUpdate
from tripl.kit.errors import Invalid
from tripl.kit.principal import Principal, ProjectContext
from tripl.models.signals import AnomalySettings


def settings(session: Session, project_id: uuid.UUID) -> AnomalySettings:
    return repository.of_project(session, project_id)


def on_project_created(session: Session, project_id: uuid.UUID, created_by: uuid.UUID | None = None) -> None:
    """Every project starts with the defaults; detection waits for the first collection."""
    del created_by
    repository.create(session, project_id)


def change(session: Session, principal: Principal, project: ProjectContext, body: SettingsUpdate) -> AnomalySettings:
    """Set what was sent. From now on these members are a person's and no proposal touches them."""
    asked = body.model_dump(include=body.model_fields_set)
    cleared = sorted(name for name, value in asked.items() if value is None)
    if cleared:
        raise Invalid(f"Field(s) cannot be null: {', '.join(cleared)}")
    row = repository.of_project(session, project.id, lock=True)
    _check_pair(row, asked)
    before = {name: getattr(row, name) for name in asked}
    for name, value in asked.items():
        setattr(row, name, value)
    row.decided = sorted({*row.decided, *asked})
    session.flush()
    changed = {name: [before[name], value] for name, value in asked.items() if before[name] != value}
    if changed:
        audit.record(
            session,
            principal,
            action="anomaly_settings.update",
            target_type="anomaly_settings",
            target_id=row.id,
            target_name=project.name,
            project=project,
            payload={"changed": changed},
        )
    return row


def _check_pair(row: AnomalySettings, asked: dict[str, Any]) -> None:
    """A bucket must be able to settle while it still counts as recent."""
    hours = asked.get("recent_signal_window_hours", row.recent_signal_window_hours)
    minutes = asked.get("anomaly_ingestion_settling_minutes", row.anomaly_ingestion_settling_minutes)
    if minutes >= hours * 60:
        raise Invalid(
            f"A settling time of {minutes} minutes does not fit into a signal window of {hours} hours "
            f"({hours * 60} minutes). Shorten the one or lengthen the other.",
            "recent_signal_window_hours",
            "anomaly_ingestion_settling_minutes",
        )
