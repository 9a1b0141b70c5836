"""Annotated releases as training examples, and the noise that makes them look like real ones."""

from __future__ import annotations

import random
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sayso.corpora.gold import split_paths
from sayso.corpora.speech import speaker_mention, utterances
from sayso.corpora.tei import GoldRelease, Mark, read_tei
from sayso.encoder.labels import CUES, ISSUERS, NAMES, SPEAKERS, SPEECH
from sayso.errors import ConfigError
from sayso.training.examples import ALL_HEADS, Example, LabelledSpan, Link

_NAME_KINDS = {
    "persName": "person",
    "orgName": "organisation",
    "roleName": "role",
    "placeName": "place",
}
# Marks that releases of any language may come with, for swapping one convention for another.
MARK_PAIRS = (
    ("“", "”"), ("„", "“"), ("„", "”"), ("«", "»"), ("»", "«"), ("»", "»"), ("\"", "\""), ("”", "”"),
    ("“", "“"), ("‘", "’"), ("‚", "‘"), ("'", "'"), ("«\u00a0", "\u00a0»"), ("「", "」"), ("『", "』"),
)  # fmt: skip
OPENING = frozenset("“„«»\"”‘‚'「『")
CLOSING = frozenset("”“»«\"’‘'」』")


@dataclass(frozen=True)
class Noise:
    """How often (as probabilities) a copy of a release is changed in each way."""

    other_marks: float = 0.45
    no_closing_mark: float = 0.06
    capitals: float = 0.12
    no_accents: float = 0.06
    one_line_breaks: float = 0.1
    no_breaks: float = 0.05


def read_releases(folder: Path, split: str) -> list[GoldRelease]:
    """Return the annotated releases of one split, in the order of the listing."""
    return [read_tei(path) for path in split_paths(folder, split)]


def listed(releases: Iterable[GoldRelease], listing: Path) -> list[GoldRelease]:
    """Return the releases that a file lists, `<lang>/<name>` a line.

    Raises `ConfigError` if the file cannot be read, or lists what is not there.
    """
    try:
        wanted = dict.fromkeys(line.strip() for line in listing.read_text(encoding="utf-8").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{listing}: no list of releases to read: {error}") from error
    wanted.pop("", None)
    named = {f"{Path(each.path).parent.name}/{Path(each.path).stem}": each for each in releases}
    missing = [name for name in wanted if name not in named]
    if missing or not wanted:
        what = f"{missing[0]} is no release of the training split" if missing else "no release in it"
        raise ConfigError(f"{listing}: {what}: list some of them, <lang>/<name> a line")
    return [named[name] for name in wanted]


def fold_of(release: GoldRelease, folds: int) -> int:
    """Return which of so many parts a release belongs to: by its name, so that others do not move it."""
    return zlib.crc32(Path(release.path).stem.encode()) % folds


def release_example(release: GoldRelease) -> Example:
    """Return one release as an example of all heads."""
    spans = [*_names(release), *_speech(release)]
    spans += [LabelledSpan(SPEAKERS.name, "speaker", *span) for span in _speaker_mentions(release)]
    spans += [
        LabelledSpan(ISSUERS.name, "issuer", mark.start, mark.end)
        for mark in release.marks
        if mark.tag == "orgName" and release.issuer in mark.pointers("ref")
    ]
    return Example(release.text, tuple(spans), ALL_HEADS, links=tuple(_links(release)))


def _names(release: GoldRelease) -> Iterator[LabelledSpan]:
    for mark in release.marks:
        kind = _NAME_KINDS.get(mark.tag) or (mark.attributes["type"] if mark.tag == "name" else None)
        if kind:
            yield LabelledSpan(NAMES.name, kind, mark.start, mark.end)


def _speech(release: GoldRelease) -> Iterator[LabelledSpan]:
    for mark in release.marks:
        if mark.tag == "said":
            kind = "direct" if mark.attributes["direct"] == "true" else "indirect"
            yield LabelledSpan(SPEECH.name, kind, mark.start, mark.end)
        elif mark.tag == "seg":
            yield LabelledSpan(CUES.name, "cue", mark.start, mark.end)


def _speaker_mentions(release: GoldRelease) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for chain in utterances(release):
        mark = speaker_mention(release, chain)
        if mark is not None:
            found.add((mark.start, mark.end))
    return {s for s in found if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in found)}


def _links(release: GoldRelease) -> Iterator[Link]:
    everyone = [m for m in release.marks if m.tag in {"persName", "orgName", "rs"}]
    for chain in utterances(release):
        who = {pointer for piece in chain for pointer in piece.pointers("who")}
        outside = [m for m in everyone if not any(piece.start <= m.start < piece.end for piece in chain)]
        yield Link(
            "speaker",
            pieces=tuple((piece.start, piece.end) for piece in chain),
            right=tuple((m.start, m.end) for m in outside if who & set(m.pointers("ref"))),
            wrong=tuple((m.start, m.end) for m in outside if not who & set(m.pointers("ref"))),
        )
    yield from _antecedents(release, everyone)
    yield from _continuations(release)
    for role in release.marks:
        if role.tag == "roleName":
            pointers = role.pointers("corresp")
            yield _tie("holder", role, pointers[:1], [m for m in everyone if _is_person(m)])
            yield _tie("employer", role, pointers[1:], [m for m in everyone if not _is_person(m)])


def _antecedents(release: GoldRelease, everyone: Sequence[Mark]) -> Iterator[Link]:
    """Yield whom words without a name mean, and which other forms a form of an organisation's name has."""
    named = [mark for mark in everyone if mark.tag != "rs"]
    for words in everyone:
        if words.tag == "rs":
            yield _tie("antecedent", words, words.pointers("ref"), named)
    organisations = [(mark, release.marked(mark)) for mark in named if mark.tag == "orgName"]
    for form, mark in {form: mark for mark, form in reversed(organisations)}.items():
        others = [other for other, written in organisations if written != form]
        yield _tie("antecedent", mark, mark.pointers("ref"), others)


def _continuations(release: GoldRelease) -> Iterator[Link]:
    """Yield which piece each piece of speech goes on from, among all before it."""
    pieces = [mark for mark in release.marks if mark.tag == "said"]
    for order, piece in enumerate(pieces):
        spans: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
        for earlier in pieces[:order]:
            spans[earlier.attributes["id"] in piece.pointers("prev")].append((earlier.start, earlier.end))
        yield Link("previous", ((piece.start, piece.end),), tuple(spans[True]), tuple(spans[False]))


def _is_person(mark: Mark) -> bool:
    return mark.tag == "persName" or mark.attributes.get("type") == "person"


def _tie(tie: str, asking: Mark, wanted: Sequence[str], among: Iterable[Mark]) -> Link:
    spans: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
    for mark in among:
        spans[bool(set(wanted) & set(mark.pointers("ref")))].append((mark.start, mark.end))
    return Link(tie, ((asking.start, asking.end),), tuple(spans[True]), tuple(spans[False]))


Change = tuple[int, int, str]


def changed(example: Example, changes: Iterable[Change]) -> Example:
    """Return the example with stretches of its text replaced and every span moved along.

    A change may touch a span's edge or lie inside it, never across an edge.
    """
    ordered = sorted(changes)
    parts: list[str] = []
    moves: list[tuple[int, int]] = []
    position = shift = 0
    for start, end, new in ordered:
        parts += [example.text[position:start], new]
        shift += len(new) - (end - start)
        moves.append((end, shift))
        position = end
    parts.append(example.text[position:])

    def moved(at: int, *, closing: bool) -> int:
        by = 0
        for (start, end, _), (_, total) in zip(ordered, moves, strict=True):
            if end <= at and not (closing and start == end == at):
                by = total
        return at + by

    def pair(span: tuple[int, int]) -> tuple[int, int]:
        return moved(span[0], closing=False), moved(span[1], closing=True)

    spans = []
    for span in example.spans:
        start, end = pair((span.start, span.end))
        spans.append(replace(span, start=start, end=end))
    links = tuple(
        Link(link.tie, *(tuple(pair(s) for s in group) for group in (link.pieces, link.right, link.wrong)))
        for link in example.links
    )
    return replace(example, text="".join(parts), spans=tuple(spans), links=links)


def noisy(example: Example, rng: random.Random, noise: Noise = Noise()) -> Example:
    """Return a copy as a worse source would have given it: other marks, lost breaks, capitals, accents."""
    if rng.random() < noise.other_marks:
        example = changed(example, _mark_changes(example, rng, noise))
    if rng.random() < noise.no_breaks:
        example = _same_length_or_moved(example, "\n\n", " ")
    elif rng.random() < noise.one_line_breaks:
        example = _same_length_or_moved(example, "\n\n", "\n")
    if rng.random() < noise.capitals:
        end = example.text.find("\n")
        head = example.text[:end] if end > 0 else ""
        upper = head.upper() if rng.random() < 0.7 else head.title()
        if len(upper) == len(head):
            example = replace(example, text=upper + example.text[len(head) :])
    if rng.random() < noise.no_accents:
        plain = "".join(_plain(character) for character in example.text)
        example = replace(example, text=plain)
    return example


def _same_length_or_moved(example: Example, old: str, new: str) -> Example:
    positions = [i for i in range(len(example.text)) if example.text.startswith(old, i)]
    return changed(example, [(at, at + len(old), new) for at in positions])


def _plain(character: str) -> str:
    base = unicodedata.normalize("NFD", character)[0]
    return base if base.isalpha() and base.isascii() else character


def _mark_changes(example: Example, rng: random.Random, noise: Noise) -> Iterator[Change]:
    opening, closing = rng.choice(MARK_PAIRS)
    text = example.text
    for span in example.spans:
        if span.kind != "direct":
            continue
        left, right = span.start, span.end
        while left > 0 and text[left - 1] == "\u00a0":
            left -= 1
        while right < len(text) and text[right] == "\u00a0":
            right += 1
        if left > 0 and text[left - 1] in OPENING and right < len(text) and text[right] in CLOSING:
            yield left - 1, span.start, opening
            lost = rng.random() < noise.no_closing_mark and text[right + 1 : right + 2] in {"", "\n"}
            yield span.end, right + 1, "" if lost else closing
