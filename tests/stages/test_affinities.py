"""Which titles go with which organisations, as a model folder's table tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.errors import ModelError
from sayso.resources import model_folder
from sayso.stages.affinities import Affinities, load_affinities, word_parts

KNOWN = Affinities({"en": {"mayor": {"town": 2.0, "court": -1.0}, "chief": {"town": 0.5}}})


def test_words_count_by_their_beginnings_and_long_ones_by_their_ends_too() -> None:
    assert word_parts("Bürgermeister der Stadtwerke") == {"burge", "-ister", "der", "stadt", "-werke"}
    assert word_parts("CEO, EU") == {"ceo"}
    assert word_parts("東北大学") == {"東北", "大学", "北大学"}


def test_a_title_goes_with_a_name_as_its_words_were_seen_together() -> None:
    features = KNOWN.features("en", "chief mayor", ["Town of Roe", "Roe"])
    assert features == {
        "goes with the title: best": 2.0,
        "goes with the title: mean": 1.25,
        "goes with the title: sum": 2.5,
    }
    assert KNOWN.features("en", "mayor", ["Roe Court"])["goes with the title: best"] == -1.0


def test_of_words_and_languages_that_were_not_seen_nothing_is_said() -> None:
    assert KNOWN.features("en", "curator", ["Town of Roe"]) == {}
    assert KNOWN.features("fr", "mayor", ["Town of Roe"]) == {}


@pytest.mark.parametrize(
    ("code", "title", "fits", "other"),
    [
        ("de", "Bürgermeisterin", "Stadt Weidenrode", "Weidenroder Maschinenbau GmbH"),
        ("fr", "maire", "Commune de Brassac", "Groupe Brassac"),
        ("fi", "professori", "Lännen yliopisto", "Lännen Voima Oyj"),
        ("ja", "教授", "北稜大学", "北稜株式会社"),
    ],
)
def test_the_shipped_table_knows_who_is_held_where(code: str, title: str, fits: str, other: str) -> None:
    shipped = load_affinities(model_folder("press"))
    best = "goes with the title: best"
    assert shipped.features(code, title, [fits])[best] > shipped.features(code, title, [other]).get(best, 0.0)


def test_a_model_without_its_table_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"affinities\.json: no table to read.*copy that of a shipped model"):
        load_affinities(tmp_path)
    (tmp_path / "affinities.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ModelError, match="no table to read: its languages are no keys"):
        load_affinities(tmp_path)
