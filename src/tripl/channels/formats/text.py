"""Plain text: for people, without markup."""

from tripl.channels.message import Message

MOST_ITEMS = 20
"""Lines for findings; the rest is counted."""


def render(message: Message) -> str:
    parts = [message.title, message.sentence]
    if message.items:
        parts.append("\n".join(_lines(message)))
    if message.facts:
        parts.append("\n".join(f"{fact.label}: {fact.value}" for fact in message.facts))
    if message.link:
        parts.append(f"{message.link.label}: {message.link.url}")
    return "\n\n".join(parts)


def _lines(message: Message) -> list[str]:
    lines = [f"- {item.sentence}" for item in message.items[:MOST_ITEMS]]
    rest = len(message.items) - MOST_ITEMS
    return [*lines, f"- and {rest} more"] if rest > 0 else lines
