"""A batch without the pipeline: workers that start in a tenth of a second and extract by two patterns.

Words in capitals make a text poisonous: HANG, REGEX, EXIT, CRASH, EAT, RAISE, KILLED,
KILLED-ONCE, HALF (a message), THEN-CRASH (when the next text is read), or, not quite, SLOW and MARK.
"""

from __future__ import annotations

import json
import os
import re
import signal
import struct
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from sayso.batch.release import StoredRelease
from sayso.ingest import SourceText
from sayso.record import (
    Language,
    Mention,
    Organisation,
    Person,
    Producer,
    Quote,
    Record,
    Span,
    Speaker,
    release_id,
)
from sayso.sinks.choose import format_of

# Where the stand-in worker is found, before whatever else is to be found.
PYTHONPATH = os.pathsep.join(filter(None, (str(Path(__file__).parent), os.environ.get("PYTHONPATH"))))
_QUOTE = re.compile("“([^”]*)”, said ([A-Z]\\w+ [A-Z]\\w+)")


def release(number: int, *, quote: str = "We have waited for this for {n} years") -> str:
    """Return a release that shares little with those of other numbers."""
    named = enumerate(["harbour", "bridge", "glass"] * 40)
    words = [f"{word}{number * 7919 % 1009}x{i}" for i, word in named]
    said = quote.format(n=number)
    return f"Velaria {number} opens a laboratory\n\n“{said}”, said Marta Bianchi. {' '.join(words)}."


def stand_in(text: SourceText, tell: Callable[[str], None]) -> Record:
    """Make a record of a text, or whatever the poison in it does."""
    tell("stand_in")
    for poison in re.findall(r"\b[A-Z]{3,}(?:-[A-Z]+)?\b", text.text):
        _POISONS.get(poison, lambda: None)()
        tell("stand_in")
    return record_of(text)


def record_of(text: SourceText) -> Record:
    """Return the record that the stand-in makes of a text."""
    found = list(_QUOTE.finditer(text.text))
    people = {match.group(2): f"p{i}" for i, match in enumerate(reversed(found), 1)}
    first = re.match(r"\w+", text.text)
    issuer = Mention(start=0, end=first.end(), text=first.group()) if first else None
    return Record(
        id=release_id(text.text),
        source=text.source,
        text=text.text,
        language=Language(code="en", confidence=0.9),
        title=text.title,
        date=text.date,
        issuer="o1" if issuer else None,
        people=tuple(
            Person(id=key, name=name, mentions=tuple(_mention(m) for m in found if m.group(2) == name))
            for name, key in people.items()
        ),
        organisations=(Organisation(id="o1", name=issuer.text, mentions=(issuer,)),) if issuer else (),
        quotes=tuple(_quote(i, match, people) for i, match in enumerate(found, 1)),
        producer=Producer(version="0", model="none", config="stand-in"),
    )


def write_rows(path: Path, texts: Iterable[str]) -> Path:
    """Write texts as JSON Lines."""
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    return path


def held(sink: Path) -> list[StoredRelease]:
    """Return all releases of a sink."""
    read = format_of(sink).read
    assert read is not None
    return list(read(sink))


def _quote(number: int, match: re.Match[str], people: dict[str, str]) -> Quote:
    span = Span(start=match.start(1), end=match.end(1), text=match.group(1))
    name = match.group(2)
    mention = Span(start=match.start(2), end=match.end(2), text=name)
    speaker = Speaker(id=people[name], name=name, mention=mention)
    return Quote(
        id=f"q{number}",
        kind="direct",
        text=span.text,
        spans=(span,),
        language="en",
        speaker=speaker,
        confidence=0.5,
    )


def _mention(match: re.Match[str]) -> Mention:
    return Mention(start=match.start(2), end=match.end(2), text=match.group(2))


def _hang() -> None:
    while True:
        pass


def _eat() -> None:
    eaten = []
    while True:
        eaten.append(bytearray(50_000_000))


def _raise() -> None:
    raise ValueError("this text\nis poison")


def _killed_once() -> None:
    mark = Path(os.environ["STAND_IN_MARK"])
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def _half() -> None:
    """End in the middle of a message: its length is told, and not all of it comes."""
    os.write(int(sys.argv[1]), struct.pack("!i", 1_000) + b"half")
    os._exit(3)


_POISONS: dict[str, Callable[[], object]] = {
    "HANG": _hang,
    "REGEX": lambda: re.match(r"(a+)+$", "a" * 60 + "b"),
    "EXIT": lambda: os._exit(3),
    "CRASH": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "KILLED": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "KILLED-ONCE": _killed_once,
    "EAT": _eat,
    "HALF": _half,
    "RAISE": _raise,
    "MARK": lambda: Path(os.environ["STAND_IN_MARK"]).touch(),
    "SLOW": lambda: time.sleep(0.2),
}
