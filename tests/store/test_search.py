"""Quotes are found by their words in any script, ranked, narrowed, with the hit marked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_releases import Says, release

from sayso.batch.release import StoredRelease
from sayso.errors import QueryError
from sayso.record import Span, Speaker
from sayso.store import Store, open_store
from sayso.store.counting import count
from sayso.store.folding import fold, origins
from sayso.store.search import Hit, Search, search
from sayso.store.who import who


def quoted(text: str, language: str = "en", **more: str) -> StoredRelease:
    return release(Says("Anna Rossi", text, "director", "Velaria"), title=text, language=language, **more)


def found(store: Store, words: str | None = None, **narrowed: object) -> list[Hit]:
    return search(store, Search(words, **narrowed))  # type: ignore[arg-type]


def marked(hit: Hit) -> list[str]:
    return [hit.text[start:end] for start, end in hit.hits]


def test_the_handle_of_an_organisation_finds_what_it_says_itself(store_of: Callable[..., Store]) -> None:
    spoken = release(Says("Anna Rossi", "We go on", "director", "Velaria"), title="b")
    alone = release(Says("Anna Rossi", "We grow", "director", "Velaria"), title="a")
    [velaria], [quote] = alone.record.organisations, alone.record.quotes
    speaker = Speaker(
        id=velaria.id, name=velaria.name, mention=Span(**velaria.mentions[0].model_dump(exclude={"form"}))
    )
    quotes = (quote.model_copy(update={"speaker": speaker}),)
    alone = replace(alone, record=alone.record.model_copy(update={"quotes": quotes}))
    store = store_of(alone, spoken)
    handles = {c.name: c.handle for c in count(store, "speaker")}
    assert set(handles) == {"Velaria", "Anna Rossi"}
    assert [hit.text for hit in found(store, speaker=handles["Velaria"])] == ["We grow"]


@pytest.mark.parametrize(
    ("text", "words", "hits"),
    [
        ("La digitalizzazione è qui", "DIGITALIZZAZIONE", ["digitalizzazione"]),
        ("Una città più verde", "citta piu", ["città", "più"]),
        ("Una citta senza accenti", "città", ["citta"]),
        ("Digital first, digitally", "digital*", ["Digital", "digitally"]),
        ("推进数字化转型，服务客户", "数字化", ["数字化"]),
        ("推进数字化转型，服务客户", "「数字」", ["数字"]),
        ("地域のデジタル化を進める", "デジタル", ["デジタル"]),
        ("Η ψηφιακή εποχή", "ΨΗΦΙΑΚΗ", ["ψηφιακή"]),
        ("Η ΨΗΦΙΑΚΗ ΕΠΟΧΗ", "ψηφιακή εποχή", ["ΨΗΦΙΑΚΗ ΕΠΟΧΗ"]),
        ("Die Straße nach Łódź", "strasse lodz", ["Straße", "Łódź"]),
        ("Køb nær Ærø", "kob aero", ["Køb", "Ærø"]),
        ("ISPARTA'da ısı", "isi", ["ısı"]),
        ("Цифрова Україна", "цифрова україна", ["Цифрова Україна"]),
        ("5G网络覆盖全国", "5G网络", ["5G网络"]),
    ],
)
def test_words_are_found_without_case_and_accents_in_any_script(
    store_of: Callable[..., Store], text: str, words: str, hits: list[str]
) -> None:
    store = store_of(quoted(text), quoted("Something else"))
    [hit] = found(store, words)
    assert hit.text == text
    assert " ".join(marked(hit)).split() == " ".join(hits).split()


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        ("net zero", {"net zero now", "zero, net of all"}),
        ('"net zero"', {"net zero now"}),
        ("“net zero”", {"net zero now"}),
        ("now OR then", {"net zero now", "then"}),
        ("zero NOT now", {"zero, net of all"}),
        ("(now OR then) NOT net", {"then"}),
        ('"net ze"*', {"net zero now"}),
        ("C++ –", {"C is fine"}),
        ("e-mail", {"by e-mail"}),
    ],
)
def test_words_combine(store_of: Callable[..., Store], words: str, texts: set[str]) -> None:
    all_texts = ("net zero now", "zero, net of all", "then", "C is fine", "by e-mail", "mail e")
    store = store_of(*map(quoted, all_texts))
    assert {hit.text for hit in found(store, words)} == texts


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ('"net zero', "a quotation mark is never closed"),
        ("(net", "a bracket is never closed"),
        ("net)", "a closing bracket too many"),
        ("net OR", "a word to look for is missing"),
        ("NOT net", "a word to look for is missing"),
        ("net AND", "a word is missing after AND or NOT"),
        ("*ing", "the end of a word"),
        ("", "no letter or digit"),
        ("«–»", "no letter or digit"),
        ("(" * 50 + "net" + ")" * 50, "brackets in one another"),
        ("net " * 500, "longer than 1000 characters"),
    ],
)
def test_words_that_cannot_be_understood_are_one_clear_line(
    store_of: Callable[..., Store], words: str, says: str
) -> None:
    store = store_of(quoted("net zero"))
    with pytest.raises(QueryError, match=says) as caught:
        found(store, words)
    assert "\n" not in str(caught.value)
    assert "fts5" not in str(caught.value)


@settings(max_examples=200, deadline=None)
@given(words=st.text(st.sampled_from("ab\"()*^:{}+-\0 \nORNTDAE学「é\U0001f600\ud7ff~,;'%"), max_size=30))
def test_no_words_break_the_index(tmp_path_factory: pytest.TempPathFactory, words: str) -> None:
    global _everywhere
    if _everywhere is None:
        _everywhere = open_store(tmp_path_factory.mktemp("words") / "a.db")
        _everywhere.add([quoted("a b ab 学 é"), quoted("NOT OR AND")])
    for search_for in (Search(words), Search("a", speaker=words), Search(role=words, organisation=words)):
        try:
            hits = search(_everywhere, search_for)
        except QueryError:
            continue
        for hit in hits:
            assert all(0 <= start < end <= len(hit.text) for start, end in hit.hits)


_everywhere: Store | None = None


@settings(deadline=None)
@given(st.text())
def test_every_folded_letter_knows_where_it_comes_from(text: str) -> None:
    where = origins(text)
    assert len(where) == len(fold(text))
    assert where == sorted(where)
    assert fold(text) == "".join(fold(character) for character in text)


@pytest.fixture
def newsroom(store_of: Callable[..., Store]) -> Store:
    return store_of(
        release(
            Says("Vicky Zhang", "Digital growth", "Vice President", "Huawei Technologies Co., Ltd."),
            title="One",
            date="2023-05-12",
        ),
        release(
            Says("Zhāng Wěi", "La crescita digital", "presidente", "Lanterna", "indirect"),
            title="Two",
            language="it",
            date="2022-12-31",
        ),
        release(Says("Anna Rossi", "A digital mix", None, None, "mixed"), title="Three", date=None),
    )


@pytest.mark.parametrize(
    ("narrowed", "titles"),
    [
        ({}, {"One", "Two", "Three"}),
        ({"language": "it"}, {"Two"}),
        ({"speaker": "zhang"}, {"One", "Two"}),
        ({"speaker": "zhang NOT wei"}, {"One"}),
        ({"organisation": "huawei"}, {"One"}),
        ({"role": "vice pres*"}, {"One"}),
        ({"role": "pres*"}, {"One", "Two"}),
        ({"since": "2023"}, {"One"}),
        ({"until": "2022"}, {"Two"}),
        ({"since": "2022-12", "until": "2023-05-12"}, {"One", "Two"}),
        ({"until": "2023-05-11"}, {"Two"}),
        ({"kind": "mixed"}, {"Three"}),
        ({"kind": "direct", "language": "it"}, set()),
        ({"speaker": "digital"}, set()),
    ],
)
def test_a_search_is_narrowed(newsroom: Store, narrowed: dict[str, str], titles: set[str]) -> None:
    assert {hit.title for hit in found(newsroom, "digital", **narrowed)} == titles
    assert {hit.title for hit in found(newsroom, **narrowed)} == titles


def test_a_hit_says_who_where_and_how(newsroom: Store) -> None:
    [hit] = found(newsroom, "growth")
    assert (hit.speaker, hit.role, hit.organisation) == (
        "Vicky Zhang",
        "Vice President",
        "Huawei Technologies Co., Ltd.",
    )
    assert (hit.kind, hit.language, hit.date, hit.source) == (
        "direct",
        "en",
        "2023-05-12",
        "releases/velaria.html",
    )
    assert newsroom.release(hit.release).record.quotes[0].id == hit.quote


def test_handles_narrow_to_one_person_whatever_the_name(newsroom: Store) -> None:
    [vicky] = who(newsroom, "vicky")
    assert [hit.title for hit in found(newsroom, speaker=vicky.handle)] == ["One"]
    [huawei] = who(newsroom, "huawei")
    assert [hit.title for hit in found(newsroom, organisation=huawei.handle)] == ["One"]
    with pytest.raises(QueryError, match="is a person"):
        found(newsroom, organisation=vicky.handle)


@pytest.mark.parametrize("date", ["May 2023", "2023-5", "23", "2023-05-12T00:00", "２０２３"])
def test_a_date_that_is_none_says_what_is_one(newsroom: Store, date: str) -> None:
    with pytest.raises(QueryError, match="give 2023, 2023-05 or 2023-05-12"):
        found(newsroom, since=date)


def test_the_quote_with_more_of_the_word_comes_first(store_of: Callable[..., Store]) -> None:
    rest = "and a great many other words that have nothing to do with it at all"
    store = store_of(quoted(f"growth {rest}"), quoted("growth, growth, growth"), quoted("nothing"))
    assert [hit.text for hit in found(store, "growth")] == ["growth, growth, growth", f"growth {rest}"]


def test_words_of_the_speaker_do_not_change_the_order(store_of: Callable[..., Store]) -> None:
    store = store_of(
        release(Says("Anna Anna Anna", "growth and more words than the other", "Anna", "Anna"), title="One"),
        release(Says("Anna", "growth", "head", "Velaria"), title="Two"),
    )
    assert [hit.title for hit in found(store, "growth", speaker="anna")] == ["Two", "One"]


def test_near_duplicates_are_left_out_until_asked_for(store_of: Callable[..., Store]) -> None:
    first = quoted("growth")
    store = store_of(first, quoted("growth!", duplicate_of=first.record.id))
    assert [hit.text for hit in found(store, "growth")] == ["growth"]
    assert len(found(store, "growth", duplicates=True)) == 2


def test_no_more_than_the_limit_come(store: Store) -> None:
    store.add(quoted(f"growth {number}") for number in range(30))
    assert len(found(store, "growth")) == 20
    assert len(found(store, "growth", limit=25)) == 25


def test_a_handle_is_none_among_the_words_and_roles(newsroom: Store) -> None:
    assert found(newsroom, words="person:1") == []
    assert found(newsroom, role="person:1") == []


@pytest.mark.parametrize("narrowed", [{"words": "caf\udce9"}, {"speaker": "caf\udce9"}, {"limit": 10**20}])
def test_what_sqlite_cannot_be_asked_is_one_clear_line(newsroom: Store, narrowed: dict[str, object]) -> None:
    with pytest.raises(QueryError, match="this cannot be asked"):
        search(newsroom, Search(**narrowed))  # type: ignore[arg-type]
