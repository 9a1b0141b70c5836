"""Bad gold gets the file, the line and what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from gold_writing import ACME, NAMED, ROE, tei, write

from sayso.corpora.check import check_corpus, check_file
from sayso.corpora.tei import check_tei, read_tei
from sayso.errors import GoldError

Q = '“<said xml:id="q1" who="#roe" direct="true">Yes</said>”'

# What is wrong, the body that has it in its first line, and what the fault says.
FAULTS = {
    "an unknown tag in a block": ("<p>The <title>Book</title></p>", "unknown tag <title> inside a block"),
    "an unknown tag around blocks": ("<section><p>Text</p></section>", "unknown tag <section>"),
    "a person who is not in the header": (
        '<p><persName ref="#doe">Doe</persName></p>',
        "<persName> ref: #doe is no person of this file",
    ),
    "a person where an organisation belongs": (
        '<p><orgName ref="#roe">Roe</orgName></p>',
        "<orgName> ref: #roe is no org of this file",
    ),
    "a speaker who is nowhere": (
        '<p><said xml:id="q1" who="#doe" direct="true">Yes</said></p>',
        "<said> who: #doe is no person or org of this file",
    ),
    "a cue of no quote": (
        '<p><seg type="cue" corresp="#q9">said</seg></p>',
        "<seg> corresp: #q9 is no said of this file",
    ),
    "a name that points at nobody": ("<p><persName>Jo</persName></p>", "<persName> has no ref"),
    "a role held at two organisations at once": (
        '<p><roleName corresp="#roe #acme #acme">head</roleName></p>',
        "<roleName> corresp: 3 pointers, at most 2",
    ),
    "a mark outside a block": ('<persName ref="#roe">Jo</persName>', "<persName> stands outside a block"),
    "text outside a block": ("Loose words", "text outside a block: 'Loose words'"),
    "a name in a name": (
        '<p><orgName ref="#acme">Acme <placeName>Leeds</placeName></orgName></p>',
        "<placeName> stands inside <orgName>",
    ),
    "a quote in a quote": (
        f'<p><said xml:id="q0" who="#roe" direct="true">He said {Q}</said></p>',
        "<said> stands inside <said>",
    ),
    "a mark with a space at its edge": (
        '<p><persName ref="#roe">Jo Roe </persName>spoke</p>',
        "<persName> is empty or begins or ends with white space",
    ),
    "an empty block": ("<p> </p>", "empty <p>"),
    "two quotes of one id": (f"<p>{Q} {Q}</p>", "the xml:id 'q1' is there twice"),
    "a quote without an id": (
        '<p><said direct="true">Yes</said></p>',
        "<said> needs an xml:id of its own, has ''",
    ),
    "a quote neither direct nor not": (
        '<p><said xml:id="q1">Yes</said></p>',
        "<said> direct=None: false or true",
    ),
    "a name of an unknown type": (
        '<p><name type="ship">Ada</name></p>',
        "<name> type='ship': event or product",
    ),
    "an unknown attribute": (
        '<p><placeName ref="#acme">Leeds</placeName></p>',
        "<placeName> has an unknown attribute 'ref'",
    ),
    "a note of an unknown type": ('<note type="joke">Ha</note>', "<note> type='joke': embargo or end"),
    "a div of an unknown type": (
        '<div type="quotes"><p>Text</p></div>',
        "<div> type='quotes': one of boilerplate, contact",
    ),
    "reported speech without a cue": (
        '<p><said xml:id="q1" who="#roe" direct="false">he agrees</said></p>',
        '<said direct="false">: no <seg type="cue"> points at #q1',
    ),
    "reported speech without a speaker": (
        '<p><seg type="cue" corresp="#q1">says</seg> <said xml:id="q1" direct="false">he agrees</said></p>',
        '<said direct="false">: #q1 has no speaker (who)',
    ),
    "a piece that goes on with a later one": (
        '<p><said xml:id="q1" direct="true" prev="#q2">A</said> <said xml:id="q2" direct="true">B</said></p>',
        "<said> prev: #q2 does not stand before it",
    ),
    "pieces by two speakers": (
        f'<p>{Q} <said xml:id="q2" who="#acme" direct="true" prev="#q1">No</said></p>',
        "<said> and #q1 before it are said by different people (who)",
    ),
    "a verbatim fragment of nothing": ("<p>A <q>word</q></p>", '<q> stands outside <said direct="false">'),
}  # fmt: skip


@pytest.mark.parametrize("kind", FAULTS)
def test_each_fault_is_told_with_its_file_and_line(kind: str, tmp_path: Path) -> None:
    body, what = FAULTS[kind]
    path = write(tmp_path / "bad.xml", f"{body}\n{NAMED}")
    _, faults = check_tei(path)
    assert f"{path}:10: {what}" in [str(fault) for fault in faults]
    with pytest.raises(GoldError, match=r"bad\.xml:10: "):
        read_tei(path)


def test_overlapping_elements_are_told_with_both_lines(tmp_path: Path) -> None:
    path = write(
        tmp_path / "bad.xml",
        '<p><said xml:id="q1" direct="true">One\n<seg type="cue">two</said> three</seg></p>',
    )
    release, faults = check_tei(path)
    assert release is None
    assert [str(fault) for fault in faults] == [
        f"{path}:11: not well-formed: </said> ends while <seg> of line 11 is open: the elements overlap"
    ]


def test_somebody_in_the_header_whom_the_text_does_not_name_is_told_with_the_line(tmp_path: Path) -> None:
    path = write(tmp_path / "bad.xml", "<p>Nothing.</p>")
    assert [str(fault) for fault in check_tei(path)[1]] == [
        f"{path}:6: #roe is in the header but never marked in the text",
        f"{path}:8: #acme is in the header but never marked in the text",
    ]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("<html/>", ":1: not a TEI document with text/body"),
        ("", ":1: not well-formed"),
        ("<TEI><p>&nbsp;</p></TEI>", ":1: not well-formed: Entity 'nbsp' not defined"),
    ],
)
def test_what_is_no_tei_is_told(content: str, what: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.xml"
    path.write_text(content, encoding="utf-8")
    release, faults = check_tei(path)
    assert release is None
    assert what in str(faults[0])


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"none\.xml:0: cannot be read"):
        read_tei(tmp_path / "none.xml")


def test_entities_are_neither_expanded_nor_passed_over(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("password", encoding="utf-8")
    doctype = f'<!DOCTYPE TEI [<!ENTITY e SYSTEM "{secret.as_uri()}"><!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'
    path = tmp_path / "bad.xml"
    path.write_text(doctype + tei(f"<p>&e; &b;</p>{NAMED}"), encoding="utf-8")
    release, faults = check_tei(path)
    assert release is not None
    assert "password" not in release.text
    told = [fault.what for fault in faults]
    assert "entity &e;: write the character itself" in told
    assert "a document type declaration: leave it out, write characters instead of entities" in told


def test_a_name_that_ends_within_a_word_is_told(tmp_path: Path) -> None:
    path = write(
        tmp_path / "bad.xml", f"{NAMED}\n<p>A <placeName>Záhony</placeName>ig <placeName>Oy</placeName>:n</p>"
    )
    assert [str(fault) for fault in check_file(path)] == [
        f"{path}:11: <placeName> 'Záhony' cuts a word: …e Ltd. A Záhonyig Oy:n…"
    ]


def test_a_role_holder_without_a_role_in_the_header_is_told(tmp_path: Path) -> None:
    person = '<person xml:id="roe"><persName>Jo Roe</persName></person>'
    path = write(
        tmp_path / "bad.xml", f'{NAMED}<p><roleName corresp="#roe">head</roleName></p>', people=person
    )
    assert [fault.what for fault in check_file(path)] == [
        "#roe is 'head' here and has no <affiliation> in the header"
    ]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two releases in order, one in train and one in dev."""
    write(tmp_path / "en" / "one.xml", NAMED)
    other = NAMED.replace("#roe", "#poe").replace("Jo Roe", "Al Poe").replace("Acme Ltd", "Bolt")
    write(
        tmp_path / "en" / "two.xml",
        other,
        people=ROE.replace("roe", "poe").replace("Jo Roe", "Al Poe"),
        organisations=ACME.replace("Acme Ltd", "Bolt"),
    )
    (tmp_path / "splits.csv").write_text("release,split\nen/one,train\nen/two,dev\n", encoding="utf-8")
    return tmp_path


def test_a_corpus_in_order_has_no_faults(corpus: Path) -> None:
    assert check_corpus(corpus) == []


def test_the_faults_of_a_corpus_are_told(corpus: Path) -> None:
    write(corpus / "en" / "three.xml", NAMED, licence="https://creativecommons.org/licenses/by-nc/4.0/")
    write(corpus / "it" / "four.xml", f"{NAMED}<p>More.</p>")
    listing = corpus / "splits.csv"
    listing.write_text(
        "release,split\nen/one,train\nen/two,dev\nen/two,test\nen/three,validation\nit/four,dev\nen/gone,test\n",
        encoding="utf-8",
    )
    told = [str(fault).removeprefix(f"{corpus}/") for fault in check_corpus(corpus)]
    assert told == [
        "splits.csv:4: en/two is listed twice",
        "splits.csv:5: en/three: no split 'validation': one of train, dev, test",
        "splits.csv:7: en/gone.xml is not there",
        "en/three.xml:0: licence https://creativecommons.org/licenses/by-nc/4.0/: the corpus is"
        " https://creativecommons.org/publicdomain/zero/1.0/",
        "it/four.xml:0: xml:lang='en' in the folder 'it'",
        "en/three.xml:0: the same text as en/one",
        "it/four.xml:6: 'Jo Roe' is in the train split too (en/one): names of dev and test are their own",
        "it/four.xml:8: 'Acme Ltd' is in the train split too (en/one): names of dev and test are their own",
    ]


def test_an_unlisted_file_and_a_missing_listing_are_told(corpus: Path) -> None:
    write(corpus / "en" / "new.xml", f"{NAMED}<p>New.</p>")
    assert [fault.what for fault in check_corpus(corpus)] == ["en/new is not listed"]
    (corpus / "splits.csv").unlink()
    with pytest.raises(GoldError, match=r"splits\.csv: cannot be read"):
        check_corpus(corpus)


@pytest.mark.parametrize("name", ["loose.xml", "en/2026/deep.xml"])
def test_a_file_at_any_depth_is_checked(corpus: Path, name: str) -> None:
    write(corpus / name, f"{NAMED}<p>Other.</p>")
    assert f"{name.removesuffix('.xml')} is not listed" in [fault.what for fault in check_corpus(corpus)]
