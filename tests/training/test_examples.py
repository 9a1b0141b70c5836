"""What the model learns from: spans on their words whatever is changed, and no name of dev or test."""

from __future__ import annotations

import gzip
import json
import random
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

torch = pytest.importorskip("torch", reason="training needs torch: pip install 'sayso[train]'")

from tokenizers import Tokenizer  # noqa: E402

from sayso.corpora.tei import GoldRelease  # noqa: E402
from sayso.encoder.labels import LOGITS, NAMES, TIE_WIDTH, TIES, columns, tie_columns  # noqa: E402
from sayso.resources import model_folder, resource  # noqa: E402
from sayso.stages.names import fold  # noqa: E402
from sayso.training.batches import collate  # noqa: E402
from sayso.training.choices import Choice  # noqa: E402
from sayso.training.encoding import windows  # noqa: E402
from sayso.training.examples import Example, LabelledSpan, Link, joined, read_names  # noqa: E402
from sayso.training.network import link_loss  # noqa: E402
from sayso.training.ranking import fit_choices, fit_yes_no  # noqa: E402
from sayso.training.releases import Noise, changed, noisy, read_releases, release_example  # noqa: E402
from sayso.training.swaps import NamePool, name_pool, renamed  # noqa: E402

GOLD = resource("corpora") / "gold"
LOUD = Noise(1.0, 0.5, 0.5, 0.5, 0.5, 0.3)


@pytest.fixture(scope="module")
def train() -> list[GoldRelease]:
    return read_releases(GOLD, "train")


@pytest.fixture(scope="module")
def pool(train: list[GoldRelease]) -> NamePool:
    return name_pool(train, [*read_releases(GOLD, "dev"), *read_releases(GOLD, "test")], None)


def test_no_word_of_a_dev_or_test_name_is_in_the_pool(pool: NamePool) -> None:
    secret = {
        fold(word)
        for split in ("dev", "test")
        for release in read_releases(GOLD, split)
        for named in (*release.people.values(), *release.organisations.values())
        for word in named.name.split()
    }
    names = [name for group in pool.names.values() for name in group]
    assert len(names) > 1000
    assert not [name for name in names if secret & {fold(word) for word in name.split()}]


def test_names_of_name_data_are_kept_out_too(train: list[GoldRelease], tmp_path: Path) -> None:
    [first, *_] = read_releases(GOLD, "test")
    secret = next(iter(first.people.values())).name
    rows = [
        {
            "lang": "en",
            "source": "x",
            "split": "train",
            "text": f"{name} came.",
            "spans": [[0, len(name), "PER"]],
        }
        for name in (secret, f"Zebulon {secret.split()[-1]}", "Zebulon Quark")
    ]
    (tmp_path / "en").mkdir()
    with gzip.open(tmp_path / "en" / "x.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.write("".join(json.dumps(row) + "\n" for row in rows))
    names = name_pool(train[:1], [first], tmp_path).names
    found = {name for (_, kind, _), group in names.items() for name in group if kind == "person"}
    assert "Zebulon Quark" in found and not {secret, f"Zebulon {secret.split()[-1]}"} & found


def letters(text: str) -> str:
    """Return what noise may not change: letters and figures without case and accents."""
    plain = unicodedata.normalize("NFD", text.casefold())
    return "".join(character for character in plain if character.isalnum())


SEEDS = st.integers(0, 10_000)


@settings(max_examples=60)
@given(st.integers(0, 100), SEEDS)
def test_noise_leaves_every_span_on_its_words(train: list[GoldRelease], which: int, seed: int) -> None:
    example = release_example(train[which % len(train)])
    copy = noisy(example, random.Random(seed), LOUD)
    for old, new in zip(example.spans, copy.spans, strict=True):
        assert (old.head, old.kind) == (new.head, new.kind)
        assert letters(copy.text[new.start : new.end]) == letters(example.text[old.start : old.end])
    assert letters(copy.text) == letters(example.text)
    for one, other in zip(example.links, copy.links, strict=True):
        for group in ("pieces", "right", "wrong"):
            for old_span, new_span in zip(getattr(one, group), getattr(other, group), strict=True):
                assert letters(copy.text[slice(*new_span)]) == letters(example.text[slice(*old_span)])


@settings(max_examples=60)
@given(st.integers(0, 100), SEEDS)
def test_other_names_stand_where_the_old_ones_did_and_nothing_else_changes(
    train: list[GoldRelease], pool: NamePool, which: int, seed: int
) -> None:
    release = train[which % len(train)]
    example = release_example(release)
    copy = renamed(release, example, pool, random.Random(seed))
    known = {word for names in pool.names.values() for name in names for word in name.split()}
    for old, new in zip(example.spans, copy.spans, strict=True):
        before, after = example.text[old.start : old.end], copy.text[new.start : new.end]
        if old.kind in {"role", "cue", "place", "product", "event"} and before != after:
            assert any(
                s.start < old.end and old.start < s.end
                for s in example.spans
                if s.kind in {"person", "organisation"}
            )
        if old.kind in {"person", "organisation"} and before != after:
            assert set(after.split()) <= known
            assert after.strip() == after and not copy.text[new.start - 1 : new.start].isalnum()
            assert not copy.text[new.end : new.end + 1].isalnum()


@given(
    st.lists(
        st.tuples(st.text("abc", min_size=1, max_size=5), st.none() | st.text("xyz", max_size=7)),
        min_size=1,
        max_size=12,
    ),
    st.data(),
)
def test_spans_move_with_their_words_when_others_are_replaced(
    words: list[tuple[str, str | None]], data: st.DataObject
) -> None:
    text = " ".join(word for word, _ in words)
    starts = [sum(len(word) + 1 for word, _ in words[:order]) for order in range(len(words))]
    changes = [
        (start, start + len(word), new)
        for start, (word, new) in zip(starts, words, strict=True)
        if new is not None
    ]
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    span = LabelledSpan("names", "person", starts[first], starts[last] + len(words[last][0]))
    link = Link("speaker", ((span.start, span.end),), (), ())
    copy = changed(Example(text, (span,), frozenset({"names"}), links=(link,)), changes)
    after = [word if new is None else new for word, new in words]
    assert copy.text == " ".join(after)
    assert copy.text[copy.spans[0].start : copy.spans[0].end] == " ".join(after[first : last + 1])
    assert copy.links[0].pieces == ((copy.spans[0].start, copy.spans[0].end),)


def test_marks_put_around_a_quote_stay_outside_of_it() -> None:
    example = Example("He said yes.", (LabelledSpan("speech", "direct", 8, 11),), frozenset({"speech"}))
    copy = changed(example, [(8, 8, "«"), (11, 11, "»")])
    assert copy.text == "He said «yes»."
    assert copy.text[copy.spans[0].start : copy.spans[0].end] == "yes"


def test_what_a_source_leaves_out_is_unknown_and_not_absent(tmp_path: Path) -> None:
    path = tmp_path / "conll.jsonl.gz"
    row = {
        "lang": "en",
        "source": "conll",
        "split": "train",
        "text": "Jo sells Vela.",
        "spans": [[0, 2, "PER"], [9, 13, "MISC"]],
    }
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.write(json.dumps(row) + "\n" + json.dumps({**row, "split": "test"}) + "\n")
    [example] = read_names(path, "train")
    assert example.unknown_kinds == {"role", "product", "event"}
    tokenizer = Tokenizer.from_file(str(model_folder("press") / "tokenizer.json"))
    [window] = windows(example, tokenizer, 64)
    names = window.allowed[:, columns(NAMES)]
    person, product = NAMES.begin("person"), NAMES.begin("product")
    assert names[1].nonzero()[0].tolist() == [person]
    sells = names[2].nonzero()[0].tolist()
    assert 0 in sells and product in sells and person not in sells
    assert window.allowed[:, columns(NAMES).stop :].all() and window.allowed.shape[1] == LOGITS
    assert names[-2].any() and window.allowed[0].all() and window.allowed[-1].all()


@given(st.lists(st.text("ab c", min_size=1, max_size=60), min_size=1, max_size=10), SEEDS)
def test_sentences_that_are_joined_keep_their_spans(sentences: list[str], seed: int) -> None:
    examples = [
        Example(text, (LabelledSpan("names", "person", 0, len(text)),), frozenset({"names"}))
        for text in sentences
    ]
    texts = [
        text.text[span.start : span.end]
        for text in joined(examples, 100, random.Random(seed))
        for span in text.spans
    ]
    assert texts == sentences


def test_the_weights_of_a_choice_follow_what_was_right() -> None:
    choices = [
        Choice([{"near": 1.0}, {"far": 1.0}, {"nobody": 1.0}], [True, False, False]) for _ in range(20)
    ]
    weights = fit_choices(choices)
    assert weights["near"] > 1 > weights["far"] and weights["near"] > weights["nobody"]
    rows = [({"bias": 1.0, "cue": float(yes)}, yes) for yes in (True, False) * 20]
    weights = fit_yes_no(rows)
    assert weights["cue"] > 2 > -1 > weights["bias"]
    assert fit_choices([]) == {}


def test_weights_that_go_on_stay_near_to_where_they_were() -> None:
    choices = [Choice([{"near": 1.0}, {"far": 1.0}], [True, False]) for _ in range(20)]
    start = {"near": -1.0, "far": 1.0, "elsewhere": 2.0}
    anew, further = fit_choices(choices), fit_choices(choices, start)
    assert further["elsewhere"] == 2.0
    assert start["near"] < further["near"] < anew["near"] and anew["far"] < further["far"] < start["far"]
    rows = [({"bias": 1.0, "cue": float(yes)}, yes) for yes in (True, False) * 20]
    assert -1 < fit_yes_no(rows, {"cue": -1.0})["cue"] < fit_yes_no(rows)["cue"]


def test_each_piece_of_speech_is_tied_to_the_piece_that_it_goes_on_from(train: list[GoldRelease]) -> None:
    on = 0
    for release in train:
        said = {mark.attributes["id"]: mark for mark in release.marks if mark.tag == "said"}
        links = {link.pieces[0]: link for link in release_example(release).links if link.tie == "previous"}
        assert len(links) == len(said)
        for mark in said.values():
            link = links[mark.start, mark.end]
            before = [(said[each].start, said[each].end) for each in mark.pointers("prev")]
            on += len(before)
            assert list(link.right) == before
            assert all(end <= mark.start for _, end in (*link.right, *link.wrong))
    assert on > 10


def test_the_loss_of_the_links_is_that_of_each_link_by_itself(train: list[GoldRelease]) -> None:
    tokenizer = Tokenizer.from_file(str(model_folder("press") / "tokenizer.json"))
    cut = [w for release in train[:3] for w in windows(release_example(release), tokenizer, 200)]
    batch = collate(cut)
    torch.manual_seed(0)
    link = torch.randn(*batch.ids.shape, 2 * TIE_WIDTH * len(TIES))
    nobody = torch.randn(len(TIES), TIE_WIDTH)
    losses = []
    for row, window in zip(link, cut, strict=True):
        links, candidate = window.links, 0
        ends = links.lengths.cumsum()
        spans = [links.tokens[end - length : end] for end, length in zip(ends, links.lengths, strict=True)]
        for tie, asked, count in zip(links.tie, links.asking, links.counts, strict=True):
            asking, answering = tie_columns(TIES[tie])
            own = slice(candidate, candidate + count)
            candidate += count
            keys = [row[spans[each], answering].mean(0) for each in links.candidates[own]]
            scores = torch.stack([*keys, nobody[tie]]) @ row[spans[asked], asking].mean(0)
            right = torch.tensor([*links.right[own], not any(links.right[own])])
            losses.append(scores.logsumexp(0) - scores[right].logsumexp(0))
    assert len(losses) > 30
    assert torch.allclose(link_loss(link, nobody, batch.ties), torch.stack(losses).mean(), rtol=1e-4)


def test_a_batch_without_links_costs_nothing_for_them() -> None:
    tokenizer = Tokenizer.from_file(str(model_folder("press") / "tokenizer.json"))
    example = Example("Ada Roe is in Leeds.", (), frozenset({"names"}))
    ties = collate(list(windows(example, tokenizer, 64))).ties
    assert link_loss(torch.randn(1, 9, 384), torch.zeros(3, 64), ties) == 0


def test_every_mention_of_the_issuer_is_taught_as_the_issuers(train: list[GoldRelease]) -> None:
    for release in train:
        issuer = next(iter(release.organisations), None)
        wanted = {
            (m.start, m.end) for m in release.marks if m.tag == "orgName" and issuer in m.pointers("ref")
        }
        taught = {(s.start, s.end) for s in release_example(release).spans if s.kind == "issuer"}
        assert taught == wanted
    assert sum(any(s.kind == "issuer" for s in release_example(r).spans) for r in train) > 0.95 * len(train)


def test_words_without_a_name_are_tied_to_the_names_of_whom_they_mean(train: list[GoldRelease]) -> None:
    pronouns = 0
    for release in train:
        meant = {(m.start, m.end): m.pointers("ref") for m in release.marks if m.tag == "rs"}
        named = {(m.start, m.end): m.pointers("ref") for m in release.marks if m.tag.endswith("Name")}
        for link in release_example(release).links:
            if link.tie == "antecedent" and link.pieces[0] in meant:
                pronouns += 1
                who = set(meant[link.pieces[0]])
                assert all(who & set(named[span]) for span in link.right)
                assert not any(who & set(named[span]) for span in link.wrong)
    assert pronouns > len(train)


def test_a_form_of_a_name_is_tied_to_its_other_forms_only(train: list[GoldRelease]) -> None:
    [release] = train[:1]
    for link in release_example(release).links:
        if link.tie == "antecedent":
            [(start, end)] = link.pieces
            others = {release.text[a:b] for a, b in (*link.right, *link.wrong)}
            assert release.text[start:end] not in others
