"""Slack's own markup: bold titles, and links behind names."""

from tripl.channels.formats.text import MOST_ITEMS
from tripl.channels.message import Item, Message

ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


def render(message: Message) -> str:
    parts = [f"*{_bold(message.title)}*", escape(message.sentence)]
    if message.items:
        parts.append("\n".join(_lines(message)))
    if message.facts:
        parts.append("\n".join(f"*{_bold(fact.label)}:* {escape(fact.value)}" for fact in message.facts))
    if message.link:
        parts.append(_link(message.link.url, message.link.label))
    return "\n\n".join(parts)


def escape(words: str) -> str:
    """What would be read as a mention, a link or an entity is shown as it is written."""
    for plain, told in ESCAPES:
        words = words.replace(plain, told)
    return words


def _bold(words: str) -> str:
    """A star inside would end it, a line break too."""
    return " ".join(escape(words).replace("*", "∗").split())


def _link(url: str, label: str) -> str:
    return f"<{escape(url).replace('|', '%7C')}|{escape(label).replace('|', '¦')}>"


def _lines(message: Message) -> list[str]:
    lines = [f"• {_line(item)}" for item in message.items[:MOST_ITEMS]]
    rest = len(message.items) - MOST_ITEMS
    return [*lines, f"• and {rest} more"] if rest > 0 else lines


def _line(item: Item) -> str:
    """The name leads to its series, where there is an address."""
    url = item.monitoring_url
    if not url or not item.sentence.startswith(item.scope_name):
        return escape(item.sentence)
    return _link(url, item.scope_name) + escape(item.sentence.removeprefix(item.scope_name))
