"""What tripl would make of a file, each guess with its reason. A person's choice replaces a guess."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from tripl.features.files.schemas import (
    FileChoices,
    FileProposal,
    IntervalGuess,
    ListGuess,
    NumberGuess,
    TextGuess,
)
from tripl.features.files.service.looking import Look, constant_name, instant_types, joined_name
from tripl.features.scans.schemas.wire import Interval
from tripl.features.scans.service.static import propose_min_expected
from tripl.kit.clock import INTERVALS
from tripl.kit.errors import Invalid
from tripl.warehouses.intake.times import described

FEWEST_FIT = 0.5
MOST_EVENTS = 200
MOST_BREAKDOWNS, MOST_VALUES = 3, 30
MOST_PROPERTIES = 60
_YOURS = "You chose it."
_TIME_NAMES: tuple[tuple[str, float], ...] = (
    (r"^@?(event_?|log_?|request_?)?(timestamp|time|ts|datetime|date_?time)(_?(utc|ms|us|ns|s))?$", 8),
    (r"(^|_)(id|ids|no|nr|number|code|phone|zip|count|seq|sequence)$", -6),
    (r"occurred|happened|event_?at|logged|^at$|^when$|^t$|(^|_)collector_", 7),
    (r"(^|_)(received|ingested|processed|loaded|inserted|synced|sent)", 2),
    (r"updat|modif|delet|expir|birth|valid|until|due|_end|^end|finish|closed|last_", -4),
    (r"creat|start|begin|open", 4),
    (r"time|date|zeit|datum|fecha|data|hora|_at$|_ts$|ts_|дата|время|日|时间", 4),
)
_EVENT_NAMES: tuple[tuple[str, float], ...] = (
    (r"^(event|event_?name|event_?action|name_?of_?event|событие|ereignis|evento)$", 12),
    (r"^(action|activity|aktion|acción|ação|действие)(_?name)?$", 10),
    (r"^(event_?type|type_?of_?event|operation|verb|trigger)$", 9),
    (r"^(section|screen|screen_?name|page|page_?name|feature|topic|step|message_?type)$", 8),
    (r"^(type|typ|tipo|тип|kind|name|category|kategorie)$", 7),
    (r"event|action", 7),
    (r"type|kind|category|section|page|screen|step|topic|service|endpoint|route|channel", 4),
    (r"method|status|state|level|severity|result|product|department|sensor|station|queue", 2),
    (r"country|city|region|locale|lang|platform|device|browser|os$|version|plan|currency|gender|source|medium", -3),
)
_IDS = re.compile(
    r"(^|_|-)(id|uuid|guid|hash|token|key|ip|email|phone|url|path|referr?er|user_?agent)s?$", re.IGNORECASE
)
_PEOPLE = re.compile(
    r"user|visitor|customer|client|member|person|session|account|contact|distinct|anonymous|device|owner|uid",
    re.IGNORECASE,
)
_GRIDS: tuple[tuple[Interval, str, int], ...] = (
    ("1h", "an hour", 8),
    ("6h", "every six hours", 8),
    ("1d", "a day", 4),
)
"""Interval, its words, and the rows a bucket that it needs."""
_BREAKDOWNS = re.compile(
    r"platform|device|os$|country|region|plan|tier|channel|browser|locale|lang|version|source|medium|status|method|"
    r"currency|store|segment|gender|campaign|warehouse|environment|env$|land|gerät|kanal",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Span:
    """First and last instant of the sample, and how many rows the file has."""

    first: datetime
    last: datetime
    rows: int

    def buckets(self, interval: str) -> float:
        return max(1.0, (self.last - self.first) / INTERVALS[interval])


def time_column(seen: Look, chosen: str | None) -> TextGuess:
    """The value is None when no column holds instants."""
    ranked = sorted(seen.times, key=lambda name: -_time_score(seen, name))
    joined = joined_name(seen)
    alternatives = [joined, *ranked] if joined else ranked
    if chosen is not None:
        if chosen not in {*seen.names, joined}:
            raise Invalid(f"The file has no column “{chosen}”.", "time_column")
        return TextGuess(value=chosen, why=_YOURS, alternatives=_others(alternatives, chosen))
    best = next((name for name in ranked if seen.times[name].share >= FEWEST_FIT), None)
    if joined and (best is None or not seen.times[best].clock):
        why = "A column of dates and a column of clock times make one instant together."
        return TextGuess(value=joined, why=why, alternatives=ranked)
    if best is None:
        return TextGuess(value=None, why="No column holds dates or times.", alternatives=ranked)
    found = seen.times[best]
    fit = "all" if found.share == 1 else "nearly all" if found.share > 0.999 else f"{found.share:.1%}"
    why = f"Its values are instants ({described(found)}): {fit} of those looked at."
    return TextGuess(value=best, why=why, alternatives=_others(alternatives, best))


def _time_score(seen: Look, name: str) -> float:
    found = seen.times[name]
    score = 10 * found.share * (1 - _missing(seen, name)) + _weight(_TIME_NAMES, name)
    score += 2 * found.clock - 0.05 * seen.names.index(name)
    hinted = _weight(_TIME_NAMES, name) > 0
    score += 3 if name in instant_types(seen) else 0
    if found.way.family in {"epoch", "serial"} or (found.way.family == "packed" and not found.clock):
        score -= 0 if hinted else 8
    return score


def event_columns(seen: Look, time: str | None, chosen: list[str] | None) -> ListGuess:
    """Empty when no column sorts the rows into kinds."""
    ranked = [name for name, score in _ranked(seen, time, _event_score) if score > 0]
    if chosen is not None:
        _check(seen, chosen, "event_columns")
        return ListGuess(value=chosen, why=_YOURS, alternatives=[n for n in ranked if n not in chosen][:10])
    if not ranked:
        return ListGuess(
            value=[], why="No column sorts the rows into kinds, so all count as one event.", alternatives=[]
        )
    best = ranked[0]
    why = f"It sorts the rows into {seen.distinct(best):,} kinds, few enough to be names of events."
    return ListGuess(value=[best], why=why, alternatives=ranked[1:10])


def _event_score(seen: Look, name: str) -> float:
    distinct, rows = seen.distinct(name), len(seen.column(name))
    kind = seen.types[name].kind
    weight = _weight(_EVENT_NAMES, name)
    if distinct < 2 or distinct > MOST_EVENTS or distinct > max(2, 0.5 * rows):
        return 0.0
    if _IDS.search(name):  # of a thing that is measured, for want of anything else; never of a person
        thing = kind == "string" and rows >= 20 * distinct and not _PEOPLE.search(name)
        return 0.2 if thing and re.search(r"(_|-)id$", name, re.IGNORECASE) and seen.personal(name) == "none" else 0.0
    if kind == "number" or name in seen.times or seen.personal(name) != "none":
        return 0.0
    if kind in {"whole", "boolean"} and weight < 7:  # codes are names for want of words
        return 0.1 if 3 <= distinct <= 50 else 0.0
    return max(0.0, 4 + weight - abs(distinct - 12) / 40 - 2 * _missing(seen, name))


def breakdown_columns(seen: Look, held: Sequence[str], chosen: list[str] | None) -> ListGuess:
    ranked = [name for name, score in _ranked(seen, None, _breakdown_score) if score > 0 and name not in held]
    if chosen is not None:
        _check(seen, chosen, "breakdown_columns")
        _check_apart(chosen, held, "breakdown_columns")
        return ListGuess(value=chosen, why=_YOURS, alternatives=[n for n in ranked if n not in chosen])
    value = ranked[:MOST_BREAKDOWNS]
    why = (
        f"At most {MOST_VALUES} values each, so counts can be shown by them." if value else "No column has few values."
    )
    return ListGuess(value=value, why=why, alternatives=ranked[MOST_BREAKDOWNS:])


def _breakdown_score(seen: Look, name: str) -> float:
    distinct = seen.distinct(name)
    hinted = _BREAKDOWNS.search(name) is not None
    if not 2 <= distinct <= MOST_VALUES or _IDS.search(name) or name in seen.times:
        return 0.0
    if seen.types[name].kind == "number" or (seen.types[name].kind == "whole" and not hinted):
        return 0.0
    if seen.personal(name) != "none":
        return 0.0
    return 10.0 * hinted + 1 + (MOST_VALUES - distinct) / MOST_VALUES


def property_columns(seen: Look, held: Sequence[str], chosen: list[str] | None) -> ListGuess:
    rest = [name for name in seen.names if name not in held]
    if chosen is not None:
        _check(seen, chosen, "property_columns")
        _check_apart(chosen, held[:1], "property_columns")
        return ListGuess(value=chosen, why=_YOURS, alternatives=[n for n in rest if n not in chosen])
    filled = [name for name in rest if _missing(seen, name) < 1]
    value = filled[:MOST_PROPERTIES]
    why = "Every other column that holds values describes the events."
    if len(filled) > len(value):
        why = f"The first {MOST_PROPERTIES} of the other columns that hold values; more make each run slower."
    return ListGuess(value=value, why=why, alternatives=[n for n in rest if n not in value])


def interval(seen: Look, time: str | None, span: Span | None, chosen: Interval | None) -> IntervalGuess:
    every: list[Interval] = list(get_args(Interval))
    if chosen is not None:
        return IntervalGuess(value=chosen, why=_YOURS, alternatives=[n for n in every if n != chosen])
    value, why = _interval(seen, time, span)
    return IntervalGuess(value=value, why=why, alternatives=[each for each in every if each != value])


def _interval(seen: Look, time: str | None, span: Span | None) -> tuple[Interval, str]:
    if span is None or time is None:
        return "1h", "The usual one."
    found = seen.times.get(time)
    dates = found is not None and not found.clock and found.way.family != "epoch"
    if not dates and span.buckets("1h") < 30 and span.rows / span.buckets("15m") >= 10:
        hours = f"{span.buckets('1h'):,.0f} hours"
        return "15m", f"The data spans {hours} with about {_each(span, '15m')} rows every quarter of an hour."
    for each, words, fewest in _GRIDS:
        fits = each == "1d" or not dates
        if fits and span.rows / span.buckets(each) >= fewest and span.buckets(each) >= 8:
            return each, f"There are about {_each(span, each)} rows {words}."
    if dates or span.buckets("1d") >= 8:
        few = span.rows / span.buckets("1d") < 2 and span.buckets("1w") >= 12
        return ("1w", "There are only a few rows a day.") if few else ("1d", "Finer buckets would be nearly empty.")
    return "1h", "The data spans a short time."


def _each(span: Span, name: str) -> str:
    return f"{span.rows / span.buckets(name):,.0f}"


def _rows(volume: float) -> str:
    return f"{volume:,.0f} row{'' if round(volume) == 1 else 's'}"


def min_expected(span: Span | None, chosen_interval: Interval, chosen: int | None) -> NumberGuess:
    volume = span.rows / span.buckets(chosen_interval) if span else None
    value = propose_min_expected([volume] if volume is not None else [])
    if chosen is not None:
        return NumberGuess(value=chosen, why=_YOURS, alternatives=[value] if value != chosen else [])
    why = "Smaller expected counts are too noisy to judge" + (
        f" beside a volume of about {_rows(volume)} a bucket." if volume is not None else "."
    )
    return NumberGuess(value=value, why=why, alternatives=[])


def proposal(seen: Look, choices: FileChoices, span_of: Callable[[str], Span | None]) -> FileProposal:
    """Guesses that fit together. Invalid for a chosen column that does not exist."""
    time = time_column(seen, choices.time_column)
    parts = [time.value, *(seen.clocks[:1] if time.value == joined_name(seen) else ())] if time.value else []
    events = event_columns(seen, time.value, choices.event_columns)
    _check_apart(events.value, [time.value or ""], "event_columns")
    breakdowns = breakdown_columns(seen, [*parts, *events.value], choices.breakdown_columns)
    span = span_of(time.value) if time.value else None
    grid = interval(seen, time.value, span, choices.interval)
    named = events.value or [constant_name(seen)]
    made = " · ".join(f"{{{name}}}" for name in named)
    return FileProposal(
        time_column=time,
        event_columns=events,
        event_name_format=TextGuess(
            value=choices.event_name_format or made,
            why=_YOURS if choices.event_name_format else "The values themselves are the names.",
            alternatives=[made] if choices.event_name_format not in {None, made} else [],
        ),
        property_columns=property_columns(seen, [*parts, *events.value], choices.property_columns),
        breakdown_columns=breakdowns,
        interval=grid,
        min_expected_count=min_expected(span, grid.value, choices.min_expected_count),
    )


def resolved(choices: FileChoices, guesses: FileProposal) -> FileChoices:
    """The choices with our guesses for the rest."""
    return choices.model_copy(
        update={
            "time_column": guesses.time_column.value,
            "event_columns": guesses.event_columns.value,
            "event_name_format": guesses.event_name_format.value,
            "property_columns": guesses.property_columns.value,
            "breakdown_columns": guesses.breakdown_columns.value,
            "interval": guesses.interval.value,
        }
    )


def _ranked(seen: Look, time: str | None, score: Callable[[Look, str], float]) -> list[tuple[str, float]]:
    scored = [(name, score(seen, name)) for name in seen.names if name != time]
    return sorted(scored, key=lambda each: -each[1])


def _weight(names: Sequence[tuple[str, float]], name: str) -> float:
    text = re.sub(r"(?<=[a-z])(?=[A-Z])|[\s\-]+", "_", name).lower()
    return next((weight for pattern, weight in names if re.search(pattern, text)), 0.0)


def _missing(seen: Look, name: str) -> float:
    column = seen.column(name)
    return column.null_count / len(column) if len(column) else 1.0


def _others(names: Sequence[str], but: str) -> list[str]:
    return [each for each in names if each != but]


def _check(seen: Look, chosen: Sequence[str], member: str) -> None:
    unknown = [name for name in chosen if name not in seen.names]
    if unknown:
        raise Invalid(f"The file has no column “{unknown[0]}”. It has: {', '.join(seen.names[:50])}.", member)


def _check_apart(chosen: Sequence[str], held: Sequence[str], member: str) -> None:
    twice = [name for name in chosen if name in held]
    if twice:
        raise Invalid(f"The column “{twice[0]}” has another part already. Take it out of {member}.", member)
