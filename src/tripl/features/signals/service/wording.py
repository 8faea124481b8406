"""What a finding says in one sentence; page, alert and API quote it."""

from datetime import UTC, datetime

from tripl.kit.clock import INTERVALS

SUBJECTS = {"project_total": "the project total", "event_type": "this event type", "event": "this event"}


def sentence(scope_type: str, bucket: datetime, interval: str | None, actual: float, expected: float) -> str:
    """One sentence, such as “At 14:00 UTC on 23 Nov this event came 62% below its expected level”."""
    at = bucket.astimezone(UTC)
    day = f"{at.day} {at:%b}"
    daily = interval is not None and INTERVALS[interval].days >= 1
    when = f"On {day} (UTC)" if interval == "1d" else f"In the week of {day} (UTC)"
    when = when if daily else f"At {at:%H:%M} UTC on {day}"
    subject = SUBJECTS.get(scope_type, "this series")
    if actual == 0 and expected > 0:
        return f"{when} {subject} dropped to zero, where {expected:,.0f} were expected."
    if expected <= 0:
        return f"{when} {subject} came to {actual:,.0f}, where nothing was expected."
    side = "below" if actual < expected else "above"
    return f"{when} {subject} came {abs(actual - expected) / expected:.0%} {side} its expected level."
