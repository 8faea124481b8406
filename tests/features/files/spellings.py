"""What strangers' files are written like, a line each: times, encodings, frames around the table."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

TIMES = [datetime(2025, 11, 3, 7, 0, 13, tzinfo=UTC) + at * timedelta(hours=5, minutes=7) for at in range(90)]


def there(hours: float) -> Callable[[datetime], datetime]:
    return lambda t: t.astimezone(timezone(timedelta(hours=hours)))


SPELLINGS: dict[str, str | Callable[[datetime], str]] = {
    "t and z": "%Y-%m-%dt%H:%M:%Sz",
    "a named zone behind Z": "%Y-%m-%dT%H:%M:%SZ[UTC]",
    "a named zone behind an offset": lambda t: f"{there(1)(t):%Y-%m-%dT%H:%M:%S}+01:00[Europe/Berlin]",
    "letters for a zone": lambda t: f"{there(-5)(t):%Y-%m-%d %H:%M:%S} EST",
    "GMT and hours": lambda t: f"{there(2)(t):%Y-%m-%d %H:%M:%S} GMT+2",
    "UTC and an offset": lambda t: f"{there(5.5)(t):%Y-%m-%d %H:%M:%S} UTC+05:30",
    "a minus sign that is no hyphen": lambda t: f"{there(-5)(t):%Y-%m-%dT%H:%M:%S}\u221205:00",
    "a browser": "%a %b %d %Y %H:%M:%S GMT+0000 (Coordinated Universal Time)",
    "a shell": "%a %b %d %H:%M:%S UTC %Y",
    "no-break spaces": "%m/%d/%Y,\u202f%I:%M:%S\u202f%p",
    "Oracle": "%d-%b-%Y %H.%M.%S",
    "Oracle with a fraction": "%d-%b-%y %I.%M.%S.000000 %p",
    "DB2": "%Y-%m-%d-%H.%M.%S.000000",
    "year and name of the month": "%Y-%b-%d %H:%M:%S",
    "year and long name": "%Y %B %d %H:%M:%S",
    "two digits of a year first": "%y/%m/%d %H:%M:%S",
    "the same with dashes": "%y-%m-%d %H:%M:%S",
    "two digits of a year last": "%d.%m.%y %H:%M:%S",
    "the clock first": "%H:%M:%S %d/%m/%Y",
    "the clock first, ISO": "%H:%M:%S, %Y-%m-%d",
    "German words": "%d.%m.%Y, %H:%M:%S Uhr",
    "Japanese marks": "%Y年%m月%d日 %H:%M:%S",
}


def spelled(how: str | Callable[[datetime], str]) -> list[str]:
    return [t.strftime(how) if isinstance(how, str) else how(t) for t in TIMES]


LEGACY = {
    "German": ("cp1252", "Köln Düsseldorf Größe Äpfel"),
    "French": ("cp1252", "café crème brûlée garçon œuvre été"),
    "Spanish": ("cp1252", "España año señor ¿qué? niño Málaga"),
    "Portuguese": ("cp1252", "São Paulo ação coração Brasília"),
    "Danish": ("cp1252", "København Århus Ærø køb"),
    "Icelandic": ("cp1252", "Reykjavík Þór Ísafjörður það mæla"),
    "English": ("cp1252", "it’s don’t customer’s “best” – €5"),
    "German, DOS": ("cp850", "Köln Düsseldorf Größe Äpfel"),
    "German, Macintosh": ("mac_roman", "Köln Düsseldorf Größe Äpfel"),
    "Polish": ("cp1250", "Zażółć gęślą jaźń Gdańsk Łódź"),
    "Polish, ISO": ("iso8859-2", "Zażółć gęślą jaźń Gdańsk Łódź"),
    "Czech": ("cp1250", "Žluťoučký kůň úpěl ďábelské ódy Plzeň"),
    "Hungarian": ("cp1250", "Győr Pécs árvíztűrő tükörfúrógép"),
    "Romanian": ("cp1250", "Bucureşti Iaşi Timişoara preţ"),
    "Croatian": ("cp1250", "Šibenik Čakovec Đakovo Žminj"),
    "Turkish": ("cp1254", "İstanbul Beşiktaş Muğla Ağrı çıkış"),
    "Russian": ("cp1251", "вход покупка Санкт-Петербург выход"),
    "Russian, Unix": ("koi8-r", "вход покупка Москва"),
    "Russian, DOS": ("cp866", "вход покупка Москва"),
    "Greek": ("cp1253", "Αθήνα είσοδος αγορά"),
    "Hebrew": ("cp1255", "שלום כניסה רכישה"),
    "Arabic": ("cp1256", "القاهرة دبي شراء"),
    "Japanese": ("cp932", "東京 購入 ログイン"),
    "Japanese, Unix": ("euc_jp", "東京 購入 ログイン カート"),
    "Chinese": ("gb18030", "北京 登录 购买 中国"),
    "Chinese, Taiwan": ("big5", "臺北 登入 購買 中華民國"),
    "Korean": ("euc_kr", "서울 로그인 구매"),
    "UTF-32 without a mark": ("utf-32-le", "Köln 東京"),
    "UTF-16 without a mark": ("utf-16-be", "Paris Rome"),
}

ROWS = [f"{t:%Y-%m-%d %H:%M:%S},{('in', 'out')[at % 2]},{at}.5" for at, t in enumerate(TIMES)]
NAMES = ("at", "what", "sum")
FRAMES: dict[str, tuple[list[str], int]] = {
    "lines filled up by a spreadsheet": (["Report,,", "Period,2025-11-03,", ",,", "at,what,sum", *ROWS], 3),
    "words before": (["Report", "made on monday", "", "at,what,sum", *ROWS], 2),
    "rows that leave out what is empty": (
        ["at,what,sum", *(row if at % 3 == 0 else row.rsplit(",", 1)[0] for at, row in enumerate(ROWS))],
        0,
    ),
    "delimiters behind a backslash": (["at,what,sum", *(row.replace("in,", "in\\, or out,") for row in ROWS)], 0),
}
"""Lines, and how many stand before the header."""

NUMBERS: dict[str, tuple[list[str], str, list[float | None]]] = {
    "gaps": (["5.5", "NA", "n/a", "-", "7"], ".", [5.5, None, None, None, 7.0]),
    "thousands by comma": (["1,234.50", "12.25", "2,000,000.00"], ".", [1234.5, 12.25, 2e6]),
    "thousands by apostrophe": (["1'234.50", "12.25"], ".", [1234.5, 12.25]),
    "thousands by no-break space": (["1\u00a0234,50", "12,25"], ",", [1234.5, 12.25]),
    "thousands by point": (["1.234,50", "12,25"], ",", [1234.5, 12.25]),
}
