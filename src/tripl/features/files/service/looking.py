"""A first look at a file: its form, its types and where its times are. Knows nothing of projects."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from tripl.features.files.schemas import FileChoices
from tripl.features.scans.service.personal import sensitivity
from tripl.kit.errors import Invalid
from tripl.warehouses.intake import encodings, loading, times
from tripl.warehouses.intake.columns import Typing, decimal_of, typing_of
from tripl.warehouses.intake.dialect import Given
from tripl.warehouses.intake.form import Form
from tripl.warehouses.intake.sampling import Sample, sample
from tripl.warehouses.intake.tables import ParquetTable

LOOKED_AT, LONGEST = 250, 500
CLOCKS = 0.9
"""Share of times of day that makes a column a clock."""
JOINED, CONSTANT = "date_time", "event"


@dataclass(slots=True)
class Look:
    """All that a sample tells."""

    sample: Sample
    decimal: str
    types: dict[str, Typing]
    times: dict[str, times.Found]
    clocks: tuple[str, ...]
    _marks: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        return self.sample.table.names

    def column(self, name: str) -> pa.Array:
        return self.sample.columns[self.names.index(name)]

    def personal(self, name: str) -> str:
        """`none`, or why the values must not be shown."""
        if name not in self._marks:
            values = pc.utf8_slice_codeunits(self.column(name)[:LOOKED_AT], 0, LONGEST)
            self._marks[name] = sensitivity(values.to_pylist())
        return self._marks[name]

    def distinct(self, name: str) -> int:
        return int(pc.count_distinct(self.column(name)).as_py())


def look(path: Path, form: Form, choices: FileChoices) -> Look:
    """Invalid for what cannot be read, or for a choice that does not exist."""
    zone = choices.timezone or "UTC"
    if not times.known_zone(zone):
        raise Invalid(f"“{zone}” is no time zone. Write it like Europe/Berlin or UTC.", "timezone")
    codec = None
    if choices.encoding is not None:
        codec = encodings.codec_of(choices.encoding)
        if codec is None:
            raise Invalid(
                f"“{choices.encoding}” is no known encoding. Write it like UTF-8 or windows-1252.", "encoding"
            )
    given = Given(choices.delimiter, choices.quote, choices.header)
    found = _weighed(sample(path, form, given, codec), choices, zone)
    if form.kind != "ndjson" or found.times:
        return found
    return _weighed(sample(path, form, given, codec, flat=True), choices, zone)


def _weighed(seen: Sample, choices: FileChoices, zone: str) -> Look:
    delimiter = seen.dialect.shape.delimiter if seen.dialect else ","
    decimal = choices.decimal or decimal_of(seen.columns, delimiter)
    names = seen.table.names
    found = {}
    for name, column in zip(names, seen.columns, strict=True):
        held = times.recognise(column, zone, decimal)
        if held is not None:
            found[name] = _ordered(held, choices)
    types = {name: typing_of(column, decimal) for name, column in zip(names, seen.columns, strict=True)}
    clocks = tuple(n for n, c in zip(names, seen.columns, strict=True) if times.clocks(c[:500].to_pylist()) >= CLOCKS)
    return Look(seen, decimal, types, found, clocks)


def _ordered(found: times.Found, choices: FileChoices) -> times.Found:
    if choices.date_order is None or choices.date_order not in times.orders(found):
        return found
    return replace(found, way=replace(found.way, order=choices.date_order), ambiguous=False)


def instant_types(seen: Look) -> Mapping[str, pa.DataType]:
    """Columns that the file itself calls instants."""
    table = seen.sample.table
    kinds = table.kinds if isinstance(table, ParquetTable) else {}
    return {name: kind for name, kind in kinds.items() if pa.types.is_timestamp(kind) or pa.types.is_date(kind)}


def recipe(seen: Look, choices: FileChoices, label: str) -> loading.Recipe:
    """How the chosen columns are stored. The choices are resolved; `label` names all rows where no column does."""
    time, clock, joined = choices.time_column or "", None, None
    if time == joined_name(seen):
        date = date_beside(seen)
        if date is not None:
            time, clock, joined = date, seen.clocks[0], time
    found = seen.times.get(time)
    if found is None:
        raise Invalid(f"The column “{time}” holds no dates or times.", "time_column")
    constant = (constant_name(seen), label) if not choices.event_columns else None
    return loading.Recipe(
        time=time,
        way=found.way,
        types=seen.types,
        clock=clock,
        joined=joined,
        constant=constant,
        ambiguous=found.ambiguous,
        decimal=seen.decimal,
    )


def joined_name(seen: Look) -> str | None:
    """The name that a date column and a clock column have together; None where there is no such pair."""
    return _free(JOINED, seen.names) if date_beside(seen) is not None else None


def date_beside(seen: Look) -> str | None:
    """A column of dates without a clock, in a file whose clock stands in a column of its own."""
    if not seen.clocks:
        return None
    dates = [name for name, found in seen.times.items() if not found.clock and found.share >= CLOCKS]
    at = seen.names.index(seen.clocks[0])
    return min(dates, key=lambda name: abs(seen.names.index(name) - at), default=None)


def constant_name(seen: Look) -> str:
    return _free(CONSTANT, seen.names)


def _free(name: str, taken: tuple[str, ...]) -> str:
    lowered = {each.lower() for each in taken}
    number, found = 2, name
    while found in lowered:
        number, found = number + 1, f"{name}_{number}"
    return found
