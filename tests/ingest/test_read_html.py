from __future__ import annotations

from pathlib import Path

import pytest
from reading import blocks, read_all, read_one

PARAGRAPH = (
    "Velaria, la società triestina che costruisce batterie per la navigazione, ha inaugurato oggi un "
    "laboratorio di ricerca nel Porto Vecchio, dove lavoreranno trenta ricercatrici e ricercatori."
)
QUOTE = (
    "“Trieste ha il mare e i ricercatori”, ha spiegato Marta Bianchi, direttrice ricerca e sviluppo di "
    "Velaria. «Ci serviva un posto così, e l’abbiamo trovato a due passi dalla banchina.»"
)


def page(body: str, head: str = "", lang: str = "it") -> str:
    return f"<!DOCTYPE html><html lang='{lang}'><head>{head}</head><body>{body}</body></html>"


FURNISHED = page(
    f"""
    <header class="site-header"><a href="/">Velaria</a>
      <nav><ul><li><a href="/a">Home</a></li><li><a href="/b">Sala stampa</a></li></ul></nav></header>
    <div id="cookieBanner"><p>Usiamo i cookie per la tua esperienza. <button>Accetta</button></p></div>
    <main><article>
      <h1>Velaria apre un laboratorio a Trieste</h1>
      <p class="date">TRIESTE, 12 maggio 2026</p>
      <div class="share-buttons"><a href="x">Facebook</a> <a href="y">LinkedIn</a></div>
      <p>{PARAGRAPH}</p>
      <p>{QUOTE}</p>
      <ul><li>Trenta assunzioni entro l’anno</li><li>Dodici milioni di euro</li></ul>
      <h2>Informazioni su Velaria</h2>
      <p>Velaria costruisce batterie per traghetti e pescherecci dal 2009.</p>
      <p>Contatti: Anna Neri, <a href="mailto:stampa@velaria.example">stampa@velaria.example</a></p>
    </article>
    <aside class="related"><h3>Leggi anche</h3><ul><li><a href="z">Velaria assume</a></li></ul></aside></main>
    <footer><p>© 2026 Velaria. Tutti i diritti riservati.</p></footer>"""
)


def test_a_page_gives_its_main_text_and_no_furniture(put):
    assert list(blocks(read_one(put("page.html", FURNISHED)))) == [
        "Velaria apre un laboratorio a Trieste",
        "TRIESTE, 12 maggio 2026",
        PARAGRAPH,
        QUOTE,
        "Trenta assunzioni entro l’anno",
        "Dodici milioni di euro",
        "Informazioni su Velaria",
        "Velaria costruisce batterie per traghetti e pescherecci dal 2009.",
        "Contatti: Anna Neri, stampa@velaria.example",
    ]


@pytest.mark.parametrize(
    "markup, text",
    [
        ("A <b>bold</b> word, <i>two</i>.", "A bold word, two."),
        ("<a href='#'>Velaria</a>, <em>Trieste</em>", "Velaria, Trieste"),
        ("<span>Vela</span>ria <span>S.p.A.</span>", "Velaria S.p.A."),
        ("H<sub>2</sub>O and m<sup>2</sup>", "H2O and m2"),
        ("line<br>line", "line\nline"),
        ("one<br><br>two", "one\n\ntwo"),
        ("“no&nbsp;break”   spaces\n stay", "“no\u00a0break” spaces stay"),
        ("<ruby>東京<rt>とうきょう</rt></ruby>", "東京"),
        ("<q>said</q> she", "“said” she"),
        ("shown<span style='display: none'>hidden</span> too", "shown too"),
        ("a<!-- comment -->b<script>c()</script>d", "abd"),
    ],
)
def test_inline_markup_neither_glues_nor_drops_words(put, markup, text):
    body = f"<article><p>{PARAGRAPH}</p><p>{markup}</p><p>{QUOTE}</p></article>"
    expected = f"{PARAGRAPH}\n\n{text}\n\n{QUOTE}"
    assert read_one(put("page.html", page(body))).text == expected


def test_text_after_inline_tags_is_not_dropped(put):
    tail = PARAGRAPH.replace("società triestina", "<strong>società</strong> <a href='#'>triestina</a>")
    assert PARAGRAPH in read_one(put("page.html", page(f"<div><p>{tail}</p><p>{QUOTE}</p></div>"))).text


def test_a_paragraph_that_the_page_doubles_comes_once(put):
    narrow, wide = f"<div class='mobile'><p>{QUOTE}</p></div>", f"<div><p>{QUOTE}</p><p>{PARAGRAPH}</p></div>"
    body = f"<h1>Velaria apre</h1>{narrow}{wide}"
    assert read_one(put("page.html", page(body))).text.count("Trieste ha il mare") == 1


def test_the_headline_is_kept_where_it_stands_outside_the_article(put):
    body = f"""<div class="hero"><h1>Velaria apre a Trieste</h1>
      <div class="subtitle">Trenta assunzioni nel porto</div></div>
      <div class="text"><p>{PARAGRAPH}</p><p>{QUOTE}</p><p>{PARAGRAPH[::-1]}</p></div>"""
    found = list(blocks(read_one(put("page.html", page(body)))))
    assert found[:3] == ["Velaria apre a Trieste", "Trenta assunzioni nel porto", PARAGRAPH]


def test_quotation_marks_around_inline_tags_and_no_break_spaces_stay(put):
    quote = "«&nbsp;<i>Trieste</i> a la mer&nbsp;», dit <b>Marta Bianchi</b>, directrice chez Velaria."
    text = read_one(put("page.html", page(f"<p>{quote}</p><p>{PARAGRAPH}</p>"))).text
    assert "«\u00a0Trieste a la mer\u00a0», dit Marta Bianchi, directrice" in text


def test_a_table_of_figures_is_one_block_and_a_layout_table_is_none(put):
    table = "<table><tr><th>Anno</th><th>Ricavi</th></tr><tr><td>2025</td><td>12 mln</td></tr></table>"
    layout = f"<table><tr><td><p>{PARAGRAPH}</p></td><td><p>{QUOTE}</p></td></tr></table>"
    assert (
        "Anno\tRicavi\n2025\t12 mln"
        in read_one(put("a.html", page(f"<p>{PARAGRAPH}</p>{table}<p>{QUOTE}</p>"))).text
    )
    assert list(blocks(read_one(put("b.html", page(layout))))) == [PARAGRAPH, QUOTE]


def test_a_page_without_paragraph_tags_is_read_by_the_plain_walk(put):
    body = f"<div><div>Velaria apre</div><div>{PARAGRAPH}</div><div>{QUOTE}</div></div>"
    assert list(blocks(read_one(put("page.html", page(body))))) == ["Velaria apre", PARAGRAPH, QUOTE]


def test_the_head_states_title_date_and_language(put):
    head = (
        "<title>Velaria apre | Velaria</title><meta property='og:title' content='Velaria apre'>"
        "<meta property='article:published_time' content='2026-05-12T23:30:00-05:00'>"
    )
    text = read_one(put("page.html", page(f"<p>{PARAGRAPH}</p>", head, lang="it-IT")))
    assert (text.title, text.date, text.language_hint) == ("Velaria apre", "2026-05-12", "it-IT")


def test_linked_data_states_the_date(put):
    head = '<script type="application/ld+json">{"@graph": [{"datePublished": "2026-05-12"}]}</script>'
    assert read_one(put("page.html", page(f"<p>{PARAGRAPH}</p>", head))).date == "2026-05-12"


@pytest.mark.parametrize(
    "encoding, declared",
    [("cp1252", "iso-8859-1"), ("cp1250", "windows-1250"), ("utf-8", "iso-8859-1"), ("cp932", "Shift_JIS")],
)
def test_the_declared_character_set_is_used_unless_it_is_utf_8(put, encoding, declared):
    words = "「海と研究者がそろう街です」と述べた。" * 5 if encoding == "cp932" else "„fünf“ élan é ö ü"
    words = words.encode(encoding, "ignore").decode(encoding)
    markup = page(
        f"<p>{words}</p>", f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
    )
    assert read_one(put("page.html", markup.encode(encoding))).text == words


def test_xhtml_with_self_closed_tags_is_read(put):
    markup = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n<html xmlns="http://www.w3.org/1999/xhtml" '
        'xml:lang="it"><head><script src="x.js"/><title>Velaria</title></head>'
        f"<body><p>{PARAGRAPH}</p></body></html>"
    )
    text = read_one(put("page.xhtml", markup))
    assert (text.text, text.source.media_type) == (PARAGRAPH, "application/xhtml+xml")


def test_a_page_saved_as_mhtml_is_read(put):
    mhtml = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://velaria.example/\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="--x"\r\n\r\n'
        "----x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"{FURNISHED}\r\n----x--\r\n"
    )
    text = read_one(put("page.mhtml", mhtml))
    assert text.source.media_type == "multipart/related"
    assert text.text.startswith("Velaria apre un laboratorio a Trieste\n\nTRIESTE, 12 maggio 2026\n\n")
    assert "cookie" not in text.text


def test_the_files_of_a_saved_page_are_not_releases(put, folder):
    put("press/page.html", FURNISHED)
    put("press/page_files/ad.html", page("<p>Compra adesso</p>"))
    assert "Velaria" in read_one("press").text


@pytest.mark.parametrize("cut", [0.5, 0.8])
def test_a_page_that_breaks_off_is_no_text(put, cut):
    texts, [failure] = read_all(put("page.html", FURNISHED[: int(len(FURNISHED) * cut)]))
    assert not texts
    assert "truncated" in failure.reason


def test_the_day_above_the_headline_is_kept_below_it(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    above = '<p class="meta">Comunicato stampa – 12 maggio 2026</p>'
    path.write_text(
        page(f"<article>{above}<h1>Velaria apre a Trieste</h1><p>{PARAGRAPH}</p><p>{QUOTE}</p></article>"),
        encoding="utf-8",
    )
    assert list(blocks(read_one(path)))[:2] == [
        "Velaria apre a Trieste",
        "Comunicato stampa – 12 maggio 2026",
    ]
