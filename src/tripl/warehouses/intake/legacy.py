"""Encodings from before UTF-8, told apart by where their bytes lie. A guess: a person can say better."""

import re

_HIGH = re.compile(rb"[\x80-\xff]")
_RUN = re.compile(rb"[\x80-\xff]{3,}")
_WORDS = re.compile(rb"[\x80-\xff]+")
_LOWER = re.compile("[а-яёά-ώ]")
_UPPER_INSIDE = re.compile("(?<=[а-яёά-ώ])[А-ЯЁΑ-Ω]")
_CENTRAL = re.compile(
    rb"(?<=[A-Za-z])[\xb3\xb9\xbf\xa3\xa5\xaf\x9f\x9c\x8c\x9d]|[\xb3\xb9\xbf\x9f\x9c\x9d](?=[a-z])|\xa3[a-z]"
)
_CARONS = re.compile(rb"[\x9a\x9e\x8a\x8e]")
_CZECH = re.compile(rb"[\xe8\xf8\xec\xf9]")
ONE_BYTE = ("cp1251", "koi8-r", "cp866", "iso8859-5", "cp1253")


def guess(text: bytes) -> str:
    """The likeliest codec of a text with bytes that are no UTF-8."""
    high = _HIGH.findall(text)
    if not high:
        return "cp1252"
    control = sum(1 for each in high if each < b"\xa0") / len(high)
    if control >= 0.4 and decodes(text, "cp932"):
        return "cp932"
    if sum(map(len, _RUN.findall(text))) < 0.6 * len(high):
        return _latin(text, len(high))
    low = sum(1 for each in high if b"\xa0" < each < b"\xc0") / len(high)
    if low >= 0.05 and control < 0.1:
        found = _two_bytes(text)
        if found is not None:
            return found
    return max(ONE_BYTE, key=lambda name: _words(text, name))


def decodes(text: bytes, name: str) -> bool:
    try:
        text.decode(name)
    except UnicodeError:
        return False
    return True


def _latin(text: bytes, high: int) -> str:
    central = len(_CENTRAL.findall(text)) / high
    carons = len(_CARONS.findall(text)) / high
    if central > 0.1 or (carons > 0.08 and _CZECH.search(text)):
        return "cp1250"
    return "cp1252" if decodes(text, "cp1252") else "latin-1"


def _two_bytes(text: bytes) -> str | None:
    """Chinese and Korean: pairs of high bytes, or a high byte and a letter."""
    if decodes(text, "gb2312"):
        leads = [run[at] for run in _WORDS.findall(text) for at in range(0, len(run) - 1, 2)]
        korean = sum(0xB0 <= each <= 0xC8 for each in leads) > 0.97 * len(leads)
        return "euc_kr" if korean and decodes(text, "euc_kr") else "gb18030"
    return next((name for name in ("euc_kr", "big5", "gb18030") if decodes(text, name)), None)


def _words(text: bytes, name: str) -> int:
    """Words of an alphabet are small letters, capitals stand first."""
    runs: list[str] = [run.decode(name, "replace") for run in _WORDS.findall(text)[:20_000]]
    good = sum(len(_LOWER.findall(run)) for run in runs)
    odd = sum(len(_UPPER_INSIDE.findall(run)) + 2 * run.count("\ufffd") for run in runs)
    return good - 3 * odd
