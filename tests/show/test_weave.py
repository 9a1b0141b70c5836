"""Marks that overlap become marks that nest; no character is lost, doubled or wrongly marked."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.show.marks import Mark
from sayso.show.weave import Close, Open, Said, weave, with_speakers

TEXT = "“Growth”, said Anna Rossi of Velaria."


def mark(what: str, kind: str = "person", **more: object) -> Mark:
    start = TEXT.index(what)
    return Mark(start, start + len(what), kind, what, **more)  # type: ignore[arg-type]


def as_markup(start: int, end: int, *marks: Mark) -> str:
    parts = []
    for piece in weave(TEXT, start, end, marks):
        if isinstance(piece, Open):
            parts.append(f"<{piece.mark.key}{'+' if piece.again else ''}>")
        elif isinstance(piece, Close):
            parts.append(f"</{piece.mark.key}{'-' if piece.interrupted else ''}>")
        else:
            parts.append(piece)
    return "".join(parts)


def test_what_lies_in_another_mark_nests() -> None:
    assert as_markup(10, 25, mark("Rossi"), mark("Anna Rossi")) == (
        "said <Anna Rossi>Anna <Rossi>Rossi</Rossi></Anna Rossi>"
    )


def test_what_crosses_a_border_is_closed_and_opened_again() -> None:
    assert as_markup(10, 36, mark("said Anna"), mark("Anna Rossi of")) == (
        "<said Anna>said <Anna Rossi of>Anna</Anna Rossi of-></said Anna>"
        "<Anna Rossi of+> Rossi of</Anna Rossi of> Velaria"
    )


def test_a_mark_beyond_the_stretch_is_cut_there() -> None:
    assert as_markup(15, 19, mark("said Anna Rossi")) == "<said Anna Rossi+>Anna</said Anna Rossi->"


def test_the_speaker_stands_behind_the_closing_quotation_mark() -> None:
    quote = mark("Growth", "quote", last=True)
    pieces = list(with_speakers(weave(TEXT, 0, 14, [quote])))
    assert pieces[-3:] == ["”", Said(quote), ", said"]


stretches = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted)


@st.composite
def some_marks(draw: st.DrawFn) -> list[Mark]:
    found = draw(st.lists(stretches, max_size=8))
    return [
        Mark(start, end, "quote", str(number), last=True)
        for number, (start, end) in enumerate(found)
        if start < end
    ]


@settings(deadline=None)
@given(stretch=stretches, marks=some_marks())
def test_every_character_comes_once_with_the_marks_that_cover_it(
    stretch: list[int], marks: list[Mark]
) -> None:
    start, end = stretch
    position = start
    stack: list[Mark] = []
    begun: list[Mark] = []
    for piece in weave(TEXT, start, end, marks):
        if isinstance(piece, Open):
            stack.append(piece.mark)
            if not piece.again:
                begun.append(piece.mark)
        elif isinstance(piece, Close):
            assert stack.pop() == piece.mark
        else:
            assert piece == TEXT[position : position + len(piece)] != ""
            for place in range(position, position + len(piece)):
                assert set(stack) == {m for m in marks if m.start <= place < m.end}
            position += len(piece)
    assert (position, stack) == (end, [])
    assert sorted(m.key for m in begun) == sorted(m.key for m in marks if start <= m.start < end)


@settings(deadline=None)
@given(stretch=stretches, marks=some_marks())
def test_every_quote_that_ends_is_followed_by_its_speaker_once(stretch: list[int], marks: list[Mark]) -> None:
    start, end = stretch
    pieces = list(with_speakers(weave(TEXT, start, end, marks)))
    said = [piece.mark.key for piece in pieces if isinstance(piece, Said)]
    assert sorted(said) == sorted(m.key for m in marks if start < m.end <= end and m.start < end)
    assert "".join(piece for piece in pieces if isinstance(piece, str)) == TEXT[start:end]
