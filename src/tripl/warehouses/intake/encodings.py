"""Which encoding a text is in, from samples of its bytes."""

import codecs

from tripl.warehouses.intake import legacy

BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MARK = "\udcff"
"""Stands where bytes could not be decoded; no decoder yields it by itself."""
MARKED = "tripl.marked"
WESTERN = "tripl.western"
"""For a text that looked like ASCII: what later is no UTF-8 is windows-1252."""


def _mark(error: UnicodeError) -> tuple[str, int]:
    return MARK, error.end if isinstance(error, UnicodeDecodeError) else 0


def _western(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(MARKED, _mark)
codecs.register_error(WESTERN, _western)


def bom_of(head: bytes) -> str | None:
    return next((name for bom, name in BOMS if head.startswith(bom)), None)


def looks_utf16(head: bytes) -> str | None:
    """Every second byte of Latin text in UTF-16 is zero."""
    sample = head[: len(head) & ~1][:65_536]
    if len(sample) < 4:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    for zeros, others, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros > 0.3 * half and others < 0.02 * half and _decodes(sample, name):
            return name
    return None


def looks_utf32(head: bytes) -> str | None:
    """Three bytes of four are zero."""
    sample = head[: len(head) & ~3][:65_536]
    zeros = [sample[at::4].count(0) for at in range(4)]
    many = 0.9 * len(sample) / 4
    for name, full, order in (("utf-32-le", 0, (1, 2, 3)), ("utf-32-be", 3, (0, 1, 2))):
        if len(sample) >= 8 and not zeros[full] and all(zeros[at] > many for at in order) and _decodes(sample, name):
            return name
    return None


def wide(head: bytes) -> str | None:
    """The codec of a text whose letters take several bytes each, by its mark or by its zeros."""
    return bom_of(head) or looks_utf32(head) or looks_utf16(head)


def guess(samples: list[bytes]) -> tuple[str, bool]:
    """Codec name, and whether the samples leave no doubt. The first one is the head of the file."""
    head = samples[0]
    known = wide(head)
    if known:
        return known, True
    high = [line for piece in samples for line in piece.split(b"\n")[piece is not head : -1] if not line.isascii()]
    high += [line for line in [head.rsplit(b"\n", 1)[-1]] if not line.isascii() and _decodes(line, "utf-8")]
    if not high:
        return "utf-8", all(each.isascii() for each in samples) is False
    good = sum(_decodes(line, "utf-8", final=True) for line in high)
    if good >= 0.8 * len(high):
        return "utf-8", True
    return legacy.guess(b"\n".join(high[:5_000])), True


def shown(name: str) -> str:
    """The name a person knows."""
    return {
        "utf-8-sig": "UTF-8 with BOM",
        "utf-8": "UTF-8",
        "utf-16": "UTF-16",
        "utf-16-le": "UTF-16 LE",
        "utf-16-be": "UTF-16 BE",
        "utf-32": "UTF-32",
        "cp1252": "windows-1252",
        "cp1251": "windows-1251",
        "cp1250": "windows-1250",
        "latin-1": "ISO-8859-1",
        "cp932": "Shift JIS",
        "utf-32-le": "UTF-32 LE",
        "utf-32-be": "UTF-32 BE",
        "cp1253": "windows-1253",
        "cp1254": "windows-1254",
        "cp1255": "windows-1255",
        "cp1256": "windows-1256",
        "iso8859-2": "ISO-8859-2",
        "mac_roman": "Mac Roman",
        "cp850": "CP850",
        "euc_jp": "EUC-JP",
    }.get(name, name.upper())


def codec_of(name: str) -> str | None:
    """The codec a person means; None for an unknown one and for those that are no text encodings."""
    wanted = {
        "utf-8 with bom": "utf-8-sig",
        "utf-16 le": "utf-16-le",
        "utf-16 be": "utf-16-be",
        "utf-32 le": "utf-32-le",
        "utf-32 be": "utf-32-be",
    }.get(name.strip().lower(), name.strip())
    try:
        "a".encode(wanted)  # refuses codecs that are no text encodings
        return codecs.lookup(wanted).name
    except (LookupError, ValueError):
        return None


def _decodes(sample: bytes, name: str, *, final: bool = False) -> bool:
    try:
        codecs.getincrementaldecoder(name)().decode(sample, final)
    except UnicodeError:
        return False
    return True
