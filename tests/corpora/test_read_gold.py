"""What an annotated release says: its text, its offsets, its record."""

from __future__ import annotations

from pathlib import Path

import pytest
from gold_writing import ACME, NAMED, ROE, write

from sayso.corpora.as_record import gold_record
from sayso.corpora.gold import gold_paths, split_of
from sayso.corpora.tei import is_tei, read_tei
from sayso.errors import GoldError
from sayso.record import Record


def read(tmp_path: Path, body: str, **options: str) -> Record:
    return gold_record(read_tei(write(tmp_path / "release.xml", body, **options)))


def test_blocks_are_folded_and_joined_by_a_blank_line(tmp_path: Path) -> None:
    body = """<head>  A
      head </head><list><item>• one</item> <item>two</item></list>
    <div type="contact"><p>Press:\t<!-- who? --> a&amp;b@x.example</p></div>"""
    record = read(tmp_path, f"{NAMED}{body}")
    assert record.text == "Jo Roe runs Acme Ltd.\n\nA head\n\n• one\n\ntwo\n\nPress: a&b@x.example"
    assert [section.kind for section in record.sections] == ["body", "headline", "body", "body", "contact"]


def test_no_break_spaces_and_characters_beyond_the_first_plane_count_one_each(tmp_path: Path) -> None:
    record = read(tmp_path, f"<p>«\u00a0𝄞 {NAMED[3:]}")
    assert record.people[0].mentions[0].start == 4
    assert record.text.startswith("«\u00a0𝄞 Jo Roe")


QUOTED = """<p>“<said xml:id="q1" who="#roe" direct="true">One,</said>”
<seg type="cue" corresp="#q1 #q1b">said</seg> <persName ref="#roe">Jo Roe</persName>,
<roleName corresp="#roe #acme">head</roleName> of <orgName ref="#acme">Acme Ltd</orgName>,
“<said xml:id="q1b" who="#roe" direct="true" prev="#q1">two.</said>”</p>
<p><rs type="person" ref="#roe">She</rs> <seg type="cue" corresp="#q2">denied</seg> that
<said xml:id="q2" who="#roe" direct="false">it was “<q>three</q>”</said>.</p>
<p>“<said xml:id="q3" direct="true">Who knows?</said>”
The <roleName corresp="#roe">Head</roleName> left.</p>"""


def test_pieces_of_one_utterance_are_one_quote_with_cue_and_speaker(tmp_path: Path) -> None:
    record = read(tmp_path, QUOTED)
    told = [
        (quote.kind, quote.text, quote.speaker and quote.speaker.name, quote.cue and quote.cue.text)
        for quote in record.quotes
    ]
    assert told == [
        ("direct", "One, two.", "Jo Roe", "said"),
        ("mixed", "it was “three”", "Jo Roe", "denied"),
        ("direct", "Who knows?", None, None),
    ]
    first, second, _ = record.quotes
    assert first.speaker is not None
    assert second.speaker is not None
    assert (first.speaker.role, first.speaker.organisation) == ("head", "Acme Ltd")
    assert (first.speaker.mention.text, second.speaker.mention.text) == ("Jo Roe", "She")


def test_the_verb_of_a_cue_in_two_parts_is_the_cue(tmp_path: Path) -> None:
    body = """<p>« <said xml:id="q1" who="#roe" direct="true">Non</said> »,
    <seg type="cue" corresp="#q1">a</seg>-t-<rs type="person" ref="#roe">il</rs>
    <seg type="cue" corresp="#q1">répondu</seg>. <persName ref="#roe">Jo Roe</persName> dirige
    <orgName ref="#acme">Acme Ltd</orgName>.</p>"""
    (quote,) = read(tmp_path, body, lang="fr").quotes
    assert quote.cue is not None
    assert quote.cue.text == "répondu"


def test_a_role_told_twice_is_one_with_both_places_and_its_organisation(tmp_path: Path) -> None:
    record = read(tmp_path, QUOTED)
    (role,) = record.people[0].roles
    assert (role.title, role.organisation) == ("head", "acme")
    assert [place.text for place in role.mentions] == ["head", "Head"]


def test_one_title_at_two_organisations_is_two_roles(tmp_path: Path) -> None:
    body = f"""{NAMED}<p><roleName corresp="#roe #acme">head</roleName> and
    <roleName corresp="#roe #bolt">head</roleName> of <orgName ref="#bolt">Bolt</orgName></p>"""
    organisations = f'{ACME}<org xml:id="bolt"><orgName>Bolt</orgName></org>'
    roles = read(tmp_path, body, organisations=organisations).people[0].roles
    assert [(role.title, role.organisation) for role in roles] == [("head", "acme"), ("head", "bolt")]


def test_two_people_under_one_name_share_the_mention(tmp_path: Path) -> None:
    people = f'{ROE}<person xml:id="al"><persName>Al Roe</persName></person>'
    record = read(tmp_path, f'{NAMED}<p><persName ref="#roe #al">The Roes</persName></p>', people=people)
    assert [[mention.text for mention in person.mentions] for person in record.people] == [
        ["Jo Roe", "The Roes"],
        ["The Roes"],
    ]


def test_a_place_never_has_the_id_of_somebody_in_the_header(tmp_path: Path) -> None:
    body = NAMED.replace("#roe", "#e1").replace("</p>", " It is in <placeName>Leeds</placeName>.</p>")
    record = gold_record(read_tei(write(tmp_path / "a.xml", body, people=ROE.replace('"roe"', '"e1"'))))
    assert [mention.text for mention in record.mentions()["e1"]] == ["Jo Roe"]
    assert [(place.id, place.name) for place in record.entities] == [("e2", "Leeds")]


def test_the_first_organisation_issues_the_release(tmp_path: Path) -> None:
    assert read(tmp_path, NAMED).issuer == "acme"


def test_tei_is_told_from_other_xml(tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_text("<rss><channel/></rss>", encoding="utf-8")
    torn = tmp_path / "torn.xml"
    torn.write_text("<TEI", encoding="utf-8")
    assert is_tei(write(tmp_path / "tei.xml", NAMED))
    assert not is_tei(feed)
    assert not is_tei(torn)
    assert not is_tei(tmp_path / "none.xml")


def test_a_folder_without_a_listing_is_read_whole_and_has_no_splits(tmp_path: Path) -> None:
    path = write(tmp_path / "deep" / "one.xml", NAMED)
    assert gold_paths(tmp_path) == [path]
    with pytest.raises(GoldError, match=r"splits\.csv: cannot be read"):
        gold_paths(tmp_path, ["dev"])


def test_splits_that_are_none_are_refused(tmp_path: Path) -> None:
    (tmp_path / "splits.csv").write_text("release,split\nen/one,valid\n", encoding="utf-8")
    with pytest.raises(GoldError, match=r"splits\.csv:2: 'en/one' in split 'valid'"):
        split_of(tmp_path)
    with pytest.raises(GoldError, match="no split 'valid': one of train, dev, test"):
        gold_paths(tmp_path, ["valid"])
    with pytest.raises(GoldError, match="no such folder"):
        gold_paths(tmp_path / "none")
