"""A name that the model marks once is marked wherever it stands."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from layers_by_hand import at

from sayso.encoder.decode import TaggedSpan
from sayso.stages.spreading import of_one_kind, spread


def tagged(text: str, kind: str, words: str, score: float = 0.99, nth: int = 1) -> TaggedSpan:
    start, end = at(text, (words, nth))
    return TaggedSpan(kind, start, end, score)


def found(text: str, *spans: TaggedSpan) -> list[tuple[str, str]]:
    return [(span.kind, text[span.start : span.end]) for span in spread(text, spans)]


def test_a_sure_name_is_marked_everywhere() -> None:
    text = "Marta Rusconi came. Later Marta Rusconi left."
    assert found(text, tagged(text, "person", "Marta Rusconi")) == [("person", "Marta Rusconi")] * 2


def test_an_acronym_is_marked_everywhere() -> None:
    text = "Wärmeverbund Oberlahn eG (WVO) baut. Der WVO hofft, die WVOs nicht."
    spans = [tagged(text, "organisation", "WVO", nth=2)]
    assert found(text, *spans) == [("organisation", "WVO")] * 2


def test_a_last_name_in_capitals_before_a_colon_is_the_person() -> None:
    text = "Marta Rusconi came.\n\nRUSCONI: Yes.\n\nMS RUSCONI: No.\n\nVILLA RUSCONI: shut."
    label = ("person", "RUSCONI")
    assert found(text, tagged(text, "person", "Marta Rusconi")) == [("person", "Marta Rusconi"), label, label]


def test_a_part_that_was_marked_gives_way_to_the_whole() -> None:
    text = "Velaria Boats grows. Velaria Boats sails."
    spans = [tagged(text, "organisation", "Velaria Boats"), tagged(text, "organisation", "Velaria", 0.6, 2)]
    assert found(text, *spans) == [("organisation", "Velaria Boats")] * 2


def test_a_name_that_is_surely_another_kind_stays() -> None:
    text = "Berg Bank grows. Berg Bank sails."
    spans = [tagged(text, "organisation", "Berg Bank"), tagged(text, "person", "Berg", 0.95, 2)]
    assert found(text, *spans) == [("organisation", "Berg Bank"), ("person", "Berg")]


def test_what_is_unsure_short_or_a_place_is_not_spread() -> None:
    text = "Velaria Velaria Bix Bix Ana Ana Trieste Trieste velaria"
    spans = [
        tagged(text, "organisation", "Velaria", 0.5),
        tagged(text, "organisation", "Bix"),
        tagged(text, "person", "Ana"),
        tagged(text, "place", "Trieste"),
    ]
    assert len(spread(text, spans)) == 4


def test_words_that_only_begin_like_the_name_are_none() -> None:
    text = "Rosso speaks of rossoneri and Rossoblu."
    assert found(text, tagged(text, "person", "Rosso")) == [("person", "Rosso")]


def test_names_of_scripts_without_spaces_are_found_inside_the_run() -> None:
    text = "田中花子氏は話した。社長の田中花子は笑った。"
    assert found(text, tagged(text, "person", "田中花子")) == [("person", "田中花子")] * 2


@given(st.text("Abcd e", max_size=40), st.lists(st.tuples(st.integers(0, 39), st.integers(1, 8)), max_size=5))
def test_spans_never_overlap_and_none_is_lost(text: str, places: list[tuple[int, int]]) -> None:
    spans: list[TaggedSpan] = []
    for start, length in sorted(places):
        if start + length <= len(text) and (not spans or spans[-1].end <= start):
            spans.append(TaggedSpan("person", start, start + length, 0.9))
    after = spread(text, spans)
    assert all(left.end <= right.start for left, right in pairwise(after))
    assert all(any(new.start <= old.start and old.end <= new.end for new in after) for old in spans)


def test_a_name_without_spaces_is_of_the_kind_that_it_is_more_surely() -> None:
    text = "校友柴永年来了。柴永年发言。柴永年离开。"
    spans = [tagged(text, "person", "柴永年"), tagged(text, "organisation", "柴永年", 0.6, 2)]
    assert [span.kind for span in of_one_kind(text, spans)] == ["person", "person"]


def test_one_word_is_an_organisation_throughout_unless_somebody_is_called_so_in_full() -> None:
    text = "Jilmovka opens. The carrier Jilmovka grows."
    spans = [tagged(text, "person", "Jilmovka"), tagged(text, "organisation", "Jilmovka", 0.7, nth=2)]
    assert [span.kind for span in of_one_kind(text, spans)] == ["organisation"] * 2
    text = "Ana Roe came. Roe spoke. Roe left."
    spans = [
        tagged(text, "person", "Ana Roe"),
        tagged(text, "person", "Roe", nth=2),
        tagged(text, "organisation", "Roe", 0.7, nth=3),
    ]
    assert [span.kind for span in of_one_kind(text, spans)] == ["person"] * 3


def test_a_surname_is_the_person_where_the_model_doubts_that_it_is_an_organisation() -> None:
    text = "Olli Lumme came. Lumme spoke."
    for score, kind in ((0.9, "person"), (0.99, "organisation")):
        spans = [tagged(text, "person", "Olli Lumme"), tagged(text, "organisation", "Lumme", score, 2)]
        assert [span.kind for span in of_one_kind(text, spans)] == ["person", kind]
