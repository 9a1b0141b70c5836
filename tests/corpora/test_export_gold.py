"""The corpus as others read it: a Hugging Face dataset, JSON Lines, spaCy's DocBin; and the commands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from gold_writing import NAMED, write
from typer.testing import CliRunner

from sayso.cli import app
from sayso.corpora.as_record import gold_record
from sayso.corpora.counts import BEGIN, END, between_markers, words
from sayso.corpora.gold import gold_paths
from sayso.corpora.tei import read_tei
from sayso.errors import GoldError
from sayso.record import Record

GOLD = Path(__file__).parents[2] / "corpora" / "gold"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases of each of three languages, with their listing."""
    folder = tmp_path_factory.mktemp("gold")
    lines = ["release,split"]
    for language in ("it", "ja", "hu"):
        for order, path in enumerate(sorted((GOLD / language).glob("*.xml"))[:3]):
            (folder / language).mkdir(exist_ok=True)
            shutil.copy(path, folder / language)
            lines.append(f"{language}/{path.stem},{('train', 'dev', 'test')[order]}")
    (folder / "splits.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def test_the_dataset_has_three_splits_of_typed_columns_whose_offsets_hold(corpus: Path) -> None:
    import sayso

    data = sayso.corpora.load(corpus)
    assert {split: len(rows) for split, rows in data.items()} == {"train": 3, "dev": 3, "test": 3}
    labels = data["dev"].features["spans"].feature["label"]
    for row in data["dev"]:
        record = gold_record(read_tei(corpus / f"{row['path']}.xml"))
        assert row["text"] == record.text
        for span in row["spans"]:
            assert row["text"][span["start"] : span["end"]] == span["text"]
        people = {span["text"] for span in row["spans"] if labels.int2str(span["label"]) == "person"}
        assert people == {m.text for p in record.people for m in p.mentions if m.form == "name"}
        assert [person["name"] for person in row["people"]] == [person.name for person in record.people]
        assert [(quote["text"], quote["speaker_name"]) for quote in row["quotes"]] == [
            (quote.text, quote.speaker.name if quote.speaker else None) for quote in record.quotes
        ]


def test_a_corpus_that_is_not_there_is_told() -> None:
    import sayso

    with pytest.raises(GoldError, match="no corpus 'silver': name a folder"):
        sayso.corpora.load("silver")


def test_json_lines_are_the_records(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "gold.jsonl"
    code, _, told = run("gold", "export", corpus, out, "--split", "dev")
    assert (code, told) == (0, f"sayso: {out}: 3 releases\n")
    records = [Record.from_json(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [record.language.code for record in records] == ["hu", "it", "ja"]


def test_the_docbin_holds_every_name_and_quote_where_it_was(corpus: Path, tmp_path: Path) -> None:
    import spacy
    from spacy.tokens import DocBin

    out = tmp_path / "gold.spacy"
    assert run("gold", "export", corpus, out)[0] == 0
    docs = list(DocBin().from_disk(out).get_docs(spacy.blank("xx").vocab))
    assert len(docs) == 9
    for doc in docs:
        record = gold_record(read_tei(doc.user_data["sayso"]["path"]))
        assert doc.text == record.text
        named = {(e.start_char, e.end_char, e.ent_id_) for e in doc.ents if e.label_ == "PERSON"}
        assert named == {
            (m.start, m.end, p.id) for p in record.people for m in p.mentions if m.form == "name"
        }
        pieces = [(s.text, s.id_, s.kb_id_) for s in doc.spans["quotes"]]
        assert pieces == [
            (piece.text, quote.id, quote.speaker.id if quote.speaker else "")
            for quote in record.quotes
            for piece in quote.spans
        ]


def test_an_unknown_format_is_refused(corpus: Path, tmp_path: Path) -> None:
    from sayso.errors import ConfigError

    with pytest.raises(ConfigError, match=r"gold\.csv: the name says the format"):
        run("gold", "export", corpus, tmp_path / "gold.csv")


def test_check_lists_faults_and_exits_1(corpus: Path, tmp_path: Path) -> None:
    assert run("gold", "check", corpus) == (0, "", "sayso: 9 files, 0 faults\n")
    bad = write(tmp_path / "bad.xml", f"{NAMED}<p>A <title>B</title></p>")
    code, out, told = run("gold", "check", bad, corpus)
    assert (code, out) == (1, f"{bad}:10: unknown tag <title> inside a block\n")
    assert told == "sayso: 10 files, 1 fault\n"


def test_counts_are_written_between_the_markers_and_nowhere_else(corpus: Path, tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    assert run("gold", "counts", corpus, "--write", page)[0] == 0
    written = page.read_text(encoding="utf-8")
    assert written.startswith(f"before\n{BEGIN}\n| language | train | dev | test | words |")
    assert written.endswith(f"|\n{END}\nafter\n")
    assert "| it | 1 | 1 | 1 | " in written
    assert "| all | 3 | 3 | 3 | " in written
    assert run("gold", "counts", corpus)[1] in written
    with pytest.raises(GoldError, match="no place for the counts"):
        between_markers("no markers", "table")


@pytest.mark.parametrize(
    ("text", "count"), [("one two", 2), ("日本語の文", 2), ("NTTは東京 Tokyo", 3), ("", 0)]
)
def test_words_are_counted_in_every_script(text: str, count: int) -> None:
    assert words(text) == count


def test_a_split_without_releases_is_empty_and_typed(corpus: Path, tmp_path: Path) -> None:
    import sayso

    folder = shutil.copytree(corpus, tmp_path / "gold")
    listing = (folder / "splits.csv").read_text(encoding="utf-8").splitlines()
    (folder / "splits.csv").write_text("\n".join(line for line in listing if not line.endswith(",test")))
    data = sayso.corpora.load(folder)
    assert {split: len(rows) for split, rows in data.items()} == {"train": 3, "dev": 3, "test": 0}
    assert data["test"].features == data["dev"].features


def test_a_split_given_twice_counts_once(corpus: Path) -> None:
    assert gold_paths(corpus, ["dev", "dev"]) == gold_paths(corpus, ["dev"])
