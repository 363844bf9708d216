"""A PDF made from plain data: tagged, the same twice, and bearing whatever was typed."""

from __future__ import annotations

import io
from typing import Any

import pytest
import typst
from pypdf import PdfReader

from tuilage.core.documents.pdf import MARK, draw

SHEET = """
#let d = json(bytes(sys.inputs.data))
#set document(title: d.title, date: none)
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"), lang: "fr")
= #d.title
#d.words
#d.mark_label
"""


def said(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_sheet_is_tagged_and_in_its_language() -> None:
    root: Any = PdfReader(io.BytesIO(draw(SHEET, {"title": "Un titre", "words": "Bonjour"}))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("fr")


def test_the_same_words_give_the_same_bytes() -> None:
    data = {"title": "Un titre", "words": "Bonjour 😀"}
    assert draw(SHEET, data) == draw(SHEET.encode(), data)


def test_what_no_font_has_is_seen_to_be_missing() -> None:
    text = said(draw(SHEET, {"title": "Un titre", "words": "Chez moi 😀👩🏽‍🦳 家に帰りたい"}))
    assert MARK in text
    assert "Chez moi" in text
    assert MARK not in said(draw(SHEET, {"title": "Un titre", "words": "Chez moi"}))


def test_nothing_typed_is_run() -> None:
    text = said(draw(SHEET, {"title": "#sys.version", "words": '#read("/etc/passwd") $x$ *gras* \\u{41}'}))
    assert "#read" in text
    assert "#sys.version" in text


def test_a_wrong_template_says_so() -> None:
    with pytest.raises(typst.TypstError):
        draw("#nothing-of-that-name", {})
