"""Labels open what somebody says in interviews, in every paragraph and to its end."""

from __future__ import annotations

from layers_by_hand import by_hand, piece, scene

from sayso.languages import language_data
from sayso.stages.labelled import label_of, opening_of
from sayso.stages.ranking import Weights
from sayso.stages.unmarked import unmarked_pieces
from sayso.text import blocks, with_usual_questions

# What the model hears is what there is.
HEARD = Weights({"model: log-odds": 1.0, "model: left out": -1.0})


def said(text: str, code: str, *direct: str, marked: tuple[str, ...] = ()) -> list[str]:
    here = scene(text, by_hand(text, direct=list(direct)), code)
    outer = [piece(text, words) for words in marked]
    found = unmarked_pieces(here, outer, [each.outer for each in outer], HEARD)
    return [text[each.span.start : each.span.end] for each in found]


def test_what_a_label_opens_once_it_opens_everywhere_and_to_the_end() -> None:
    text = "M. T. Was it hard?\n\nA. R. Yes. It still is.\n\nM. T. And now?\n\nA. R. We rest.\n\nShe left."
    assert said(text, "en", "Was it hard?", "Yes.") == [
        "Was it hard?",
        "Yes. It still is.",
        "And now?",
        "We rest.",
    ]


def test_a_label_behind_which_the_model_hears_nothing_opens_no_speech() -> None:
    text = "Doors: at seven\n\nPress: by letter\n\nDoors: at nine\n\nAnna: “Come!”\n\nAnna: Bring boots."
    assert said(text, "en") == []
    assert said(text, "en", "Bring boots.", marked=("Come!",)) == ["Bring boots."]


def test_labels_are_initials_words_before_a_colon_or_in_brackets() -> None:
    cases = {
        "R.V. Cine?": ("R.V.", "Cine?"),
        "Ι.Σ.-Φ.: Ναι": ("Ι.Σ.-Φ.:", "Ναι"),
        "答：是的。": ("答：", "是的。"),
        "（市長）ない。": ("（市長）", "ない。"),
        "Answer: – No": ("Answer:", "No"),
        "Mr Vik left": ("", "Mr Vik left"),
    }
    for text, (label, words) in cases.items():
        [paragraph] = blocks(text)
        assert label_of(text, paragraph) == label
        assert text[opening_of(text, paragraph)[0] :] == words


def test_the_greek_question_mark_ends_a_question() -> None:
    marks = language_data("el").question_marks
    text = with_usual_questions("Α. Β.: Πού πήγε;\n\nΓ. Δ.: Ποιος ήρθε\u037e", marks)
    assert said(text, "el", "Πού πήγε", "Ποιος ήρθε") == ["Πού πήγε?", "Ποιος ήρθε?"]
