"""Twelve ways to write the same events down, each with what a reader should find in it."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

ROWS = 1_200
START = datetime(2026, 2, 25, 6, tzinfo=UTC)
ACTIONS = ("view", "search", "add to cart", "checkout", "pay")
CITIES = ("Köln", "Zürich", "São Paulo", "Paris", "Łódź", "Malmö")
NAMES = ("time", "event", "user", "amount", "city", "note")


@dataclass(frozen=True)
class Event:
    at: datetime
    action: str
    user: str
    amount: float
    city: str
    note: str


@dataclass(frozen=True)
class Dialect:
    """`records` is what must be accounted for: stored and rejected together."""

    name: str
    content: bytes
    records: int
    delimiter: str
    encoding: str
    time: str
    event: str | None
    first: datetime
    last: datetime
    header: bool = True
    bad: int = 0
    numbers: tuple[str, ...] = ()
    choices: dict[str, str] = field(default_factory=dict)


def events(seed: int, cities: Sequence[str] = CITIES, rows: int = ROWS) -> list[Event]:
    rng = random.Random(seed)
    return [
        Event(
            START + timedelta(minutes=11 * at),
            rng.choice(ACTIONS),
            f"u-{rng.randrange(500):04}",
            rng.randrange(100, 99_999) / 100,
            rng.choice(cities),
            rng.choice(("", "first order", "gift, wrapped", 'says "hi"')),
        )
        for at in range(rows)
    ]


def quoted(text: str, mark: str = ",") -> str:
    return '"' + text.replace('"', '""') + '"' if any(each in text for each in (mark, '"', "\n")) else text


Write = Callable[[Event], Sequence[str]]


def lines(found: Sequence[Event], write: Write, mark: str, names: Sequence[str] | None = NAMES) -> list[str]:
    head = [mark.join(names)] if names else []
    return head + [mark.join(quoted(each, mark) for each in write(one)) for one in found]


def comma(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def dialects(seed: int = 12) -> list[Dialect]:
    return [make(seed) for make in (
        _plain, _german, _american, _tabs, _wide, _ragged, _pipes, _apache, _headless, _multi_line, _latin, _british,
    )]  # fmt: skip


def _known(name: str, content: bytes, found: Sequence[Event], **over: object) -> Dialect:
    values = {
        "records": len(found), "delimiter": ",", "encoding": "UTF-8", "time": "time", "event": "event",
        "first": found[0].at, "last": found[-1].at, **over,
    }  # fmt: skip
    return Dialect(name, content, **values)  # type: ignore[arg-type] # every member is named


def _plain(seed: int) -> Dialect:
    found = events(seed)
    rows = lines(found, lambda e: (e.at.isoformat(), e.action, e.user, f"{e.amount}", e.city, e.note), ",")
    content = b"\xef\xbb\xbf" + "\r\n".join([*rows, ""]).encode()
    return _known("comma, BOM, CRLF, ISO with zone", content, found, encoding="UTF-8 with BOM", numbers=("amount",))


def _german(seed: int) -> Dialect:
    found = events(seed + 1, ("Köln", "Zürich", "Malmö"))
    zone = ZoneInfo("Europe/Berlin")
    rows = lines(
        found,
        lambda e: (f"{e.at.astimezone(zone):%d.%m.%Y %H:%M}", e.action, e.user, comma(e.amount), e.city, e.note),
        ";",
        ("Zeitpunkt", "Aktion", "Kunde", "Betrag", "Stadt", "Notiz"),
    )
    return _known(
        "semicolon, windows-1252, DD.MM.YYYY, decimal comma", "\r\n".join([*rows, ""]).encode("cp1252"), found,
        delimiter=";", encoding="windows-1252", time="Zeitpunkt", event="Aktion", numbers=("Betrag",),
        choices={"timezone": "Europe/Berlin"},
    )  # fmt: skip


def _american(seed: int) -> Dialect:
    found = events(seed + 2)
    rows = lines(found, lambda e: (e.user, f"{e.at:%m/%d/%Y %I:%M:%S %p}", e.action, e.city), ",",
                 ("User Id", "Event Time", "Event Name", "City"))  # fmt: skip
    return _known("comma, MM/DD/YYYY with AM and PM", "\n".join(rows).encode(), found,
                  time="Event Time", event="Event Name")  # fmt: skip


def _tabs(seed: int) -> Dialect:
    found = events(seed + 3)
    rows = lines(found, lambda e: (str(int(e.at.timestamp() * 1000)), e.action, e.user, f"{e.amount}"), "\t",
                 ("ts", "action", "user_id", "price"))  # fmt: skip
    return _known("tab, epoch milliseconds", "\n".join([*rows, ""]).encode(), found,
                  delimiter="\t", time="ts", event="action", numbers=("price",))  # fmt: skip


def _wide(seed: int) -> Dialect:
    found = events(seed + 4)
    rows = lines(found, lambda e: (f"{e.at:%Y-%m-%d %H:%M:%S}", e.action, e.city, comma(e.amount)), "\t",
                 ("date", "action", "city", "sum"))  # fmt: skip
    content = "\r\n".join([*rows, ""]).encode("utf-16")
    return _known("UTF-16 from a spreadsheet, tab, decimal comma", content, found,
                  delimiter="\t", encoding="UTF-16", time="date", event="action", numbers=("sum",))  # fmt: skip


def _ragged(seed: int) -> Dialect:
    found = events(seed + 5)
    rows = lines(found, lambda e: (f"{e.at:%Y-%m-%d %H:%M}", e.action, e.user, f"{e.amount}"), ",",
                 ("time", "event", "user", "amount"))  # fmt: skip
    bad = (100, 300, 301, 700)
    for at, text in zip(bad, ("2026-02-26", "x,y", 'a,"never closed', "not a time,view,u-1,3.5"), strict=True):
        rows[at] = text
    rows[500] += ",,"
    content = "\n".join([*rows[:50], "", *rows[50:], ""]).encode()
    return _known("comma, ragged rows, an open quote, a blank line", content, found, bad=len(bad), numbers=("amount",))


def _pipes(seed: int) -> Dialect:
    found = events(seed + 6)
    rows = lines(found, lambda e: (f"{e.at.timestamp():.3f}", e.user, e.action, e.city), "|",
                 ("timestamp", "visitor", "type", "place"))  # fmt: skip
    return _known("pipe, epoch seconds with a fraction", "\n".join([*rows, ""]).encode(), found,
                  delimiter="|", time="timestamp", event="type")  # fmt: skip


def _apache(seed: int) -> Dialect:
    found = events(seed + 7)
    rows = lines(found, lambda e: (e.user, f"{e.at:%d/%b/%Y:%H:%M:%S +0000}", e.action, f"{e.amount}"), ",",
                 ("client", "when", "request_type", "bytes"))  # fmt: skip
    return _known("comma, times of a web server's log, UTF-16 BE", "\n".join(rows).encode("utf-16-be"), found,
                  encoding="UTF-16 BE", time="when", event="request_type", numbers=("bytes",))  # fmt: skip


def _headless(seed: int) -> Dialect:
    found = events(seed + 8)
    rows = lines(found, lambda e: (str(int(e.at.timestamp() * 10**6)), e.action, e.user, f"{e.amount}"), ";", None)
    return _known("semicolon, no header, epoch microseconds", "\n".join([*rows, ""]).encode(), found,
                  delimiter=";", header=False, time="column_1", event="column_2", numbers=("column_4",))  # fmt: skip


def _multi_line(seed: int) -> Dialect:
    found = events(seed + 9)

    def written(e: Event) -> Sequence[str]:
        return f"{e.at:%Y/%m/%d %H:%M:%S}", e.action, e.user, f"{e.note}\nin two lines; see, {e.city}"

    rows = lines(found, written, ",", ("logged_at", "event_name", "user", "comment"))
    head = ["# exported by a tool", "# 2026-03-10"]
    return _known("comma, comments, quoted line breaks, YYYY/MM/DD", "\n".join([*head, *rows, ""]).encode(), found,
                  time="logged_at", event="event_name")  # fmt: skip


def _latin(seed: int) -> Dialect:
    found = events(seed + 10, ("Москва", "Казань", "Пермь"))
    rows = lines(found, lambda e: (f"{e.at:%d-%m-%Y}", f"{e.at:%H:%M:%S}", e.action, e.city, comma(e.amount)), ";",
                 ("Дата", "Время", "Событие", "Город", "Сумма"))  # fmt: skip
    return _known("semicolon, windows-1251, date and clock apart", "\r\n".join([*rows, ""]).encode("cp1251"), found,
                  delimiter=";", encoding="windows-1251", time="date_time", event="Событие",
                  numbers=("Сумма",))  # fmt: skip


def _british(seed: int) -> Dialect:
    found = events(seed + 11)
    rows = [f"'{e.at:%d/%m/%Y %H:%M}', '{e.action}', '{e.user}', {e.amount}, '{e.city}'" for e in found]
    content = "\n".join(["'Date', 'Action', 'User', 'Amount', 'City'", *rows, ""]).encode()
    return _known("comma and space, single quotes, DD/MM/YYYY", content, found,
                  time="Date", event="Action", numbers=("Amount",))  # fmt: skip
