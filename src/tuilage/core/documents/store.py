"""Files that people bring: known by what they hold, never by their name; bounded; images made anew.

What is taken: JPEG and PNG (kept as an upright JPEG without any of its metadata), PDF, DOCX. An image is drawn again
pixel by pixel, so that nothing hidden in the file remains. A PDF or a DOCX is kept as it came and never shown inside
a page: it leaves as a download that runs nothing here.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from tuilage.core.documents.names import shown_name
from tuilage.core.refusals import Refused

# Of an image: what a telephone takes, and what one page needs to be read.
MOST_PIXELS: Final = 60_000_000
LONGEST_SIDE: Final = 2_200
SMALLEST_SIDE: Final = 40
QUALITY: Final = 82
# Of a DOCX, once opened.
MOST_UNPACKED: Final = 60 * 1024 * 1024
MOST_PARTS: Final = 2_000
MOST_RATIO: Final = 200
HEIC_BRANDS: Final = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"}
ACTIVE_PDF: Final = (b"/JavaScript", b"/Launch", b"/EmbeddedFile")


@dataclass(frozen=True)
class Received:
    """A file that may be kept: `kind` is "jpeg", "pdf" or "docx"; `digest` the SHA-256 of what was sent, in hexadecimal."""

    kind: str
    content: bytes
    digest: str
    name: str = ""
    width: int | None = None
    height: int | None = None


def receive(file: IO[bytes], name: str = "") -> Received:
    """Read an uploaded file and say what may be kept of it. Raises Refused with a sentence for whoever sent it."""
    largest = settings.DOCUMENTS_LARGEST_BYTES
    sent = file.read(largest + 1)
    if not sent:
        raise Refused(_("This file is empty. Choose it again, or take the photograph again."))
    if len(sent) > largest:
        raise Refused(
            _("This file is larger than %(most)d MB. Photograph the pages one by one, or send it in parts.")
            % {"most": largest // (1024 * 1024)}
        )
    kind = sniffed(sent)
    digest, shown = hashlib.sha256(sent).hexdigest(), shown_name(name)
    if kind == "image":
        content, width, height = upright(sent)
        return Received("jpeg", content, digest, shown, width, height)
    if kind == "pdf":
        check_pdf(sent)
    else:
        check_docx(sent)
    return Received(kind, sent, digest, shown)


def sniffed(sent: bytes) -> str:
    """What the bytes are: "image", "pdf" or "docx". Raises Refused for all the rest, whatever its name says."""
    if sent.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return "image"
    if sent.startswith(b"%PDF-"):
        return "pdf"
    if sent.startswith(b"PK\x03\x04"):
        return "docx"
    if sent[4:8] == b"ftyp" and sent[8:12] in HEIC_BRANDS:
        raise Refused(
            _(
                "This photograph is in a format (HEIC) that not every computer reads. On an iPhone: Settings, Camera,"
            )
            + " "
            + _("Formats, “Most compatible”; or take a screenshot of it and send that.")
        )
    raise Refused(_("Only photographs (JPEG, PNG), PDF and Word documents (.docx) can be kept here."))


def upright(sent: bytes) -> tuple[bytes, int, int]:
    """The image turned upright, made smaller if need be, drawn again as a JPEG that says nothing of where or when.

    Returns its bytes, width and height in pixels. Raises Refused for what is no image, too large or too small.
    """
    try:
        with Image.open(io.BytesIO(sent), formats=("JPEG", "PNG")) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refused(
                    _("This image has too many pixels to be opened safely. Photograph the paper again.")
                )
            if min(image.size) < SMALLEST_SIDE:
                raise Refused(_("This image is too small to be read. Photograph the paper again."))
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            turned = ImageOps.exif_transpose(image)
            turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
            return _drawn(turned)
    except Refused:
        raise
    except (Image.DecompressionBombError, MemoryError):
        raise Refused(
            _("This image has too many pixels to be opened safely. Photograph the paper again.")
        ) from None
    except Exception:  # a hostile or cut image may fail anywhere in the decoder
        raise Refused(
            _("This image cannot be opened: it may have been cut on its way. Send it again.")
        ) from None


def _drawn(image: Image.Image) -> tuple[bytes, int, int]:
    """On white paper, without what the file said of itself."""
    colours = image.convert("RGBA") if image.mode in ("RGBA", "LA", "PA", "P") else image.convert("RGB")
    page = Image.new("RGB", image.size, "white")
    page.paste(colours, mask=colours.getchannel("A") if colours.mode == "RGBA" else None)
    made = io.BytesIO()
    page.save(made, "JPEG", quality=QUALITY, optimize=True)
    return made.getvalue(), page.width, page.height


def check_pdf(sent: bytes) -> None:
    """Refuse a PDF that is cut, or that openly carries a program or other files."""
    if b"%%EOF" not in sent[-4096:]:
        raise Refused(_("This PDF cannot be opened: it may have been cut on its way. Send it again."))
    if any(word in sent for word in ACTIVE_PDF):
        raise Refused(
            _("This PDF carries a program or other files. Print it to PDF again, or photograph the pages.")
        )


def check_docx(sent: bytes) -> None:
    """Refuse what is no Word document, or one that swells, hides macros, or fetches its model from elsewhere."""
    unreadable = Refused(_("Only photographs (JPEG, PNG), PDF and Word documents (.docx) can be kept here."))
    try:
        with zipfile.ZipFile(io.BytesIO(sent)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            if not {"[Content_Types].xml", "word/document.xml"} <= names:
                raise unreadable
            _check_parts(parts)
            settings_links = "word/_rels/settings.xml.rels"
            if settings_links in names and b"attachedTemplate" in packed.read(settings_links):
                raise Refused(
                    _("This document fetches its model from elsewhere. Save it as a PDF, then send it.")
                )
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        raise unreadable from None


def _check_parts(parts: list[Any]) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked / packed > MOST_RATIO:
        raise Refused(_("This document swells when it is opened: it is not kept."))
    for part in parts:
        path = PurePosixPath(part.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts:
            raise Refused(_("This document is not built as Word does: save it again, or send a PDF."))
        if path.name.lower() == "vbaproject.bin":
            raise Refused(_("This document carries macros. Save it as .docx or as a PDF, then send it."))
