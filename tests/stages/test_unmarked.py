"""Speech that no marks enclose: behind dashes and labels, and where only the words tell."""

from __future__ import annotations

from layers_by_hand import by_hand, piece, scene

from sayso.stages.chains import Piece, Scene
from sayso.stages.ranking import Weights
from sayso.stages.speech import quoted_stretches
from sayso.stages.unmarked import possible_speech, speech_options, spoken_runs, unmarked_pieces

# What the model hears is what there is.
HEARD = Weights({"model: log-odds": 1.0, "model: left out": -1.0})
REPLY = "Of course it was. It still is."
INTERVIEW = f"Was it hard?\n\nA. B.: {REPLY}\n\nAnd now?\n\nA. B.: Now we rest.\n\nThe mill is closed."


def found(here: Scene, weights: Weights = HEARD, marked: tuple[Piece, ...] = ()) -> list[str]:
    pieces = unmarked_pieces(here, list(marked), [p.outer for p in marked], weights)
    assert all(each.open_ended and not each.reported for each in pieces)
    return [here.text[each.span.start : each.span.end] for each in pieces]


def heard(text: str, code: str, *direct: str, **marks: list[str]) -> Scene:
    return scene(text, by_hand(text, direct=list(direct), **marks), code)


def test_speech_behind_a_dash_is_what_the_model_hears() -> None:
    text = "Fabryka rusza\n\n– Zaczynamy w maju – mówi Anna Nowak. – Potem odpoczniemy."
    here = heard(text, "pl", "Zaczynamy w maju", "Potem odpoczniemy.", cue=["mówi"])
    assert found(here) == ["Zaczynamy w maju", "Potem odpoczniemy."]


def test_speech_ends_in_the_midst_of_a_clause_only_where_it_can_end_nowhere_else() -> None:
    text = "– Det var en feil, og det kunne vi unngått, sier Kari Vik."
    here = heard(text, "nb", "Det var en feil, og det kunne", cue=["sier"])
    (run,) = spoken_runs(here, [], [])
    assert [text[each.start : each.end] for each in possible_speech(run)] == [
        "Det var en feil, og det kunne vi unngått",
        "Det var en feil",
        "og det kunne vi unngått",
    ]


def test_a_remark_between_sentences_or_unspoken_parts_an_answer() -> None:
    text = "Was it hard?\n\nA. B.: Of course it was. (laughs) It still is (in May)."
    here = heard(text, "en", "Of course it was.", "It still is (in May).")
    pieces = unmarked_pieces(here, [], [], HEARD)
    assert [text[p.span.start : p.span.end] for p in pieces] == ["Of course it was.", "It still is (in May)."]
    assert [p.carried for p in pieces] == [False, True]
    text = "Was it hard?\n\nA. B.: Of course it was. (He sits.) It still is (in May)."
    here = heard(text, "en", "Of course it was. (He sits.) It still is (in May).")
    pieces = unmarked_pieces(here, [], [], HEARD)
    assert [text[p.span.start : p.span.end] for p in pieces] == ["Of course it was.", "It still is (in May)."]
    text = "– Pytają o ogrzewanie i o toaletę. – Uśmiecha się. – Niedługo będą musieli wymyślić inne."
    here = heard(text, "pl", "Pytają o ogrzewanie i o toaletę.", "Niedługo będą musieli wymyślić inne.")
    pieces = unmarked_pieces(here, [], [], Weights({"to the end: any": 9.0}))
    assert [text[p.span.start : p.span.end] for p in pieces] == [
        "Pytają o ogrzewanie i o toaletę.",
        "Niedługo będą musieli wymyślić inne.",
    ]
    assert [p.carried for p in pieces] == [False, True]


def test_speech_that_ends_with_words_in_marks_takes_their_mark_in() -> None:
    text = "– Det sværeste har været at oversætte ordet »pyt«, tilføjer Kari Vik."
    here = heard(text, "da", "Det sværeste har været at oversætte ordet »pyt«", cue=["tilføjer"])
    [(quoted, _)] = quoted_stretches(text, here.paragraphs)
    pieces = unmarked_pieces(here, [piece(text, "pyt")], [quoted.outer], HEARD)
    assert [text[p.span.start : p.span.end] for p in pieces] == [
        "Det sværeste har været at oversætte ordet »pyt«"
    ]


def test_speech_that_is_heard_within_marks_does_not_leave_them() -> None:
    text = "På døren hang en lap: »Her er ingen vandmænd«. Ingen lo, og ingen gik."
    here = heard(text, "da", "Her er ingen vandmænd")
    [(quoted, _)] = quoted_stretches(text, here.paragraphs)
    (run,) = spoken_runs(here, [], [quoted.outer])
    assert [text[each.start : each.end] for each in possible_speech(run)] == ["Her er ingen vandmænd"]


def test_nothing_is_spoken_that_the_model_does_not_hear() -> None:
    assert found(heard(INTERVIEW, "en")) == []


def test_an_answer_may_go_to_the_end_of_its_paragraph_where_the_model_hears_only_its_beginning() -> None:
    here = heard(INTERVIEW, "en", "Of course it was.")
    (run,) = spoken_runs(here, [], [])
    options = possible_speech(run)
    assert [here.text[each.start : each.end] for each in options] == ["Of course it was.", REPLY]
    said, whole, none = speech_options(run, options)
    assert whole["to the end: labelled"] == whole["to the end: asked"] == whole["opening: labelled"] == 1
    assert "to the end: any" not in said and none["none: labelled"] == 1
    assert none["none: questions"] == 0.5
    asked = heard("Was it hard?\n\nOf course it was. It still is.", "en", "Of course it was.")
    assert found(asked) == ["Of course it was."]
    assert found(asked, Weights({"to the end: asked": 9.0})) == [REPLY]


def test_a_label_may_be_left_out_of_what_the_model_hears() -> None:
    here = heard(INTERVIEW, "en", f"A. B.: {REPLY}")
    assert found(here, Weights({"opening: labelled": 9.0})) == [REPLY, "Now we rest."]


def test_none_may_be_likelier_than_any_stretch() -> None:
    assert found(heard(INTERVIEW, "en", REPLY), Weights({"none": 20.0})) == []


def test_a_question_before_tells_of_an_answer() -> None:
    here = heard("Was it hard?\n\nIt was.", "en", "It was.")
    (run,) = spoken_runs(here, [], [])
    assert run.asked and not run.labelled and not run.dash


def test_speech_takes_in_the_words_in_marks_that_lie_inside_of_it_and_crosses_none() -> None:
    text = "– Han sa «gå» til oss, og vi gikk – sier Kari Vik."
    here = heard(text, "nb", "Han sa «gå» til oss, og vi gikk", cue=["sier"])
    inside = piece(text, "gå")
    assert found(here, marked=(inside,)) == ["Han sa «gå» til oss, og vi gikk"]
    crossing = piece(text, "til oss, og vi gikk – sier")
    assert all("sier" not in each for each in found(here, marked=(crossing,)))


def test_what_marks_enclose_is_left_to_them() -> None:
    text = "“We begin in May,” said Anna Berg."
    here = heard(text, "en", "We begin in May,", cue=["said"])
    marked = piece(text, "We begin in May,")
    assert list(spoken_runs(here, [marked], [])) == []


def test_what_is_left_behind_the_first_speech_of_a_run_may_be_another() -> None:
    text = "We begin in May, sier Kari. Then we rest for long."
    here = heard(text, "nb", "We begin in May", "Then we rest for long.", cue=["sier"])
    assert found(here) == ["We begin in May", "Then we rest for long."]
