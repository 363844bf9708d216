"""The same sheet as a DOCX, to finish by hand: real styles, its language said, the same data gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from tuilage.core.documents.sheets import Sheet

DOCX_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# What XML cannot carry; a tab and a line's end stay.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
_RIGHT_HALF: Final = 8.4
LANGUAGES: Final = {"fr": "fr-FR", "en": "en-GB"}


def write(sheet: Sheet) -> bytes:
    """The sheet as a DOCX."""
    document = Document()
    _dress(document, sheet)
    _lines(document, sheet.sender, 0)
    _lines(document, sheet.recipient, _RIGHT_HALF)
    _lines(document, (sheet.dated,), _RIGHT_HALF)
    document.add_heading(_plain(sheet.title), level=1)
    if sheet.subject:
        subject = document.add_paragraph()
        subject.add_run(_("Subject:") + " ").bold = True
        subject.add_run(_plain(sheet.subject))
    for block in sheet.blocks:
        if block.text:
            document.add_paragraph(_plain(block.text))
        for item in block.items:
            document.add_paragraph(_plain(item), style="List Bullet")
    _lines(document, sheet.signature, _RIGHT_HALF)
    foot = document.sections[0].footer.paragraphs[0]
    foot.text = _plain(sheet.foot)
    foot.alignment = WD_ALIGN_PARAGRAPH.LEFT
    return _packed(document)


def _dress(document: Any, sheet: Sheet) -> None:
    """A4, the font, the language, and who says nothing of itself in the properties."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(11.5)
    language = style.element.get_or_add_rPr().makeelement(
        qn("w:lang"), {qn("w:val"): LANGUAGES.get(sheet.lang, sheet.lang)}
    )
    style.element.get_or_add_rPr().append(language)
    about = document.core_properties
    about.title, about.author, about.comments = _plain(sheet.title), "", ""
    about.language = LANGUAGES.get(sheet.lang, sheet.lang)
    about.created = about.modified = datetime(2000, 1, 1, tzinfo=UTC)


def _lines(document: Any, lines: tuple[str, ...], left: float) -> None:
    said = [_plain(line) for line in lines if line]
    if said:
        document.add_paragraph("\n".join(said)).paragraph_format.left_indent = Cm(left)


def _plain(text: str) -> str:
    return _CONTROL.sub("", text)


def _packed(document: Any) -> bytes:
    """Written again with one date for every part: a file does not say when it was made, nor differ for it."""
    made, packed = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as before, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(zipfile.ZipInfo(name, _LONG_AGO), before.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
