"""A tagged PDF (PDF/UA-1) from a typst template and plain data: the same data gives the same bytes.

A character that no font at hand can draw (an emoji, a rare script) is replaced by a visible mark, and the sheet says
so: typst would refuse the whole document otherwise, and nothing may vanish unseen.

A template reads its data with `json(bytes(sys.inputs.data))`, names a title (`set document(title: …, date: none)`),
a language, the fonts ("Libertinus Serif", "DejaVu Sans Mono"), and shows `d.mark_label` at its foot when it is not
empty. Words come only as data: nothing of a user's is ever run.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any, Final

import typst
from django.utils.translation import gettext as _

MARK: Final = "\N{WHITE SQUARE}"
TRIES: Final = 40
_NO_FONT = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)", re.DOTALL)
# What no sheet shows; a tab and a line's end stay.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_RARE: Final = frozenset(map(chr, range(0x2E80, 0x2FFFF)))


def draw(template_source: str | bytes, data: dict[str, Any]) -> bytes:
    """Compile the template with `data` (strings, lists, dicts), replacing what no font has until everything stands.

    Raises typst.TypstError only if the template itself is wrong.
    """
    source = template_source.encode() if isinstance(template_source, str) else template_source
    kept: dict[str, Any] = replaced({"mark_label": "", **data}, set())
    for attempt in range(TRIES):
        try:
            return _compile(source, kept)
        except typst.TypstError as error:
            found = _NO_FONT.search(str(error))
            if found is None:
                raise
            unknown = set(_meant(found[1])) if attempt < TRIES - 2 else set(_RARE)
            kept = _said(replaced(kept, unknown))
    return _compile(source, kept)


def _compile(source: bytes, data: dict[str, Any]) -> bytes:
    made: bytes = typst.compile(
        source,
        format="pdf",
        pdf_standards=["ua-1"],
        # Half an emoji cannot be drawn: a question mark is seen in its place.
        sys_inputs={"data": json.dumps(data, ensure_ascii=False).encode("utf-8", "replace").decode()},
        ignore_system_fonts=True,
    )
    return made


def _meant(quoted: str) -> str:
    """The characters that an error quotes, its escapes undone."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], quoted)


def _said(data: dict[str, Any]) -> dict[str, Any]:
    note = _("%(mark)s stands for a character that cannot be printed; it is kept in the file.") % {
        "mark": MARK
    }
    return {**data, "mark_label": note}


def replaced(data: Any, unknown: set[str]) -> Any:
    """The same data with each unknown character shown as a mark; what only joins or colours an emoji goes with it."""
    if isinstance(data, str):
        seen = _CONTROL.sub("", data)
        marked = "".join(
            MARK if character in unknown and not _invisible(character) else character for character in seen
        )
        return "".join(c for c in marked if not (_invisible(c) and c in unknown))
    if isinstance(data, list):
        return [replaced(one, unknown) for one in data]
    if isinstance(data, dict):
        return {name: replaced(one, unknown) for name, one in data.items()}
    return data


def _invisible(character: str) -> bool:
    """Joiners and variation selectors."""
    return unicodedata.category(character) in ("Cf", "Mn", "Me")
