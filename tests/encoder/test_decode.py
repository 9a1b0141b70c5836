"""Logits to spans: runs of labels, whole words, scripts without spaces."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.encoder.decode import cuts_word, spans
from sayso.encoder.labels import (
    CUES,
    HEADS,
    LOGITS,
    NAMES,
    SPEECH,
    TIE_WIDTH,
    TIES,
    Head,
    columns,
    tie_columns,
)
from sayso.encoder.model import TokenScores

LABELS = {label: order for order, label in enumerate(NAMES.labels)}


def scores(offsets: list[tuple[int, int]], labels: list[int], head: Head = NAMES) -> TokenScores:
    tags = np.zeros((len(labels), LOGITS), dtype=np.float32)
    for token, label in enumerate(labels):
        tags[token, columns(head).start + label] = 8
    link = np.zeros((len(labels), 2 * TIE_WIDTH * len(TIES)), dtype=np.float32)
    return TokenScores(
        np.array(offsets, dtype=np.int64).reshape(-1, 2), tags, link, np.zeros((3, 64), dtype=np.float32)
    )


def found(text: str, tokens: str, labels: str) -> list[tuple[str, str]]:
    """Return kind and words of the spans of a text cut into ``tokens`` at `|`."""
    offsets, position = [], 0
    for token in tokens.split("|"):
        start = text.index(token, position)
        position = start + len(token)
        offsets.append((start, position))
    made = spans(text, scores(offsets, [LABELS[label] for label in labels.split()]), NAMES)
    return [(span.kind, text[span.start : span.end]) for span in made]


def test_a_beginning_and_what_is_inside_is_one_span() -> None:
    text = "Jo Roe leads Velaria"
    assert found(text, "Jo|Roe|leads|Velaria", "B-person I-person O B-organisation") == [
        ("person", "Jo Roe"),
        ("organisation", "Velaria"),
    ]


def test_a_second_beginning_begins_a_second_span() -> None:
    assert found("Jo\nAl", "Jo|Al", "B-person B-person") == [("person", "Jo"), ("person", "Al")]
    assert found("chair CEO", "chair|CEO", "B-role B-role") == [("role", "chair"), ("role", "CEO")]


def test_two_names_of_a_kind_with_a_space_between_them_are_one() -> None:
    cut = found(
        "Avenir Comminges Rugby", "Avenir|Comminges|Rugby", "B-organisation B-organisation I-organisation"
    )
    assert cut == [("organisation", "Avenir Comminges Rugby")]
    other = found("Avenir Rugby", "Avenir|Rugby", "B-organisation B-place")
    assert other == [("organisation", "Avenir"), ("place", "Rugby")]


def test_an_inside_without_a_beginning_is_outside_or_goes_on_with_what_was_begun() -> None:
    assert found("Jo Roe left", "Jo|Roe|left", "O I-person O") == []
    assert found("Jo Roe left", "Jo|Roe|left", "B-person I-person O") == [("person", "Jo Roe")]


def test_a_word_is_labelled_as_a_whole() -> None:
    whole = [("organisation", "Kanaviston")]
    assert found("Kanaviston työ", "Kana|vis|ton|työ", "B-organisation O I-organisation O") == whole
    assert found("Kanaviston työ", "Kana|vis|ton|työ", "B-organisation I-organisation O O") == whole
    assert found("Kanaviston työ", "Kana|viston|työ", "O B-organisation O") == []


def test_no_place_is_in_the_midst_of_a_word_at_its_edges_or_without_spaces() -> None:
    text = "so restituisco 東京都"
    assert [at for at in range(len(text) + 1) if cuts_word(text, at)] == [1, *range(4, 14)]


def test_two_beginnings_in_one_word_are_one_span_and_the_first_kind_wins() -> None:
    assert found("Kanaviston", "Kana|viston", "B-place B-place") == [("place", "Kanaviston")]
    assert found("Kanaviston", "Kana|viston", "B-place B-person") == [("place", "Kanaviston")]


def test_scripts_without_spaces_are_cut_where_the_model_cuts() -> None:
    text = "田中花子社長は港沢で"
    assert found(text, "田|中|花|子|社|長|は|港|沢|で",
                 "B-person I-person I-person I-person B-role I-role O B-place I-place O") == [
        ("person", "田中花子"),
        ("role", "社長"),
        ("place", "港沢"),
    ]  # fmt: skip


def test_a_span_that_begins_inside_a_chinese_word_takes_it_in_unless_the_model_is_surer() -> None:
    text = "供應鏈總裁"
    believed = [{"O": 1, "B-role": 0}, {"B-role": 1, "I-role": 0}, *[{"I-role": 8}] * 3]
    for sureness, words in ((1, "供應鏈總裁"), (4, "應鏈總裁")):
        made = scores([(at, at + 1) for at in range(len(text))], [0] * len(text))
        made.tags[:] = -20
        for token, chances in enumerate(believed):
            for label, value in chances.items():
                made.tags[token, columns(NAMES).start + LABELS[label]] = sureness * value
        found = spans(text, replace(made, inside=frozenset({1, 4})), NAMES)
        assert [text[span.start : span.end] for span in found] == [words]


def test_latin_letters_beside_han_ones_are_a_word_of_their_own() -> None:
    assert found("东京Sony公司", "东|京|So|ny|公|司", "O O B-organisation I-organisation O O") == [
        ("organisation", "Sony")
    ]


def test_no_span_crosses_a_blank_line() -> None:
    assert found("in Braga\n\nLinz grows", "in|Braga|Linz|grows", "O B-place I-place O") == [
        ("place", "Braga"),
        ("place", "Linz"),
    ]
    assert found("by Jo\nRoe here", "by|Jo|Roe|here", "O B-person I-person O") == [("person", "Jo\nRoe")]


def test_the_score_is_the_models_probability() -> None:
    text = "Jo left"
    made = scores([(0, 2), (3, 7)], [LABELS["B-person"], 0])
    assert spans(text, made, NAMES)[0].score > 0.99
    made.tags[0, columns(NAMES).start] = 7
    assert spans(text, replace(made), NAMES)[0].score == pytest.approx(0.73, abs=0.01)


def test_a_label_that_is_hardly_likelier_than_none_is_none() -> None:
    made = scores([(0, 2), (3, 7)], [LABELS["B-person"], 0])
    made.tags[0, columns(NAMES).start] = 7.9
    assert spans("Jo left", made, NAMES) == []


def test_a_text_without_tokens_has_no_spans() -> None:
    empty = TokenScores(np.zeros((0, 2), dtype=np.int64), np.zeros((0, 0), dtype=np.float32),
                        np.zeros((0, 0), dtype=np.float32), np.zeros((3, 64), dtype=np.float32))  # fmt: skip
    assert spans("  ", empty, NAMES) == [] and empty.chances[SPEECH].shape == (0, 5)


def test_the_columns_of_heads_and_ties_share_nothing() -> None:
    taken = [column for head in HEADS for column in range(LOGITS)[columns(head)]]
    assert taken == list(range(LOGITS))
    width = 2 * TIE_WIDTH * len(TIES)
    taken = [column for tie in TIES for part in tie_columns(tie) for column in range(width)[part]]
    assert taken == list(range(width))
    with pytest.raises(ValueError, match="no such head"):
        columns(Head("other", ("a",)))


TEXTS = st.text("abÉ 1.\n中の", max_size=20)


@given(TEXTS, st.data(), st.sampled_from([NAMES, SPEECH, CUES]))
def test_whatever_the_labels_spans_lie_in_order_in_the_text(
    text: str, data: st.DataObject, head: Head
) -> None:
    edges = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    offsets = [(start, end) for start, end in pairwise(edges) if text[start:end].strip()]
    labels = data.draw(
        st.lists(st.integers(0, len(head.labels) - 1), min_size=len(offsets), max_size=len(offsets))
    )
    made = spans(text, scores(offsets, labels, head), head)
    assert all(0 <= span.start < span.end <= len(text) and 0 <= span.score <= 1.0001 for span in made)
    assert all(left.end <= right.start for left, right in pairwise(made))
