"""Which marks of a record an annotation can hold: elements nest, lie in one block and point at something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sayso.corpora.tei_body import NOT_INSIDE
from sayso.record import Quote, Record, Span
from sayso.stages.marks import quoted
from sayso.text import Stretch

# Which of two marks of the same extent is the outer one.
_OUTER_FIRST = ("said", "q", "rs", "seg", "persName", "orgName", "placeName", "name", "roleName")


@dataclass
class DraftMark:
    """An element to be: its tag, its place in the text, its attributes, and the ids that those point at."""

    tag: str
    start: int
    end: int
    attributes: dict[str, str] = field(default_factory=dict)
    pointers: dict[str, list[str]] = field(default_factory=dict)

    @property
    def order(self) -> tuple[int, int, int]:
        """Return the order in which elements open."""
        return self.start, -self.end, _OUTER_FIRST.index(self.tag)


def draft_marks(
    record: Record, blocks: Iterable[Stretch], ids: dict[str, str]
) -> tuple[list[DraftMark], list[str]]:
    """Return the marks of a record in the order in which they open, and in words what was left out.

    ``ids`` are the ids of people and organisations in the annotation, by those of the record. What
    crosses another mark loses: speech goes before names, names before roles, those before cues.
    """
    said = {quote.id: list(_said(quote, ids)) for quote in record.quotes}
    wanted = [mark for marks in said.values() for mark in marks]
    wanted += [*_names(record, ids), *_roles(record, ids), *_descriptions(record, ids), *_cues(record, said)]
    wanted += [mark for quote in record.quotes if quote.kind == "mixed" for mark in _fragments(record, quote)]
    left_out: list[str] = []
    kept: list[DraftMark] = []
    stretches = list(blocks)
    for mark in wanted:
        twin = next((k for k in kept if _same_place(k, mark) and mark.tag not in {"said", "roleName"}), None)
        obstacle = None if twin else _obstacle(record.text, mark, kept, stretches)
        if twin:
            _join(twin, mark)
        elif obstacle:
            left_out.append(f"<{mark.tag}> {record.text[mark.start : mark.end]!r}: {obstacle}")
        else:
            kept.append(mark)
    kept = _resolved(kept, left_out, record)
    return sorted(kept, key=lambda mark: mark.order), left_out


def _said(quote: Quote, ids: dict[str, str]) -> Iterator[DraftMark]:
    previous: str | None = None
    for order, span in enumerate(quote.spans, 1):
        key = quote.id if order == 1 else f"{quote.id}-{order}"
        direct = "true" if quote.kind == "direct" else "false"
        mark = DraftMark("said", span.start, span.end, {"xml:id": key})
        if quote.speaker:
            mark.pointers["who"] = [ids[quote.speaker.id]]
        mark.attributes["direct"] = direct
        if previous:
            mark.pointers["prev"] = [previous]
        previous = key
        yield mark


def _names(record: Record, ids: dict[str, str]) -> Iterator[DraftMark]:
    tags = {person.id: "persName" for person in record.people} | {
        o.id: "orgName" for o in record.organisations
    }
    mentions = record.mentions()
    for key, tag in tags.items():
        for mention in mentions[key]:
            if mention.form == "name":
                yield DraftMark(tag, mention.start, mention.end, pointers={"ref": [ids[key]]})
    for other in record.entities:
        for mention in other.mentions:
            if other.kind == "place":
                yield DraftMark("placeName", mention.start, mention.end)
            else:
                yield DraftMark("name", mention.start, mention.end, {"type": other.kind})


def _roles(record: Record, ids: dict[str, str]) -> Iterator[DraftMark]:
    for person in record.people:
        for role in person.roles:
            at = [ids[role.organisation]] if role.organisation else []
            for start, end in sorted({(role.start, role.end), *((m.start, m.end) for m in role.mentions)}):
                yield DraftMark("roleName", start, end, pointers={"corresp": [ids[person.id], *at]})


def _descriptions(record: Record, ids: dict[str, str]) -> Iterator[DraftMark]:
    """Yield what points at a speaker and is no name: pronouns, descriptions."""
    told: list[tuple[str, Span]] = [
        (key, mention)
        for key, mentions in record.mentions().items()
        for mention in mentions
        if key in ids and mention.form != "name"
    ]
    named = {(key, m.start, m.end) for key, mentions in record.mentions().items() for m in mentions}
    named |= {(p.id, m.start, m.end) for p in record.people for role in p.roles for m in role.mentions}
    for quote in record.quotes:
        speaker = quote.speaker
        if speaker and (speaker.id, speaker.mention.start, speaker.mention.end) not in named:
            told.append((speaker.id, speaker.mention))
    people = {person.id for person in record.people}
    for key, mention in told:
        kind = {"type": "person" if key in people else "org"}
        yield DraftMark("rs", mention.start, mention.end, kind, {"ref": [ids[key]]})


def _cues(record: Record, said: dict[str, list[DraftMark]]) -> Iterator[DraftMark]:
    for quote in record.quotes:
        if quote.cue:
            pieces = [mark.attributes["xml:id"] for mark in said[quote.id]]
            yield DraftMark("seg", quote.cue.start, quote.cue.end, {"type": "cue"}, {"corresp": pieces})


def _fragments(record: Record, quote: Quote) -> Iterator[DraftMark]:
    """Yield what is verbatim in a mixed quote: what stands in marks, or all where no marks can be found."""
    inside = [
        stretch
        for span in quote.spans
        for stretch in quoted(record.text, Stretch(span.start, span.end))
        if stretch.end > stretch.start
    ]
    if inside:
        yield from (DraftMark("q", stretch.start, stretch.end) for stretch in inside)
    else:
        yield DraftMark("q", quote.spans[0].start, quote.spans[0].end)


def _same_place(left: DraftMark, right: DraftMark) -> bool:
    return (left.tag, left.start, left.end) == (right.tag, right.start, right.end)


def _join(twin: DraftMark, mark: DraftMark) -> None:
    for name, pointers in mark.pointers.items():
        known = twin.pointers.setdefault(name, [])
        known += [pointer for pointer in pointers if pointer not in known]


def _obstacle(text: str, mark: DraftMark, kept: list[DraftMark], blocks: list[Stretch]) -> str | None:
    """Return why a mark cannot stand among those kept, None if it can."""
    if not any(block.start <= mark.start and mark.end <= block.end for block in blocks):
        return "goes over the end of its block"
    written = text[mark.start : mark.end]
    if not written or written != written.strip():
        return "is empty or begins or ends with white space"
    for other in kept:
        if mark.end <= other.start or other.end <= mark.start:
            continue
        outer, inner = sorted((mark, other), key=lambda each: each.order)
        if inner.end > outer.end:
            return f"crosses a <{other.tag}>"
        if outer.tag in NOT_INSIDE.get(inner.tag, ()):
            return f"<{inner.tag}> cannot stand inside <{outer.tag}>"
    return None


def _resolved(kept: list[DraftMark], left_out: list[str], record: Record) -> list[DraftMark]:
    """Leave out what points at somebody or something that is not marked."""
    marked = {key for mark in kept for key in mark.pointers.get("ref", ())}
    speech = _told_speech(kept, marked)
    final: list[DraftMark] = []
    for mark in kept:
        if mark.tag == "q":
            if _inside_reported(mark, speech.values()):
                final.append(mark)
            continue
        why = _points_nowhere(mark, marked, speech)
        if why is None:
            final.append(mark)
        else:
            left_out.append(f"<{mark.tag}> {record.text[mark.start : mark.end]!r}: {why}")
    return final


def _told_speech(kept: list[DraftMark], marked: set[str]) -> dict[str, DraftMark]:
    """Return the pieces of speech by their ids, without reported speech that lacks a cue or a speaker.

    Each then points only at speakers and pieces that are marked.
    """
    cued = {key for mark in kept if mark.tag == "seg" for key in mark.pointers["corresp"]}
    speech: dict[str, DraftMark] = {}
    for mark in (each for each in kept if each.tag == "said"):
        key = mark.attributes["xml:id"]
        mark.pointers["who"] = [who for who in mark.pointers.get("who", ()) if who in marked]
        mark.pointers["prev"] = [before for before in mark.pointers.get("prev", ()) if before in speech]
        introduced = bool(mark.pointers["prev"]) or key in cued
        if mark.attributes["direct"] == "true" or (mark.pointers["who"] and introduced):
            speech[key] = mark
    return speech


def _points_nowhere(mark: DraftMark, marked: set[str], speech: dict[str, DraftMark]) -> str | None:
    """Return why a mark would point nowhere, None if it does not; pointers to what is not marked go."""
    if mark.tag == "said" and mark.attributes["xml:id"] not in speech:
        return "reported speech needs a cue and a speaker"
    if mark.tag == "roleName":
        holder, *at = mark.pointers["corresp"]
        if holder not in marked:
            return "its holder is not marked"
        mark.pointers["corresp"] = [holder, *(key for key in at if key in marked)]
    if mark.tag == "seg":
        mark.pointers["corresp"] = [key for key in mark.pointers["corresp"] if key in speech]
        if not mark.pointers["corresp"]:
            return "its quote is not marked"
    return None


def _inside_reported(mark: DraftMark, speech: Iterable[DraftMark]) -> bool:
    return any(
        piece.attributes["direct"] == "false" and piece.start <= mark.start and mark.end <= piece.end
        for piece in speech
    )
