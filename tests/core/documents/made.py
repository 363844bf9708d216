"""Files made for tests: small, and hostile ones."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image

from tuilage.core.documents.docx import write
from tuilage.core.documents.sheets import Sheet, as_pdf


def photograph(
    width: int = 300, height: int = 200, colour: str = "white", orientation: int = 1, place: bool = False
) -> bytes:
    """A JPEG as a telephone makes it, with what it says of the place."""
    image = Image.new("RGB", (width, height), colour)
    image.paste("red", (0, 0, width // 4, height // 4))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "Chez Odette"
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: (44.0, 12.0, 30.0), 3: "E", 4: (0.0, 37.0, 0.0)})
    made = io.BytesIO()
    image.save(made, "JPEG", exif=exif, comment=b"prise rue des Tilleuls")
    return made.getvalue()


def png(width: int = 300, height: int = 200) -> bytes:
    made = io.BytesIO()
    Image.new("RGBA", (width, height), (0, 0, 0, 0)).save(made, "PNG")
    return made.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb_png(width: int, height: int) -> bytes:
    """A few bytes that say they are an immense image."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000, 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()


WORD = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"}


def pdf() -> bytes:
    return as_pdf(Sheet("Attestation", "Pour faire valoir ce que de droit."))


def docx() -> bytes:
    return write(Sheet("Attestation", "Pour faire valoir ce que de droit."))
