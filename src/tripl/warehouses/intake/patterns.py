"""How people and programs spell instants: one pattern a family, and the spellings that are made alike first."""

import re

import pyarrow as pa
import pyarrow.compute as pc

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ZONES = {
    "EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500", "MST": "-0700", "MDT": "-0600",
    "PST": "-0800", "PDT": "-0700", "WET": "+0000", "WEST": "+0100", "CET": "+0100", "CEST": "+0200",
    "EET": "+0200", "EEST": "+0300", "MSK": "+0300", "JST": "+0900",
}  # fmt: skip
"""Those of RFC 5322, and a few that mean one thing only."""
_ZONE = rf"Z|z|(?:UTC|GMT)(?:[+-]\d{{1,2}}(?::?\d{{2}})?)?|[+-]\d{{2}}(?::?\d{{2}})?|{'|'.join(ZONES)}"
_PLACE = r"(?:\s?\[[\w/+-]+\]|\s\([^()]{1,60}\))?"
"""Java and JavaScript write the name of the zone behind its offset."""
_CLOCK = (
    r"(?P<H>\d{1,2})[:.h](?P<M>\d{2})(?:[:.](?P<S>\d{2})(?:[.,:](?P<f>\d{1,9}))?)?"
    rf"(?:\s?(?:Uhr|h))?(?:\s?(?P<p>[AaPp])\.?[Mm]\.?)?(?:\s?(?P<z>{_ZONE}){_PLACE})?"
)
_REST = rf"(?:(?:\s*[Tt,:_]\s*|\s+|-)(?:at\s+)?{_CLOCK})?$"
_WEEKDAY = r"^(?:[A-Za-z]{2,9}\.?,?\s+)?"
_NAME = r"(?P<n>[A-Za-z]{3})[A-Za-z]*\.?"
PATTERNS: dict[str, str] = {
    "year": r"^(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})" + _REST,
    "packed": r"^(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})"
    r"(?:[T _-]?(?P<H>\d{2}):?(?P<M>\d{2})(?::?(?P<S>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"(?P<p>[AaPp])?(?P<z>Z|[+-]\d{2}:?\d{2})?)?$",
    "dots": r"^(?P<a>\d{1,2})\.(?P<b>\d{1,2})\.(?P<y>\d{4}|\d{2})" + _REST,
    "dashes": r"^(?P<a>\d{1,2})-(?P<b>\d{1,2})-(?P<y>\d{4}|\d{2})" + _REST,
    "slashes": _WEEKDAY + r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4}|\d{2})" + _REST,
    "named": r"^\[?(?:[A-Za-z]{2,9}\.?,?\s+)?(?P<d>\d{1,2})(?:st|nd|rd|th)?[-/. ]\s?"
    + _NAME + r",?[-/. ]\s?(?P<y>\d{4}|\d{2})" + _REST.removesuffix("$") + r"\]?$",
    "month": _WEEKDAY + _NAME + r"\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})" + _REST,
    "spelled": r"^(?P<y>\d{4})[-/. ]" + _NAME + r"[-/. ](?P<d>\d{1,2})" + _REST,
    "ctime": _WEEKDAY
    + r"(?P<n>[A-Za-z]{3})\s+(?P<d>\d{1,2})\s+(?P<H>\d{2}):(?P<M>\d{2}):(?P<S>\d{2})(?P<f>)(?P<p>)"
    + rf"(?:\s(?P<z>{_ZONE}))?\s+(?P<y>\d{{4}})$",
}  # fmt: skip
"""`a` and `b` are day and month in either order, or year and month; `n` is the name of a month."""
ORDERED = frozenset({"dots", "dashes", "slashes"})
CLOCK_ONLY = re.compile(r"^(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?(?:\s?[AaPp]\.?[Mm]\.?)?$")
DATED = re.compile(
    r"\d{1,4}[-/.]\s?(?:\d{1,2}|[A-Za-z]{3,9})[-/. ,]|[A-Za-z]{3,9}\.?[\s,]+\d{1,2}|"
    r"\d{1,2}(?:st|nd|rd|th)?[\s-][A-Za-z]{3}|^(?:19|20)\d{6}|年"
)
"""What every family has in it, so that most columns are passed over at once."""
_CLOCK_FIRST = r"^(\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:\s?[AaPp]\.?[Mm]\.?)?)[\s,]+(.*\d.*)$"
_PLAIN = pa.array(["", "Z", "z", "UTC", "GMT"])
_OFFSET = r"^(?:UTC|GMT)?([+-])(\d)(:?\d{2})?$"


def alike(values: pa.Array) -> pa.Array:
    """Spaces that are none, minus signs and Chinese marks as the patterns know them; the date before the clock."""
    if not pc.all(pc.string_is_ascii(values)).as_py():
        values = pc.replace_substring_regex(values, "[\u00a0\u2007\u2009\u202f]", " ")
        values = pc.replace_substring_regex(values, "[\u2212\u5e74\u6708]", "-")
        values = pc.replace_substring(values, "\u65e5", "")
    if pc.any(pc.match_substring_regex(values, r"^\d{1,2}:")).as_py():
        values = pc.replace_substring_regex(values, _CLOCK_FIRST, r"\2 \1")
    return values


def offsets(zones: pa.Array) -> pa.Array:
    """`+HHMM` or `+HH:MM` for zones that have an offset, as they are otherwise."""
    if pc.all(pc.is_in(zones, value_set=_PLAIN)).as_py():
        return zones
    known = pc.index_in(zones, value_set=pa.array(list(ZONES)))
    plain = pc.if_else(pc.is_valid(known), pa.array([*ZONES.values()]).take(known), zones)
    plain = pc.replace_substring_regex(plain, _OFFSET, r"\10\2\3")
    return pc.replace_substring_regex(plain, r"^(?:UTC|GMT)([+-])", r"\1")
