"""The last step of every reader: characters that no text should have, limits, provenance."""

from __future__ import annotations

import re

from sayso.errors import EmptySource, TextTooLong, UnknownFormat
from sayso.ingest.limits import FEW_CONTROLS, MOST_CHARACTERS
from sayso.ingest.source import Document, SourceText, one_line

_LINE_ENDS = re.compile(r"\r\n?")
_SURROGATES = re.compile("[\ud800-\udfff]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def finish(
    document: Document,
    text: str,
    *,
    media_type: str,
    data: bytes,
    part: str | None = None,
    title: str | None = None,
    date: str | None = None,
    language_hint: str | None = None,
    warnings: tuple[str, ...] = (),
    nothing: str = "no text in it",
) -> SourceText:
    """Return the text as a source text; raises if it is empty (``nothing`` says how) or too long.

    Line ends become LF, NULs go, halves of surrogate pairs become U+FFFD, white space around the
    text goes; nothing else of it changes.
    """
    told = document if part is None else _within(document, part)
    plain = _LINE_ENDS.sub("\n", text)
    nuls = plain.count("\0")
    if nuls > max(8, FEW_CONTROLS * len(plain)):
        raise told.fail(UnknownFormat, "binary data, not text")
    plain = _SURROGATES.sub("\ufffd", plain.replace("\0", "")).strip()
    if not plain:
        raise told.fail(EmptySource, nothing)
    if len(plain) > MOST_CHARACTERS:
        raise told.fail(
            TextTooLong,
            f"{len(plain):,} characters; a text may have {MOST_CHARACTERS:,}: split it",
        )
    return SourceText(
        text=plain,
        source=document.source(media_type, data, part),
        title=one_line(title, 1000) or None if title else None,
        date=date,
        language_hint=_language(language_hint),
        warnings=(*warnings, *_oddities(plain, nuls)),
    )


def _within(document: Document, part: str) -> Document:
    inside = f"{document.part} / {part}" if document.part else part
    return Document(document.uri, b"", document.stream, document.name, part=inside)


def _oddities(text: str, nuls: int) -> list[str]:
    found = []
    if nuls:
        found.append(f"{_times(nuls, 'NUL character')} removed")
    lost = text.count("\ufffd")
    if lost:
        found.append(f"{_times(lost, 'character')} could not be decoded and became U+FFFD")
    bidi = _BIDI.findall(text)
    if bidi:
        kinds = ", ".join(sorted({f"U+{ord(mark):04X}" for mark in bidi}))
        found.append(f"{_times(len(bidi), 'bidirectional control character')} kept ({kinds})")
    return found


def _times(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _language(hint: str | None) -> str | None:
    tag = (hint or "").strip()
    return tag if _LANGUAGE_TAG.fullmatch(tag) else None
