"""PDF and DOCX, written by the libraries that people use."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from reading import blocks, read_one
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

from sayso.ingest.pdf_lines import Line, paragraphs

HEADLINE = "Velaria apre a Trieste il suo nuovo laboratorio per le batterie marine: assunte trenta persone"
LEAD = (
    "TRIESTE, 12 maggio 2026 – Velaria, la società triestina che costruisce batterie per la navigazione, ha "
    "inaugurato oggi un laboratorio di ricerca nel Porto Vecchio. Trenta ricercatrici vi studieranno."
)
QUOTE = (
    "“Trieste ha il mare e i ricercatori”, ha spiegato Marta Bianchi, direttrice ricerca di Velaria. "
    "“Ci serviva un posto così, e l’abbiamo trovato a due passi dalla banchina dove le navi si fermano.”"
)
MORE = (
    "Il laboratorio, progettato dallo studio Vivo di Gorizia, occupa un magazzino del 1891 e conta "
    "millecinquecento metri quadrati; la seconda fase aggiungerà una vasca. Secondo l’assessore "
    "Pietro Cossutta, “è la prova che "
    "il porto non è un museo”. Il finanziamento viene per metà dalla Regione."
)
BULLETS = ["• Trenta assunzioni entro l’anno", "• Dodici milioni di euro"]


def write_pdf(
    name: str, paragraphs: list[str], *,
    columns: int = 1, align: int = 4, space: float = 8, indent: float = 0,
    font: str = "Times-Roman", header: str = "Velaria S.p.A. – Comunicato stampa",
) -> str:  # fmt: skip
    def edges(canvas, document) -> None:
        canvas.setFont("Times-Roman", 8)
        canvas.drawString(60, 810, header)
        canvas.drawCentredString(297, 30, f"Pagina {document.page} di 3")

    width = (475 - 20 * (columns - 1)) / columns
    frames = [Frame(60 + i * (width + 20), 60, width, 720, 0, 0, 0, 0) for i in range(columns)]
    pages = PageTemplate("page", frames, onPage=edges)
    wrap = "CJK" if font.startswith("Heisei") else None
    heading = ParagraphStyle("h", fontName=font, fontSize=18, leading=22, spaceAfter=12, wordWrap=wrap)
    body = ParagraphStyle(
        "p", fontName=font, fontSize=11, leading=14, spaceAfter=space, alignment=align,
        firstLineIndent=indent, wordWrap=wrap, embeddedHyphenation=1,
    )  # fmt: skip
    document = BaseDocTemplate(name, pagesize=A4, pageTemplates=[pages], title="Velaria apre")
    document.build([Paragraph(paragraphs[0], heading), *(Paragraph(text, body) for text in paragraphs[1:])])
    return name


@pytest.mark.parametrize(
    "columns, align, space, indent", [(1, 4, 8, 0), (2, 4, 8, 0), (1, 0, 8, 0), (1, 4, 0, 14)]
)
def test_pdf_paragraphs_are_rejoined_and_page_edges_dropped(folder, columns, align, space, indent):
    paragraphs = [HEADLINE, LEAD, QUOTE, *BULLETS, *[MORE] * 20]
    name = write_pdf("release.pdf", paragraphs, columns=columns, align=align, space=space, indent=indent)
    text = read_one(name)
    assert list(blocks(text)) == paragraphs
    assert (text.source.media_type, text.title) == ("application/pdf", "Velaria apre")


def test_japanese_lines_are_rejoined_without_spaces(folder):
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    body = (
        "【東京、二〇二六年五月十二日】ベラリア株式会社は本日、トリエステの旧港に研究所を開設した。三十名の研究者が、"
        "コバルトを使わない蓄電池を研究する。「海と研究者がそろう街です」とマルタ・ビアンキは述べた。"
    )
    other = body.replace("三十名", "四十名").replace("本日", "昨日").replace("マルタ", "アンナ")
    text = read_one(write_pdf("ja.pdf", ["ベラリア、研究所を開設", body, other], font="HeiseiMin-W3"))
    assert list(blocks(text))[-2:] == [body, other]


def test_the_time_that_pdf_lines_take_grows_with_their_number():
    class Counted(Line):
        looks = 0

        def __getattribute__(self, name: str) -> object:
            Counted.looks += 1
            return super().__getattribute__(name)

    def looks(number: int) -> int:
        lines = [Counted(QUOTE, 60, 500, 700 - 14 * (i % 50), 11, 842) for i in range(number)]
        Counted.looks = 0
        paragraphs([lines[i : i + 50] for i in range(0, number, 50)])
        return Counted.looks

    assert looks(4_000) < 5 * looks(1_000)


def test_words_divided_at_line_ends_are_put_together_only_where_it_is_certain():
    from sayso.ingest.hyphens import WRAP, without_wrapping_hyphens

    def mended(*texts: str) -> list[str]:
        return without_wrapping_hyphens([text.replace("|", WRAP) for text in texts])

    assert mended("le navi per ricari-|care e ricaricare") == ["le navi per ricaricare e ricaricare"]
    assert mended("the well-|known firm") == ["the well-known firm"]
    assert mended("Carso-|Vivo") == ["Carso-Vivo"]
    assert mended("for\u00ad|ward") == ["forward"]
    assert mended("Forschungs-|und Entwicklung", "labo-|ratorio, ricer-|ca, so-|cietà") == [
        "Forschungs- und Entwicklung", "laboratorio, ricerca, società",
    ]  # fmt: skip
    assert mended("pre- and post-war") == ["pre- and post-war"]


@pytest.fixture
def write_docx(folder: Path) -> Callable[..., str]:
    def write(build: Callable[[docx.document.Document], None], name: str = "release.docx") -> str:
        document = docx.Document()
        document.core_properties.title = "Velaria apre"
        build(document)
        document.save(name)
        return name

    return write


def test_docx_paragraphs_lists_and_tables_are_blocks(write_docx):
    def build(document) -> None:
        document.add_heading(HEADLINE)
        lead = document.add_paragraph("TRIESTE, ")
        lead.add_run("12 maggio").bold = True
        lead.add_run("\u00a02026 – Velaria apre.")
        document.add_paragraph("Trenta assunzioni", style="List Bullet")
        table = document.add_table(rows=2, cols=2)
        for cell, text in zip(table._cells, ["Anno", "Ricavi", "2025", "12 mln"], strict=True):
            cell.text = text
        document.add_paragraph(QUOTE)
        document.sections[0].header.paragraphs[0].text = "Comunicato stampa"

    text = read_one(write_docx(build))
    expected = [
        HEADLINE,
        "TRIESTE, 12 maggio\u00a02026 – Velaria apre.",
        "Trenta assunzioni",
        "Anno\tRicavi\n2025\t12 mln",
        QUOTE,
    ]
    assert list(blocks(text)) == expected
    assert text.title == "Velaria apre"
    assert text.source.media_type.endswith("wordprocessingml.document")


def test_a_docx_table_in_a_table_is_read_once(write_docx):
    def build(document) -> None:
        outer = document.add_table(rows=1, cols=1).cell(0, 0)
        outer.text = f"{HEADLINE} {QUOTE}"
        inner = outer.add_table(rows=1, cols=2)
        for cell, text in zip(inner._cells, ["Anno", "2025"], strict=True):
            cell.text = text
        outer.add_paragraph(QUOTE)

    assert list(blocks(read_one(write_docx(build)))) == [f"{HEADLINE} {QUOTE}", "Anno\t2025", QUOTE]


def test_docx_shows_what_word_shows(write_docx):
    def build(document) -> None:
        paragraph = document.add_paragraph("Velaria ")
        for xml in (
            '<w:del {0} w:id="1" w:author="a"><w:r><w:delText>chiude</w:delText></w:r></w:del>',
            '<w:ins {0} w:id="2" w:author="a"><w:r><w:t>apre</w:t></w:r></w:ins>',
            "<w:sdt {0}><w:sdtContent><w:r><w:t> oggi</w:t></w:r></w:sdtContent></w:sdt>",
            "<w:r {0}><w:rPr><w:vanish/></w:rPr><w:t>nascosto</w:t></w:r>",
            "<w:r {0}><w:instrText>PAGE</w:instrText></w:r>",
            "<w:r {0}><w:noBreakHyphen/><w:t>sì</w:t><w:br/><w:t>A capo</w:t></w:r>",
        ):
            paragraph._p.append(parse_xml(xml.format(nsdecls("w"))))
        box = "<w:txbxContent><w:p><w:r><w:t>Nel riquadro</w:t></w:r></w:p></w:txbxContent>"
        paragraph._p.append(
            parse_xml(
                f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
                f"<mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
                f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
            )
        )

    assert read_one(write_docx(build)).text == "Velaria apre oggi\u2011sì\nA capo\n\nNel riquadro"


def test_a_docx_from_standard_input_is_read(write_docx):
    name = write_docx(lambda document: document.add_paragraph(QUOTE))
    assert read_one("-", stdin=io.BytesIO(Path(name).read_bytes())).text == QUOTE
