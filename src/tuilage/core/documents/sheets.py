"""A written sheet as plain data, drawn as a PDF to send or as a DOCX to finish by hand: the same words in both."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext as _

from tuilage.core.documents.pdf import draw

ITEM = "- "


@dataclass(frozen=True)
class Block:
    """A paragraph, or a list of items."""

    text: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """What one A4 letter says. Lines are plain text; the body keeps its empty lines as paragraphs."""

    title: str
    body: str
    lang: str = "fr"
    sender: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    dated: str = ""
    subject: str = ""
    signature: tuple[str, ...] = ()
    foot: str = ""

    @property
    def blocks(self) -> list[Block]:
        """The body cut at its empty lines; lines that begin with "- " are the items of a list."""
        found: list[Block] = []
        for part in "\n".join(line.rstrip() for line in self.body.splitlines()).split("\n\n"):
            found += _blocks([line for line in part.split("\n") if line.strip()])
        return found


def _blocks(lines: list[str]) -> list[Block]:
    blocks: list[Block] = []
    words: list[str] = []
    items: list[str] = []
    for line in [*lines, ""]:
        listed = line.lstrip().startswith(ITEM)
        if words and (listed or not line):
            blocks.append(Block(text="\n".join(words)))
            words = []
        if items and not listed:
            blocks.append(Block(items=tuple(items)))
            items = []
        if listed:
            items.append(line.lstrip()[len(ITEM) :])
        elif line:
            words.append(line)
    return blocks


def as_pdf(sheet: Sheet) -> bytes:
    """The sheet as a tagged PDF (PDF/UA-1)."""
    return draw((files("tuilage.core.documents") / "sheet.typ").read_bytes(), _told(sheet))


def _told(sheet: Sheet) -> dict[str, Any]:
    return {
        "lang": sheet.lang,
        "title": sheet.title,
        "sender": list(sheet.sender),
        "recipient": list(sheet.recipient),
        "dated": sheet.dated,
        "subject": sheet.subject,
        "subject_label": _("Subject:"),
        "blocks": [{"text": block.text, "items": list(block.items)} for block in sheet.blocks],
        "signature": list(sheet.signature),
        "foot": sheet.foot,
    }
