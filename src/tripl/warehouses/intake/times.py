"""Instants written as text or numbers: which way a column writes them, and the conversion to UTC.

A way is a family, not one pattern: seconds, fractions, a zone and the kind of space may come and go within it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tripl.warehouses.intake.patterns import CLOCK_ONLY, DATED, MONTHS, ORDERED, PATTERNS, alike, offsets

Order = Literal["ymd", "dmy", "mdy"]
Unit = Literal["s", "ms", "us", "ns"]
ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd")
UTC = pa.timestamp("us", tz="UTC")
EARLIEST, LATEST = np.datetime64("1970-01-02", "us"), np.datetime64("2100-01-01", "us")
PLAUSIBLE = np.datetime64("1990-01-01", "us")
_PER_SECOND: dict[Unit, int] = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_UNITS: tuple[tuple[Unit, float, float], ...] = (
    ("s", 6.3e8, 4.2e9),
    ("ms", 6.3e11, 4.2e12),
    ("us", 6.3e14, 4.2e15),
    ("ns", 6.3e17, 4.2e18),
)
_FLOAT = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
_GROUP = "[,'\u2019\u00a0\u2009\u202f ]"
_GROUPED = (
    r"^[+-]?\d{1,3}(?:(?:,\d{3})+|(?:['\x{2019}]\d{3})+|(?:[\x{a0}\x{2009}\x{202f}]\d{3})+)(?:\.\d+)?$"
    r"|^[+-]?\d{1,3}(?: \d{3})+\.\d+$"
)
"""Thousands apart; by a plain space only beside a fraction, since telephone numbers have spaces too."""
LONGEST = 200
"""Bytes that an instant may take up."""
EXCEL_EPOCH = 25_569


@dataclass(frozen=True, slots=True)
class Way:
    """How one column, or a date and a clock column, writes its instants."""

    family: str
    """A key of PATTERNS, `epoch` or `serial` (days as spreadsheets count them)."""
    order: Order = "ymd"
    unit: Unit = "s"
    zone: str = "UTC"
    """Where values without a zone are."""
    decimal: str = "."


@dataclass(frozen=True, slots=True)
class Found:
    """What a sample says of a column."""

    way: Way
    share: float
    """Of the values that are there, how many fit."""
    zoned: bool = False
    clock: bool = False
    ambiguous: bool = False
    """Day and month could be the other way round."""
    zoneless: bool = True
    example: str = ""


def known_zone(name: str) -> bool:
    return name == "UTC" or name in available_timezones() or re.fullmatch(r"[+-]\d{2}:\d{2}", name) is not None


def convert(values: pa.Array, way: Way) -> pa.Array:
    """UTC microseconds; null for what does not fit."""
    if way.family in {"epoch", "serial"}:
        return _numbers(values, way)
    micros, fits, _ = _texts(values, way)
    return pa.array(micros, mask=~fits, type=pa.timestamp("us")).cast(UTC)


def recognise(values: pa.Array, zone: str = "UTC", decimal: str = ".") -> Found | None:
    """The way that most values follow; None when it is less than a fifth of them."""
    there = values.drop_null()
    if len(there) == 0:
        return None
    few = spread(there)
    if pc.min(pc.binary_length(few)).as_py() > LONGEST:
        return None
    number = _as_numbers(there, zone, decimal) if _as_numbers(few, zone, decimal) is not None else None
    if number is not None:
        return number
    if not any(DATED.search(each) for each in few.to_pylist()):
        return None
    likely = [family for family in PATTERNS if _try(few, Way(family, zone=zone)) is not None]
    tried = (_try(there, Way(family, zone=zone)) for family in likely)
    best = max((each for each in tried if each is not None), key=lambda each: each.share, default=None)
    return best if best is not None and best.share >= 0.2 else None


def spread(values: pa.Array, most: int = 200) -> pa.Array:
    """A few values from all over a column: most columns show by them what they are not."""
    if len(values) <= 2 * most:
        return values
    return values.take(pa.array(np.linspace(0, len(values) - 1, most).astype(np.int64)))


def reordered(way: Way) -> Way:
    return replace(way, order="mdy" if way.order == "dmy" else "dmy")


def orders(found: Found) -> tuple[Order, ...]:
    """The orders that a person may choose between."""
    if found.way.family not in ORDERED:
        return ()
    short = re.search(r"(?:^|\s)\d{2}\D\d{1,2}\D\d{2}(?:\D|$)", found.example)
    return ORDERS if short else ("dmy", "mdy")


def _try(there: pa.Array, way: Way) -> Found | None:
    if way.family not in ORDERED:
        return _found(there, way)
    tried = (_found(there, replace(way, order=order)) for order in ORDERS)
    every = [each for each in tried if each is not None]
    if not every:
        return None
    top = max(each.share for each in every)
    fit = [each for each in every if each.share >= top - 0.001]
    if len(fit) == 1:
        return fit[0]
    spans = {each.way.order: _span(there, each.way) for each in fit}
    least = min(spans.values())  # real data is continuous: swapped days, months and years scatter it
    near = [each for each in fit if spans[each.way.order] <= 3 * least + 86_400e6 * 2]
    if len(near) == 1:
        return near[0]
    usual = "mdy" if way.family == "slashes" else "dmy"
    chosen = next((each for each in near if each.way.order == usual), near[0])
    same = not any(spans.values())
    return replace(chosen, ambiguous=True) if not same or _differs(there, chosen.way) else chosen


def _differs(there: pa.Array, way: Way) -> bool:
    return not convert(there, way).equals(convert(there, reordered(way)))


def _span(there: pa.Array, way: Way) -> float:
    edges = pc.min_max(convert(there, way)).as_py()
    return (edges["max"] - edges["min"]).total_seconds() * 1e6 if edges["max"] else 0.0


def _found(there: pa.Array, way: Way) -> Found | None:
    micros, fits, parts = _texts(there, way)
    del micros
    if not fits.any():
        return None
    zones = pc.fill_null(pc.not_equal(parts.field("z"), ""), False).to_numpy(zero_copy_only=False) & fits
    clocks = pc.fill_null(pc.not_equal(parts.field("H"), ""), False).to_numpy(zero_copy_only=False) & fits
    return Found(
        way,
        share=float(fits.mean()),
        zoned=bool(zones.any()),
        clock=bool(clocks.any()),
        zoneless=bool((fits & ~zones).any()),
        example=there[int(fits.argmax())].as_py(),
    )


def _texts(values: pa.Array, way: Way) -> tuple[np.ndarray, np.ndarray, pa.StructArray]:
    """Microseconds in UTC, which of them are good, and the parts that were read."""
    parts = pc.extract_regex(alike(values), PATTERNS[way.family])
    if isinstance(parts, pa.ChunkedArray):
        parts = parts.combine_chunks()
    fits = pc.is_valid(parts).to_numpy(zero_copy_only=False).copy()
    month, day, year = _date_parts(parts, way)
    written = parts.field("a" if way.family in ORDERED and way.order == "ymd" else "y")
    short = pc.less(pc.utf8_length(pc.fill_null(written, "")), 4).to_numpy(zero_copy_only=False)
    years = np.where(~short, year, np.where(year < 70, year + 2000, year + 1900))
    fits &= (month >= 1) & (month <= 12) & (day >= 1) & (years >= 1971) & (years < 2100)
    safe = [np.where(fits, each, 1) for each in (years, month, day)]
    months = (safe[0] - 1970).astype("M8[Y]").astype("M8[M]") + (safe[1] - 1)
    days = months.astype("M8[D]") + (safe[2] - 1)
    fits &= days.astype("M8[M]") == months
    clock, good = _clock(parts)
    fits &= good
    micros = days.astype("M8[us]").astype(np.int64) + clock
    return _to_utc(micros, parts, way, fits), fits, parts


def _date_parts(parts: pa.StructArray, way: Way) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    names = {field.name for field in parts.type}
    year = _ints(parts, "y")
    if "n" in names:
        spelled = pc.utf8_lower(parts.field("n"))
        month = pc.fill_null(pc.index_in(spelled, value_set=pa.array(MONTHS)), -1)
        return month.to_numpy(zero_copy_only=False).astype(np.int64) + 1, _ints(parts, "d"), year
    if "a" in names:
        first, second = _ints(parts, "a"), _ints(parts, "b")
        if way.order == "ymd":
            return second, year, first
        return (second, first, year) if way.order == "dmy" else (first, second, year)
    return _ints(parts, "m"), _ints(parts, "d"), year


def _clock(parts: pa.StructArray) -> tuple[np.ndarray, np.ndarray]:
    hour, minute, second = (_ints(parts, name) for name in ("H", "M", "S"))
    half = pc.utf8_lower(pc.fill_null(parts.field("p"), ""))
    pm = pc.equal(half, "p").to_numpy(zero_copy_only=False)
    am = pc.equal(half, "a").to_numpy(zero_copy_only=False)
    good = (hour <= 24) & (minute < 60) & (second <= 60) & ~((am | pm) & ((hour > 12) | (hour < 1)))
    good &= (hour < 24) | ((minute == 0) & (second == 0))
    hour = np.where(pm & (hour < 12), hour + 12, np.where(am & (hour == 12), 0, hour))
    fraction = pc.utf8_slice_codeunits(pc.utf8_rpad(pc.fill_null(parts.field("f"), ""), 6, padding="0"), 0, 6)
    micros = fraction.cast(pa.int64()).to_numpy(zero_copy_only=False)
    return ((hour * 60 + minute) * 60 + second) * 1_000_000 + micros, good


def _to_utc(micros: np.ndarray, parts: pa.StructArray, way: Way, fits: np.ndarray) -> np.ndarray:
    zone = offsets(pc.fill_null(parts.field("z"), ""))
    offset = pc.match_substring_regex(zone, r"^[+-]")
    zoned = pc.not_equal(zone, "").to_numpy(zero_copy_only=False)
    if pc.any(offset).as_py():
        digits = pc.replace_substring(zone, ":", "")
        moved = pc.if_else(offset, digits, "+0000")
        hours = pc.utf8_slice_codeunits(moved, 1, 3).cast(pa.int64()).to_numpy(zero_copy_only=False)
        rest = pc.utf8_rpad(pc.utf8_slice_codeunits(moved, 3, 5), 2, padding="0")
        minutes = rest.cast(pa.int64()).to_numpy(zero_copy_only=False)
        sign = np.where(pc.starts_with(moved, "-").to_numpy(zero_copy_only=False), -1, 1)
        micros = micros - sign * (hours * 60 + minutes) * 60_000_000
    if way.zone == "UTC" or zoned.all():
        return micros
    return np.where(zoned, micros, _from_zone(micros, way.zone, fits & ~zoned))


def _from_zone(micros: np.ndarray, zone: str, wanted: np.ndarray) -> np.ndarray:
    if zone[0] in "+-":
        sign = -1 if zone[0] == "-" else 1
        moved: np.ndarray = micros - sign * (int(zone[1:3]) * 60 + int(zone[4:6])) * 60_000_000
        return moved
    naive = pa.array(np.where(wanted, micros, 0), type=pa.timestamp("us"))
    try:
        there = pc.assume_timezone(naive, zone, ambiguous="earliest", nonexistent="latest")
        found: np.ndarray = there.cast(UTC).cast(pa.int64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:  # a machine without the zone files of the system
        place = ZoneInfo(zone)
        read = naive.to_pylist()
        found = np.array([round(each.replace(tzinfo=place).timestamp() * 1e6) for each in read], np.int64)
    return found


def _ints(parts: pa.StructArray, name: str) -> np.ndarray:
    text = parts.field(name)
    filled = pc.if_else(pc.fill_null(pc.equal(text, ""), True), "0", text)
    read: np.ndarray = filled.cast(pa.int64()).to_numpy(zero_copy_only=False)
    return read


def floats(values: pa.Array, decimal: str) -> pa.Array:
    """Numbers out of texts; null for what is none."""
    plain = values
    if decimal == ",":
        plain = pc.replace_substring(pc.replace_substring(plain, ".", ""), ",", ".")
    good = pc.match_substring_regex(plain, _FLOAT)
    if not pc.all(pc.fill_null(good, True)).as_py():
        grouped = pc.match_substring_regex(plain, _GROUPED)
        plain = pc.if_else(grouped, pc.replace_substring_regex(plain, _GROUP, ""), plain)
        good = pc.or_(good, grouped)
    return pc.if_else(pc.fill_null(good, False), plain, pa.scalar(None, pa.string())).cast(pa.float64())


def _as_numbers(there: pa.Array, zone: str, decimal: str) -> Found | None:
    read = floats(there, decimal).to_numpy(zero_copy_only=False)
    good = read[~np.isnan(read)]
    if len(good) < 0.5 * len(there):
        return None
    for unit, low, high in _UNITS:
        share = float(((good >= low) & (good < high)).sum() / len(there))
        if share >= 0.5:
            way = Way("epoch", unit=unit, zone=zone, decimal=decimal)
            return Found(way, share, zoned=True, clock=True, zoneless=False, example=there[0].as_py())
    share = float(((good > 25_000) & (good < 60_000)).sum() / len(there))
    if share >= 0.9 and (good % 1 != 0).mean() > 0.5:
        return Found(Way("serial", zone=zone, decimal=decimal), share, clock=True, example=there[0].as_py())
    return None


def _numbers(values: pa.Array, way: Way) -> pa.Array:
    if way.family == "epoch":
        whole = pc.match_substring_regex(values, r"^\+?\d{1,19}$")
        if pc.all(pc.fill_null(whole, True)).as_py():
            read = values.cast(pa.int64())
            per = _PER_SECOND[way.unit]
            micros = pc.multiply(read, 10**6 // per) if per <= 10**6 else pc.divide(read, per // 10**6)
        else:
            seconds = pc.divide(floats(values, way.decimal), float(_PER_SECOND[way.unit]))
            micros = pc.round(pc.multiply(seconds, 1e6)).cast(pa.int64(), safe=False)
    else:
        days = pc.subtract(floats(values, way.decimal), float(EXCEL_EPOCH))
        micros = pc.multiply(pc.round(pc.multiply(days, 86_400.0)).cast(pa.int64(), safe=False), 10**6)
    low, high = int(EARLIEST.astype(np.int64)), int(LATEST.astype(np.int64))
    good = pc.and_(pc.greater_equal(micros, low), pc.less(micros, high))
    return pc.if_else(good, micros, pa.scalar(None, pa.int64())).cast(pa.timestamp("us")).cast(UTC)


_ORDER_NAMES: dict[Order, tuple[str, str, str]] = {
    "dmy": ("DD", "MM", "YYYY"),
    "mdy": ("MM", "DD", "YYYY"),
    "ymd": ("YY", "MM", "DD"),
}


def described(found: Found) -> str:
    """The way as a person would write it down."""
    way = found.way
    if way.family == "epoch":
        return {"s": "seconds", "ms": "milliseconds", "us": "microseconds", "ns": "nanoseconds"}[
            way.unit
        ] + " since 1970"
    if way.family == "serial":
        return "days of a spreadsheet"
    mark = {"dots": ".", "dashes": "-", "slashes": "/"}.get(way.family, "")
    date = {
        "year": "YYYY-MM-DD",
        "packed": "YYYYMMDD",
        "named": "DD Mon YYYY",
        "month": "Mon DD, YYYY",
        "spelled": "YYYY Mon DD",
        "ctime": "Mon DD HH:MM:SS YYYY",
    }.get(way.family) or mark.join(_ORDER_NAMES[way.order])
    clock = " HH:MM" if found.clock and way.family != "ctime" else ""
    clock += ":SS" if clock and re.search(r"\d:\d{2}:\d{2}", found.example) else ""
    return date + clock + (" with zone" if found.zoned else "")


def clocks(values: Sequence[str | None]) -> float:
    """Share of values that are a time of day without a date."""
    there = [each for each in values if each]
    return sum(1 for each in there if CLOCK_ONLY.match(each)) / len(there) if there else 0.0
