"""Encodings from before UTF-8, told apart by which of them makes words. A guess: a person can say better."""

import re
from dataclasses import dataclass

_HIGH = re.compile(rb"[\x80-\xff]")
_RUN = re.compile(rb"[\x80-\xff]{3,}")
_WORDS = re.compile(rb"[\x80-\xff]+")
_LOWER = re.compile("[а-яёά-ώ]")
_UPPER_INSIDE = re.compile("(?<=[а-яёά-ώ])[А-ЯЁΑ-Ω]")
_HAN = re.compile("[\u4e00-\u9fff]+")
_JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uff66-\uff9f]+")
_ARABIC = re.compile("[\u0621-\u0652]")
_HEBREW_FINAL = re.compile(rb"[\xea\xed\xef\xf3\xf5](?=[\x80-\xff])")
ONE_BYTE = ("cp1251", "koi8-r", "cp866", "iso8859-5", "cp1253")
LOOKED_AT = 20_000


@dataclass(frozen=True, slots=True)
class _Language:
    """Small letters beyond ASCII."""

    letters: str
    codecs: tuple[str, ...]
    weight: float = 1.0


_WESTERN, _CENTRAL = ("cp1252", "cp850", "mac_roman"), ("cp1250", "iso8859-2")
_LANGUAGES = (
    _Language("äöüß", _WESTERN),
    _Language("éèêëàâçôîïùûœ", _WESTERN),
    _Language("áéíóúñü", _WESTERN),
    _Language("ãõçáéíóúâêôà", _WESTERN),
    _Language("åäöæøé", _WESTERN),
    _Language("àèéìòù", _WESTERN),
    _Language("áéíóúýþæöð", ("cp1252",), 0.9),
    _Language("äöüßéèêëàâçôîïùûœáíóúñãõåæøìò", _WESTERN, 0.97),
    _Language("ąćęłńóśźż", _CENTRAL),
    _Language("áčďéěíňóřšťúůýž", _CENTRAL),
    _Language("áäčďéíĺľňóôŕšťúýž", _CENTRAL),
    _Language("áéíóöőúüű", _CENTRAL),
    _Language("ăâîşţ", _CENTRAL),
    _Language("čćđšž", _CENTRAL),
    _Language("çğıöşüâi̇", ("cp1254",)),
)
_CODECS = ("cp1252", *_CENTRAL, "cp1254", "cp850", "mac_roman")
"""The usual ones first: the others have to be better."""
_BESIDE_WORDS = re.compile(
    r"(?<!\w)[“”‘„«»–—…€£§©®°•¿¡·]|[“”’‘»–—…€°®™•·](?!\w)|(?<=[^\W\d_])’(?=[^\W\d_])|(?<=[\d.])[ºª²³¹½¼]"
)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def guess(text: bytes) -> str:
    """The likeliest codec of a text with bytes that are no UTF-8."""
    high = _HIGH.findall(text)
    if not high:
        return "cp1252"
    if _is_shift_jis(text, high):
        return "cp932"
    if _is_big5(text):
        return "big5"
    if sum(map(len, _RUN.findall(text))) < 0.6 * len(high):
        return _latin(text)
    return _east_of_europe(text, high) or _in_rows(text, high)


def _in_rows(text: bytes, high: list[bytes]) -> str:
    """Words whose letters all lie beyond ASCII."""
    control = _control(high)
    low = sum(1 for each in high if b"\xa0" < each < b"\xc0") / len(high)
    if low >= 0.05 and control < 0.1:
        found = _two_bytes(text)
        if found is not None:
            return found
    return max(ONE_BYTE, key=lambda name: _words(text, name))


def _control(high: list[bytes]) -> float:
    return sum(1 for each in high if each < b"\xa0") / len(high)


def _is_shift_jis(text: bytes, high: list[bytes]) -> bool:
    likely = _control(high) >= 0.4 and decodes(text, "cp932")
    return likely and _stands_in_rows(text.decode("cp932"), _JAPANESE)


def decodes(text: bytes, name: str) -> bool:
    try:
        text.decode(name)
    except UnicodeError:
        return False
    return True


def _latin(text: bytes) -> str:
    """Letters between ASCII ones: the codec under which most of them belong to one language."""
    shares = {name: _fit(text[: 10 * LOOKED_AT], name) for name in _CODECS}
    best = max(_CODECS, key=lambda name: shares[name])
    if best == "cp1252" and not decodes(text, "cp1252"):
        return "latin-1"
    return best


def _fit(text: bytes, name: str) -> float:
    read = text.decode(name, "replace")
    strange = _BEYOND_ASCII.findall(_BESIDE_WORDS.sub("", read).lower())
    if not strange:
        return 1.0
    known = (each for each in _LANGUAGES if name in each.codecs)
    most = max(each.weight * sum(map(each.letters.__contains__, strange)) for each in known)
    return most / len(strange)


def _stands_in_rows(read: str, signs: re.Pattern[str]) -> bool:
    """A single sign between Latin letters is an accent that was misread."""
    runs = [len(run) for run in signs.findall(read)]
    return sum(each for each in runs if each > 1) > 0.7 * sum(runs)


def _is_big5(text: bytes) -> bool:
    """Chinese in pairs of a high byte and any byte; the common signs lie low."""
    if not decodes(text, "big5"):
        return False
    read = text.decode("big5")
    signs = [sign.encode("big5") for sign in "".join(_HAN.findall(read))]
    common = sum(0xA4 <= sign[0] <= 0xC6 for sign in signs)
    mixed = sum(sign[1] < 0x80 for sign in signs)
    return common > 0.9 * len(signs) and mixed > 0.1 * len(signs) and _stands_in_rows(read, _HAN)


def _east_of_europe(text: bytes, high: list[bytes]) -> str | None:
    """Hebrew has small letters only, some of which end a word; Arabic bytes are all letters."""
    if all(b"\xe0" <= each <= b"\xfa" for each in high) and not _HEBREW_FINAL.search(text):
        return "cp1255"
    if decodes(text, "cp1256") and len(_ARABIC.findall(text.decode("cp1256"))) >= 0.95 * len(high):
        return "cp1256"
    return None


def _two_bytes(text: bytes) -> str | None:
    """Chinese, Japanese and Korean: pairs of high bytes, or a high byte and a letter."""
    leads = [run[at] for run in _WORDS.findall(text) for at in range(0, len(run) - 1, 2)]
    kana = sum(each in {0xA4, 0xA5} for each in leads)
    if kana > 0.1 * len(leads) and decodes(text, "euc_jp"):
        return "euc_jp"
    if decodes(text, "gb2312"):
        korean = sum(0xB0 <= each <= 0xC8 for each in leads) > 0.97 * len(leads)
        return "euc_kr" if korean and decodes(text, "euc_kr") else "gb18030"
    return next((name for name in ("euc_kr", "big5", "gb18030") if decodes(text, name)), None)


def _words(text: bytes, name: str) -> int:
    """Words of an alphabet are small letters, capitals stand first."""
    runs: list[str] = [run.decode(name, "replace") for run in _WORDS.findall(text)[:LOOKED_AT]]
    good = sum(len(_LOWER.findall(run)) for run in runs)
    odd = sum(len(_UPPER_INSIDE.findall(run)) + 2 * run.count("\ufffd") for run in runs)
    return good - 3 * odd
