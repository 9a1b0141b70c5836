"""`sayso evaluate`: tables, mistakes, page, JSON and baseline; its exit codes."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sayso.cli import app
from sayso.errors import SaysoError
from sayso.evaluation.page import page
from sayso.evaluation.run import evaluate, read_gold
from sayso.record import Record

GOLD = Path(__file__).parents[2] / "corpora" / "gold"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases of Italian and two of Japanese in dev, one Italian in test."""
    folder = tmp_path_factory.mktemp("gold")
    lines = ["release,split"]
    for language, splits in (("it", ("dev", "dev", "test")), ("ja", ("dev", "dev"))):
        for path, split in zip(sorted((GOLD / language).glob("*.xml")), splits, strict=False):
            (folder / language).mkdir(exist_ok=True)
            shutil.copy(path, folder / language)
            lines.append(f"{language}/{path.stem},{split}")
    (folder / "splits.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def right(corpus: Path) -> Path:
    """The records that are right, as JSON Lines."""
    return written(corpus / "right.jsonl", read_gold(corpus))


@pytest.fixture(scope="module")
def worse(corpus: Path) -> Path:
    """Records that lack the first quote of each release."""
    less = [record.model_copy(update={"quotes": record.quotes[1:]}) for record in read_gold(corpus)]
    return written(corpus / "worse.jsonl", less)


def written(path: Path, records: list[Record]) -> Path:
    path.write_text("".join(f"{record.to_json()}\n" for record in records), encoding="utf-8")
    return path


def run(*arguments: object) -> tuple[int, str, str]:
    """Run the command as `main` does: errors of ours are wrong use."""
    result = CliRunner().invoke(app, ["evaluate", *(str(argument) for argument in arguments)])
    if isinstance(result.exception, SaysoError):
        return 2, result.stdout, str(result.exception)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def test_figures_are_printed_by_language_and_over_all(corpus: Path, right: Path) -> None:
    code, out, _ = run(corpus, "--records", right)
    assert code == 0
    block = out.split("\n\n")[0].splitlines()
    assert block[0] == "End to end: quote and speaker both right"
    assert [line.split()[:2] for line in block[3:]] == [["all", "4"], ["it", "2"], ["ja", "2"]]
    assert block[3].split()[2:5] == ["100.0", "100.0", "100.0"]
    assert max(map(len, out.splitlines())) <= 100


def test_splits_and_languages_are_chosen(corpus: Path, right: Path) -> None:
    both = json.loads(run(corpus, "--records", right, "--split", "dev", "--split", "test", "--json")[1])
    assert both["releases"] == {"all": 5, "it": 3, "ja": 2}
    japanese = json.loads(run(corpus, "--records", right, "--lang", "ja", "--json")[1])
    assert japanese["releases"] == {"all": 2, "ja": 2}


def test_json_has_the_figures_with_precision_and_recall_and_the_mistakes_if_asked_for(
    corpus: Path, worse: Path
) -> None:
    data = json.loads(run(corpus, "--records", worse, "--json", "--errors")[1])
    figure = data["figures"]["all"]["quote and speaker"]
    assert figure["precision"] == 100.0
    assert figure["recall"] < 100.0
    assert figure["value"] == pytest.approx(2 * 100 * figure["recall"] / (100 + figure["recall"]), abs=0.01)
    missed = [each for each in data["errors"] if each["heading"] == "quote missed"]
    assert len(missed) == 4
    assert "errors" not in json.loads(run(corpus, "--records", worse, "--json")[1])


def test_errors_are_listed_under_their_kinds(corpus: Path, worse: Path) -> None:
    _, out, _ = run(corpus, "--records", worse, "--errors")
    assert "quote missed (4)" in out.splitlines()
    assert out.count("found: nothing") >= 4


def test_the_baseline_is_written_kept_and_guards(corpus: Path, right: Path, worse: Path) -> None:
    baseline = corpus / "baseline.json"
    assert run(corpus, "--records", right, "--baseline", baseline)[0] == 2  # there is none yet
    assert run(corpus, "--records", right, "--baseline", baseline, "--update")[0] == 0
    before = baseline.read_text(encoding="utf-8")
    assert run(corpus, "--records", right, "--baseline", baseline)[0] == 0
    code, _, told = run(corpus, "--records", worse, "--baseline", baseline, "--tolerance", "0.5")
    assert code == 1
    assert re.search(r"fell by more than 0\.5 points: all: quote and speaker: was 100\.00, is \d", told)
    assert "it: quote and speaker" in told
    assert baseline.read_text(encoding="utf-8") == before
    code, _, told = run(corpus, "--records", right, "--baseline", baseline, "--lang", "ja")
    assert (code, told) == (0, "sayso: --lang: the figures over all languages were not compared\n")


def test_a_folder_without_splits_is_evaluated_whole(corpus: Path, right: Path) -> None:
    code, out, _ = run(corpus / "ja", "--records", right, "--json")
    assert code == 0
    assert json.loads(out)["releases"]["ja"] == len(list((corpus / "ja").glob("*.xml")))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--update"], "--update needs --baseline FILE"),
        (["--baseline", "b.json", "--update", "--lang", "it"], "would lose the other languages"),
        (["--split", "valid"], "no split 'valid'"),
        (["--lang", "pl"], "no releases in pl in the split dev"),
        (["--records", "none.jsonl"], "none.jsonl: cannot be read"),
    ],
)
def test_wrong_use_exits_2_and_says_what_is_wrong(corpus: Path, arguments: list[str], told: str) -> None:
    code, _, message = run(corpus, *arguments)
    assert code == 2
    assert told in message


def test_records_that_are_none_or_of_other_texts_are_refused(corpus: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{}\n", encoding="utf-8")
    assert run(corpus, "--records", bad)[2].startswith(f"{bad}:1: not a sayso record")
    few = written(tmp_path / "few.jsonl", read_gold(corpus)[:1])
    assert "no record of this text" in run(corpus, "--records", few)[2]


def test_the_page_shows_figures_and_mistakes(corpus: Path, worse: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    assert run(corpus, "--records", worse, "--html", out)[0] == 0
    text = out.read_text(encoding="utf-8")
    assert "quote missed (4)" in text
    assert text.count("<figure>") == 7
    assert "<mark>" in text


def test_the_page_escapes_what_releases_say_and_loads_nothing(corpus: Path) -> None:
    from lxml import html

    attack = '<script>alert(1)</script><img src=x onerror="x">'
    record = read_gold(corpus)[0]
    text = f"{attack}\n\n{record.text}"
    hostile = record.model_copy(
        update={
            "text": text,
            "sections": (),
            "people": (),
            "organisations": (),
            "entities": (),
            "quotes": (),
            "issuer": None,
            "source": record.source.model_copy(update={"uri": attack}),
        }
    )
    other = hostile.model_copy(update={"language": record.language.model_copy(update={"code": "xx"})})
    shown = page(evaluate([hostile], [other]))
    tree = html.document_fromstring(shown)
    assert not tree.xpath("//script | //img | //link | //iframe | //*[@src] | //*[@href] | //*[@onerror]")
    assert attack in tree.text_content()
    assert "http" not in re.sub(r"http-equiv", "", shown)
