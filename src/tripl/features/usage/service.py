"""The usage report: one small document a day, where somebody asked for it and named who gets it."""

import json
import logging
import platform
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tripl.channels.base import DeliveryError
from tripl.channels.outbound import Outbound
from tripl.db.locks import lock
from tripl.features.usage import repository
from tripl.features.usage.schemas import UsageOut, UsagePolicy, UsageSent

log = logging.getLogger(__name__)
EDITION = "community"
SECONDS = 5.0
STEPS = ((0, "0"), (10, "1-10"), (100, "11-100"), (1000, "101-1000"))
Transaction = Callable[[], AbstractContextManager[Session]]


def usage(session: Session, policy: UsagePolicy, now: datetime) -> UsageOut:
    """What the next report would say, and what the last one said; also where none is sent."""
    row = repository.last(session)
    sent = None
    if row is not None and row.document is not None and row.at is not None:
        sent = UsageSent(document=row.document, at=row.at, outcome=row.outcome)
    return UsageOut(
        state=policy.state,
        endpoint=policy.endpoint or None,
        document=_document(session, policy, None if row is None else str(row.instance_id), now),
        last=sent,
    )


def report(transaction: Transaction, policy: UsagePolicy, now: datetime, done: Callable[[Session], None]) -> None:
    """Send the day's report once. `done` is called before it leaves, so that nothing ever sends it again."""
    with transaction() as session:
        lock(session, "usage-report")
        done(session)
        if policy.state != "on":
            return
        row = repository.last(session) or repository.add(session)
        document = _document(session, policy, str(row.instance_id), now)
        row.document, row.at, row.outcome = document, now, None
    outcome = _send(policy, document)
    log.info("usage report: %s", outcome)
    with transaction() as session:
        if (found := repository.last(session)) is not None:
            found.outcome = outcome


def _send(policy: UsagePolicy, document: dict[str, Any]) -> str:
    """Whatever comes of it, in words. Redirects are answers."""
    try:
        out = Outbound(public_only=policy.public_hosts_only, seconds=SECONDS)
        answer = out.post(policy.endpoint, json.dumps(document).encode(), {"content-type": "application/json"})
    except DeliveryError as error:
        return f"Not sent: {error}"
    if 200 <= answer.status < 300:
        return f"Sent, answered with {answer.status}"
    return f"Refused with status {answer.status}"


def _document(session: Session, policy: UsagePolicy, instance: str | None, now: datetime) -> dict[str, Any]:
    """No name, host, address, query or exact number."""
    begun = repository.begun(session)
    return {
        "format": 1,
        "instance": instance,
        "version": policy.version,
        "edition": EDITION,
        "mode": policy.mode,
        "python": platform.python_version(),
        "engines": list(repository.engines(session)),
        "counts": {name: bucket(count) for name, count in repository.counts(session).items()},
        "days_since_install": 0 if begun is None else max((now - begun).days, 0),
    }


def bucket(count: int) -> str:
    """The size of a number, without the number."""
    return next((name for most, name in STEPS if count <= most), "1000+")
