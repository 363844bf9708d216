"""How a kept file leaves: as a download that our pages never run. Images, which we drew ourselves, may be looked at."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from PIL import Image

from tuilage.core.documents.docx import DOCX_TYPE
from tuilage.core.documents.names import plain_name

TYPES: Final = {"jpeg": "image/jpeg", "pdf": "application/pdf", "docx": DOCX_TYPE}
ENDINGS: Final = {"jpeg": "jpg", "pdf": "pdf", "docx": "docx"}
# Even opened by itself, a file runs nothing and reaches nothing of ours.
ALONE: Final = "sandbox; default-src 'none'"
DOTS_PER_INCH: Final = 150


def _answer(content: bytes, kind: str, words: str, attached: bool) -> HttpResponse:
    answer = HttpResponse(content, content_type=TYPES[kind])
    name = f"{plain_name(words)}.{ENDINGS[kind]}"
    answer["Content-Disposition"] = content_disposition_header(attached, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = ALONE
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "no-store, private"
    return answer


def download(content: bytes, kind: str, words: str) -> HttpResponse:
    """A file to take away; `words` name it."""
    return _answer(content, kind, words, attached=True)


def look(jpeg: bytes, words: str) -> HttpResponse:
    """An image that `store.upright` drew, to be shown in a page of ours."""
    return _answer(jpeg, "jpeg", words, attached=False)


def bound(jpegs: Sequence[bytes], title: str) -> bytes:
    """Several images as the pages of one PDF, in their order."""
    pages = [Image.open(io.BytesIO(jpeg)) for jpeg in jpegs]
    made = io.BytesIO()
    pages[0].save(made, "PDF", save_all=True, append_images=pages[1:], resolution=DOTS_PER_INCH, title=title)
    return made.getvalue()
