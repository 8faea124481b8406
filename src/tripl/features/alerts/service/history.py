"""What the delivery log holds from before the first run: a demo's past."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from tripl.features.alerts.ports import Finding
from tripl.features.alerts.repository import destinations as directory
from tripl.features.alerts.repository import states as repository
from tripl.features.alerts.service.evaluation import delivery_of, fill
from tripl.features.alerts.service.matching import matches
from tripl.features.alerts.service.wording import Scene


def failed_before(session: Session, scan_config_id: uuid.UUID, finding: Finding, at: datetime, error: str) -> int:
    """Log that the messages due at `at` failed, one a matching rule; how many. *Retry* sends them as any other."""
    found = directory.scan_and_project(session, scan_config_id)
    if found is None:
        return 0
    scan, project, organization_slug = found
    scene = Scene(organization_slug, project.slug, project.name, scan.id, scan.name)
    rules = [row for row in repository.live_rules(session, project.id, scan.id) if matches(row[0], finding).matched]
    for rule, destination in rules:
        delivery = delivery_of(rule, destination, scene, matched_count=1)
        delivery.status, delivery.next_attempt_at = "failed", None
        delivery.error_message, delivery.error_permanent, delivery.attempts = error, False, 1
        delivery.created_at = delivery.updated_at = at
        fill(session, delivery, [(finding, None)], scene)
    return len(rules)
