"""One sheet, two forms: the same words in the PDF and in the DOCX."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from pypdf import PdfReader

from tuilage.core.documents.docx import write
from tuilage.core.documents.sheets import Block, Sheet, as_pdf

SHEET = Sheet(
    title="Convocation",
    body="Madame,\n\nVenez avec :\n- votre bail\n- vos deux dernières factures\n\nBien à vous,",
    sender=("Maison du département", "05 00 00 00 00"),
    recipient=("Madame Odette Marchand", "12 rue des Tilleuls"),
    dated="Le 23 novembre 2026",
    subject="votre rendez-vous",
    signature=("Claire Lespinasse", "Assistante de service social"),
    foot="Équipe ouest",
)


def test_the_body_is_cut_as_it_was_typed() -> None:
    assert SHEET.blocks == [
        Block("Madame,"),
        Block("Venez avec :"),
        Block(items=("votre bail", "vos deux dernières factures")),
        Block("Bien à vous,"),
    ]
    assert Sheet("t", "").blocks == []


def test_both_say_the_same_words() -> None:
    pdf = "".join(page.extract_text() for page in PdfReader(io.BytesIO(as_pdf(SHEET))).pages)
    document = Document(io.BytesIO(write(SHEET)))
    docx = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for words in ("Odette Marchand", "12 rue des Tilleuls", "votre bail", "Claire Lespinasse", "Convocation"):
        assert words in pdf.replace("’", "'")
        assert words in docx


def test_the_docx_says_its_language_and_title_and_nothing_of_its_maker() -> None:
    document = Document(io.BytesIO(write(SHEET)))
    about = document.core_properties
    assert (about.title, about.language, about.author) == ("Convocation", "fr-FR", "")
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style]
    assert "Heading 1" in styles
    assert "List Bullet" in styles


def test_the_same_words_give_the_same_files() -> None:
    assert write(SHEET) == write(SHEET)
    assert as_pdf(SHEET) == as_pdf(SHEET)


def test_nothing_typed_is_run_or_breaks_the_file() -> None:
    odd = Sheet("\x00T<i>\x07", '#read("/etc/passwd") {{ 7*7 }} <w:p/> 😀 \x1b\ud800', subject="&amp; ]]>")
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(write(odd))).paragraphs)
    assert "{{ 7*7 }} <w:p/>" in text
    root: Any = PdfReader(io.BytesIO(as_pdf(odd))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
