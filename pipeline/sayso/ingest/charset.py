"""Character sets: bytes → text.

A cascade; each step is taken only if those before it gave no answer:

1. a byte order mark;
2. UTF-16 without one, told by where its NULs stand;
3. ISO-2022-JP, told by its escapes, as its bytes are valid UTF-8;
4. UTF-8, if every byte fits;
5. what the document declares, if every byte fits;
6. UTF-8 with damage: most of the bytes beyond ASCII fit, the others become U+FFFD;
7. detection: letters of one language for the Western and Central European code pages, which
   charset-normalizer takes for one another; hiragana for the Japanese ones, which it takes for Chinese;
   charset-normalizer for all others.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from functools import cache
from importlib import resources
from typing import Any

# The replacement characters of step 6 may be at most one in so many of the others beyond ASCII.
DAMAGE = 4
# Of the bytes that make words, so many are beyond ASCII at most in a Latin script (Czech, 2000
# characters of prose: 0.17); Greek, Cyrillic and East Asian texts have over 0.4.
LATIN_SHARE = 0.3
# Of the characters beyond ASCII, so many may be none of the language's and it still be that one.
FOREIGN_SHARE = 0.1
# Japanese prose is hiragana for a third and more; a price list or a headline for less.
HIRAGANA_SHARE = 0.1
# A page in which more of the characters than this are none is another one.
WRONG_SHARE = 0.02
SAMPLE_BYTES = 100_000

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What pages call themselves and what they are, after the WHATWG encoding standard.
_REALLY = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs",
}  # fmt: skip
_KNOWN = {
    *_REALLY.values(), "utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1250", "cp1251", "cp1253",
    "cp1255", "cp1256", "cp1257", "cp1258", "cp866", "cp850", "iso8859-2", "iso8859-3",
    "iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-10", "iso8859-13",
    "iso8859-14", "iso8859-15", "iso8859-16", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "euc_jp",
    "iso2022_jp", "big5", "cp950", "hz",
}  # fmt: skip
_DETECTABLE = [
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1257", "iso8859_2", "iso8859_5", "iso8859_7",
    "koi8_r", "koi8_u", "cp932", "euc_jp", "gb18030", "big5", "cp949",
]  # fmt: skip
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_WORD_BYTES = re.compile(rb"[A-Za-z\x80-\xff]")


def decode(data: bytes, declared: str | None = None) -> str:
    """Return the text of some bytes; what cannot be decoded becomes U+FFFD."""
    mark, encoding = marked(data)
    if encoding:
        return data[len(mark) :].decode(encoding, "replace")
    for candidate in ("iso2022_jp" if b"\x1b$" in data else None, "utf-8", known(declared)):
        if candidate:
            try:
                return data.decode(candidate)
            except UnicodeDecodeError:
                pass
    damaged = data.decode("utf-8", "replace")
    return damaged if _only_damaged(damaged) else data.decode(detect(data), "replace")


def marked(data: bytes) -> tuple[bytes, str | None]:
    """Return the byte order mark and the encoding that it, or the places of the NULs, tell."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return mark, encoding
    sample = data[:4096]
    pairs = len(sample) // 2
    if pairs and b"\0" in sample:
        even, odd = sample[0::2].count(0) / pairs, sample[1::2].count(0) / pairs
        if odd > 0.3 and even < 0.05:
            return b"", "utf-16-le"
        if even > 0.3 and odd < 0.05:
            return b"", "utf-16-be"
    return b"", None


def known(declared: str | None) -> str | None:
    """Return the codec that a declared name means; none if it is no character set of texts."""
    try:
        name = codecs.lookup((declared or "").strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    name = _REALLY.get(name, name)
    return name if name in _KNOWN else None


def detect(data: bytes) -> str:
    """Return the most likely code page of bytes that are not UTF-8."""
    first = _BEYOND_ASCII.search(data)
    begin = max(0, (first.start() if first else 0) - 1000)
    begin = data.rfind(b"\n", 0, begin) + 1 if begin else 0
    sample = data[begin : begin + SAMPLE_BYTES]
    words, beyond = len(_WORD_BYTES.findall(sample)), len(_BEYOND_ASCII.findall(sample))
    latin, foreign = _by_letters(sample, "code_pages")
    if beyond <= LATIN_SHARE * words and foreign <= FOREIGN_SHARE:
        return latin
    found = _by_hiragana(sample) or _by_statistics(sample)
    if found is None or found in _knowledge()["code_pages"]:
        return latin
    if found in _knowledge()["greek_pages"]:
        return _by_letters(sample, "greek_pages")[0]
    return found


class LineDecoder:
    """Decodes line by line: UTF-8, and where a line is none, the code page of the whole."""

    def __init__(self, head: bytes, declared: str | None = None) -> None:
        self._declared = known(declared)
        self._utf8 = _only_damaged(head.decode("utf-8", "replace"))
        self._head = head
        self._page: str | None = None

    def decode(self, line: bytes) -> str:
        """Return the text of one line."""
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            if self._utf8:
                return line.decode("utf-8", "replace")
        if self._page is None:
            self._page = self._declared or detect(self._head + line)
        return line.decode(self._page, "replace")


def _only_damaged(text: str) -> bool:
    lost = text.count("\ufffd")
    beyond = sum(1 for character in text if character > "\x7f") - lost
    return beyond > 0 and beyond >= DAMAGE * lost


def _by_letters(sample: bytes, pages: str) -> tuple[str, float]:
    """Return the page whose letters fit one language best, and the share of those that do not."""
    best, least = "cp1252", 2.0
    for page in _knowledge()[pages]:
        try:
            text = sample.decode(page)
        except UnicodeDecodeError:
            continue
        counts = Counter(character for character in text if character > "\x7f")
        total = sum(counts.values()) or 1
        strange = min(
            sum(count for character, count in counts.items() if character not in alphabet)
            for alphabet in _alphabets()
        )
        if strange / total < least:
            best, least = page, strange / total
    return best, least


def _by_hiragana(sample: bytes) -> str | None:
    """Return the Japanese page in which the bytes are Japanese: other scripts read so show no hiragana."""
    for page in ("cp932", "euc_jp"):
        text = sample.decode(page, "replace")
        beyond = sum(character > "\x7f" for character in text) or 1
        if text.count("\ufffd") > WRONG_SHARE * beyond:
            continue
        if sum("\u3040" <= character <= "\u309f" for character in text) > HIRAGANA_SHARE * beyond:
            return page
    return None


def _by_statistics(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes

    match = from_bytes(sample, cp_isolation=_DETECTABLE).best()
    return match.encoding if match else None


@cache
def _knowledge() -> dict[str, Any]:
    import yaml

    text = resources.files("sayso.ingest").joinpath("letters.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def _alphabets() -> tuple[frozenset[str], ...]:
    everywhere = frozenset(_knowledge()["punctuation"]) | {"\u00a0", "\u00ad"}
    return tuple(
        everywhere | frozenset(letters) | frozenset(letters.upper())
        for letters in _knowledge()["letters"].values()
    )
