"""Direct speech: in marks, after a dash, without marks; and what only stands in marks."""

from __future__ import annotations

from dataclasses import replace

from layers_by_hand import anatomy, by_hand, scene

from sayso.languages import language_data
from sayso.layers import Utterance
from sayso.resources import model_folder
from sayso.stages.quotes import find_utterances
from sayso.stages.ranking import Weights, load_ranking
from sayso.stages.speech import (
    marked_pieces,
    paragraphs_of,
    quoted_stretches,
    speech_features,
)

HEARD = Weights({"model: log-odds": 1.0})
UNMARKED = Weights({"model: log-odds": 1.0, "model: left out": -1.0})


def utterances(
    text: str, code: str, chain: Weights | None = None, **marks: list[str]
) -> list[tuple[str, list[str]]]:
    """Return kind and pieces of the utterances, with weights that believe the model alone."""
    shipped = load_ranking(model_folder("press"))
    reported = Weights({"bias": -5.0, "model: reported": 10.0})
    ranking = replace(
        shipped, speech=HEARD, unmarked=UNMARKED, reported=reported, chain=chain or shipped.chain
    )
    found, _ = find_utterances(
        text, by_hand(text, **marks), anatomy(text, code), language_data(code), ranking
    )
    return [_shown(utterance) for utterance in found]


def _shown(utterance: Utterance) -> tuple[str, list[str]]:
    return utterance.kind, [each.text for each in utterance.pieces]


def quoted(text: str, code: str = "en") -> list[str]:
    paragraphs = paragraphs_of(text, anatomy(text, code).sections)
    return [text[q.start : q.end] for q, _ in quoted_stretches(text, paragraphs)]


def test_a_paragraph_of_contacts_is_read_by_the_line() -> None:
    text = "Velaria opens\n\nIt opens in May.\n\nPress contact\nJo Roe\n+39 040 123456"
    parts = paragraphs_of(text, anatomy(text, "en").sections)
    assert [text[s.start : s.end] for s, kind in parts if kind == "contact"] == [
        "Press contact",
        "Jo Roe",
        "+39 040 123456",
    ]


def test_a_quote_of_several_paragraphs_is_a_stretch_of_each() -> None:
    text = "Anna said: “We begin in May, all of us.\n\n“In June we rest.\n\n“In July we start again.”"
    assert quoted(text) == ["We begin in May, all of us.", "In June we rest.", "In July we start again."]


def test_a_quote_that_goes_on_in_the_next_paragraph_ends_before_the_space_of_its_mark() -> None:
    text = "« On commence en mai.\n\nEn juin on se repose. », ajoute Anna."
    assert quoted(text, "fr") == ["On commence en mai.", "En juin on se repose."]


def test_a_quote_that_is_not_opened_again_ends_at_the_stray_closing_mark() -> None:
    text = "Anna said: “We begin in May, all of us.\n\nIn June we rest,” she added. “Then July.”"
    assert quoted(text) == ["We begin in May, all of us.", "In June we rest,", "Then July."]


def test_whole_paragraphs_stand_in_a_quote_that_is_opened_before_and_closed_behind_them() -> None:
    text = "Anna said: “We begin in May, all of us.\n\nIt is late.\n\nThe ‘plan’ is old.\n\nIn June we rest.”"
    assert quoted(text) == [
        "We begin in May, all of us.",
        "It is late.",
        "The ‘plan’ is old.",
        "In June we rest.",
    ]
    parted = "“We begin in May, all of us.\n\nThe film “Noon” is old.\n\nIn June we rest.”"
    assert quoted(parted) == ["We begin in May, all of us.", "Noon"]
    far = "“We begin in May, all of us.\n\n" + "It is late.\n\n" * 4 + "In June we rest.”"
    assert quoted(far) == ["We begin in May, all of us."]


def test_what_one_pair_of_marks_holds_is_one_utterance_whatever_the_weights_of_chains_say() -> None:
    said = ["We begin in May, all of us.", "It is late.", "In June we rest."]
    text = "Anna said: “" + "\n\n".join(said) + "”"
    assert utterances(text, "en", direct=said, chain=Weights({"next block: bias": -9.0})) == [
        ("direct", said)
    ]


def test_the_features_of_a_stretch_say_what_a_reader_sees() -> None:
    text = "Velaria opens a lab\n\nAnna Berg said: “We begin in May.” The film “Long Night Moon” is old."
    here = scene(text, by_hand(text, cue=["said"], direct=["We begin in May."]), "en")
    [said, _], [title, _] = quoted_stretches(text, here.paragraphs)
    speech, film = speech_features(here, said, "body"), speech_features(here, title, "body")
    assert speech["cue before"] == speech["colon before"] == speech["ends a sentence"] == 1
    assert speech["model: speech"] > 0.9 and film["model: speech"] < 0.1
    assert film["title case"] == film["inside a clause"] == 1 and speech["inside a clause"] == 0


def test_a_sign_is_told_from_speech_by_whom_nobody_says_it() -> None:
    text = "“Ring twice,” says Anna Berg. On the door stands “Please do ring”."
    ties = [("speaker", "Ring twice", "Anna Berg")]
    tags = by_hand(
        text, cue=["says"], direct=["Ring twice,"], person=["Anna Berg"], speaker=["Anna Berg"], ties=ties
    )
    here = scene(text, tags, "en")
    said, sign = (speech_features(here, each, "body") for each, _ in quoted_stretches(text, here.paragraphs))
    assert said["model: nobody"] < 0.1 < 0.4 < sign["model: nobody"] == sign["model: nobody, no cue"]
    assert said["model: nobody, no cue"] == 0


def test_what_the_model_hears_is_speech_and_titles_are_not() -> None:
    text = "“We begin,” said Anna Berg at the fair “Open Doors”, where “Long Night Moon” was shown."
    tags = by_hand(text, cue=["said"], direct=["We begin,"])
    here = scene(text, tags, "en")
    found = marked_pieces(here, quoted_stretches(text, here.paragraphs), HEARD)
    assert [text[p.span.start : p.span.end] for p in found] == ["We begin,"]


def test_a_quote_without_its_closing_mark_ends_where_the_speech_does() -> None:
    text = "“We begin in May and end in June, said Anna Berg, who came by train."
    assert utterances(text, "en", cue=["said"], direct=["We begin in May and end in June"]) == [
        ("direct", ["We begin in May and end in June"])
    ]


def test_speech_after_a_dash_needs_no_marks_where_the_language_has_it() -> None:
    text = "Fabryka rusza\n\n– Zaczynamy w maju – mówi Anna Nowak. – Potem odpoczniemy."
    marks = {"cue": ["mówi"], "direct": ["Zaczynamy w maju", "Potem odpoczniemy."]}
    assert utterances(text, "pl", **marks) == [("direct", ["Zaczynamy w maju", "Potem odpoczniemy."])]
    assert language_data("pl").quotation.dash_speech


def test_a_quote_whose_cue_stands_inside_its_marks_is_parted_by_it() -> None:
    text = "«Vi begynner i mai, sier Kari Vik. Så får vi se.»"
    assert utterances(text, "nb", cue=["sier"], direct=["Vi begynner i mai", "Så får vi se."]) == [
        ("direct", ["Vi begynner i mai", "Så får vi se."])
    ]


def test_a_cue_between_dashes_parts_a_quote_whatever_the_model_hears() -> None:
    text = "«Empezamos en mayo —añade Ana Ruiz, la alcaldesa de Vigo— y no paramos hasta junio»."
    heard = ["Empezamos en mayo —añade", "y no paramos hasta junio"]
    assert utterances(text, "es", direct=heard) == [
        ("direct", ["Empezamos en mayo", "y no paramos hasta junio"])
    ]


def test_a_short_quote_with_a_long_attribution_in_its_marks_is_heard_by_its_parts() -> None:
    text = "«Шукаємо, – відповів директор клубу «Десна» Денис Рошко. – Артемові дали матчі»."
    marks = {"cue": ["відповів"], "direct": ["Шукаємо", "Артемові дали матчі"], "speaker": ["Денис Рошко"]}
    assert utterances(text, "uk", **marks) == [("direct", ["Шукаємо", "Артемові дали матчі"])]


def test_what_ends_the_sentence_of_an_aside_is_none_of_the_speech_behind_it() -> None:
    text = "«Finalmente una così – ha detto Ada Neri –. Adesso vediamo.»"
    marks = {"cue": ["ha detto"], "direct": ["Finalmente una così", "Adesso vediamo."]}
    assert utterances(text, "it", **marks) == [("direct", ["Finalmente una così", "Adesso vediamo."])]


def test_an_aside_without_a_name_parts_a_quote_and_a_verb_at_its_end_does_not() -> None:
    text = "«Vi begynner i mai, lover de, og så får vi se.»"
    marks = {"cue": ["lover"], "direct": ["Vi begynner i mai", "og så får vi se."]}
    assert utterances(text, "nb", **marks) == [("direct", ["Vi begynner i mai", "og så får vi se."])]
    text = "«Vi gir alle minstelønn og forsikring, lover, punktum.»"
    marks = {"cue": ["lover"], "direct": ["Vi gir alle minstelønn og forsikring"]}
    assert utterances(text, "nb", **marks) == [
        ("direct", ["Vi gir alle minstelønn og forsikring, lover, punktum."])
    ]


def test_a_cue_of_speech_within_the_speech_parts_nothing() -> None:
    text = "«Under bildet hadde hun skrevet “Blir det kaffe?”. Vi regnet», sier Kari Vik."
    marks = {"cue": ["skrevet", "sier"], "direct": ["Under bildet hadde hun", "Blir det kaffe?", "Vi regnet"]}
    assert utterances(text, "nb", **marks) == [
        ("direct", ["Under bildet hadde hun skrevet “Blir det kaffe?”. Vi regnet"])
    ]


def test_a_quote_that_goes_on_in_the_next_paragraph_is_whole_in_the_first() -> None:
    text = "Anna Berg said:\n\n“We begin in May after the long rain. It will be hard.\n\nAnd we end in June.”"
    marks = {"cue": ["said"], "direct": ["We begin in May after the long rain.", "And we end in June."]}
    assert utterances(text, "en", **marks) == [
        ("direct", ["We begin in May after the long rain. It will be hard.", "And we end in June."])
    ]


def test_a_verb_that_somebody_quotes_parts_nothing() -> None:
    text = "“Then he said so, and we went home”, says Jo Roe."
    marks = {"cue": ["said", "says"], "direct": ["Then he said so, and we went home"]}
    assert utterances(text, "en", **marks) == [("direct", ["Then he said so, and we went home"])]


def test_reported_speech_needs_a_cue_in_its_sentence() -> None:
    text = "Velaria opens\n\nAnna Berg says that the town needs work.\n\nThe plan is that everybody helps."
    marks = {"indirect": ["the town needs work", "everybody helps"]}
    assert utterances(text, "en", cue=["says"], **marks) == [("indirect", ["the town needs work"])]
    assert utterances(text, "en", **marks) == []


def test_a_reported_clause_with_a_fragment_in_marks_is_mixed() -> None:
    text = "Anna Berg said that the town needs “work, work and again work” this year."
    marks = {"indirect": ["the town needs “work, work and again work” this year"], "cue": ["said"]}
    assert utterances(text, "en", **marks) == [
        ("mixed", ["the town needs “work, work and again work” this year"])
    ]


def test_a_name_in_marks_is_no_fragment_of_what_is_said() -> None:
    text = "Anna Berg said that “Skala” would be faster and the firm “Oberig West” would pay."
    clause = text[len("Anna Berg said that ") : -1]
    marks = {
        "indirect": [clause],
        "cue": ["said"],
        "product": ["Skala"],
        "organisation": ["firm “Oberig West”"],
    }
    assert utterances(text, "en", **marks) == [("indirect", [clause])]


def test_of_a_quote_in_speech_after_a_dash_the_outer_one_is_taken() -> None:
    text = "– Han sa «gå» til oss, og vi gikk – sier Kari Vik."
    assert utterances(text, "nb", cue=["sier"], direct=["Han sa «gå» til oss, og vi gikk"]) == [
        ("direct", ["Han sa «gå» til oss, og vi gikk"])
    ]


def test_in_a_block_each_line_with_a_dash_is_a_paragraph() -> None:
    text = "Skøytebane\n\nOrdføreren svarer:\n– Når åpner dere?\n– I mai, vil jeg tro,\nom alt går bra."
    paragraphs = paragraphs_of(text, anatomy(text, "nb").sections)
    assert [text[start:end] for (start, end), _ in paragraphs] == [
        "Skøytebane",
        "Ordføreren svarer:",
        "– Når åpner dere?",
        "– I mai, vil jeg tro,\nom alt går bra.",
    ]
