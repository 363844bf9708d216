"""How the bytes of a text file are read: a rule, not a guess.

Statistics (charset-normalizer) answer differently from one night to the next for the same software, and on short
French files name Mac Roman or cp1250. What a French office produces is four things, told apart for sure: a byte
order mark; zeros every second byte (UTF-16); valid UTF-8, which no other encoding is by chance; else Windows-1252,
of which Latin-1's printable characters are a part.
"""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from typing import BinaryIO

BLOCK = 1 << 20
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Print:
    """What one pass over a file tells: its size in bytes, its SHA-256, how it is read."""

    size: int
    sha256: str
    encoding: str


def look_over(stream: BinaryIO) -> Print:
    """Read the whole file once, block by block (constant memory), and come back to its start."""
    digest, size, head = hashlib.sha256(), 0, b""
    decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    odd_bytes = False  # of those that Windows-1252 does not have
    while block := stream.read(BLOCK):
        head = head or block[:4096]
        size += len(block)
        digest.update(block)
        odd_bytes = odd_bytes or any(byte in block for byte in b"\x81\x8d\x8f\x90\x9d")
        if decoder:
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                decoder = None
    if decoder:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            decoder = None
    stream.seek(0)
    return Print(size, digest.hexdigest(), _encoding(head, decoder is not None, odd_bytes))


def _encoding(head: bytes, is_utf8: bool, odd_bytes: bool) -> str:
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(head) >= 8 and odd > len(head) // 5 and even < odd // 8:
        return "utf-16-le"
    if len(head) >= 8 and even > len(head) // 5 and odd < even // 8:
        return "utf-16-be"
    if is_utf8:
        return "utf-8"
    return "latin-1" if odd_bytes else "cp1252"
