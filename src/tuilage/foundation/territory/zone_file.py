"""A file of zones, as an office sends it: a commune and its zone on each line.

Pure: bytes in, lines and remarks out. A file that is not a plain table is refused as a whole
(`NotATable`); a line that cannot be read is a remark with its number, and the caller imports nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .rules import fold

LARGEST_FILE = 4_000_000  # bytes; every commune of France fits in two
MOST_ROWS = 40_000
LONGEST_CELL = 200
MOST_REMARKS = 200
BINARY_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b", b"7z\xbc\xaf")
FORMULA_STARTS = ("=", "+", "@", "-", "\t", "\r", "|")
COMMUNE_HEADINGS = {
    "code commune", "code insee", "insee", "codgeo", "depcom", "com", "code geo", "codecommune",
    "code insee commune", "code", "code de la commune",
}  # fmt: skip
NAME_HEADINGS = {
    "commune", "nom commune", "nom de la commune", "nom", "libelle", "libgeo", "municipality",
    "name", "ville", "libelle commune",
}  # fmt: skip
ZONE_HEADINGS = {
    "zone", "nom zone", "nom de la zone", "libelle zone", "secteur", "territoire", "canton", "bassin",
    "sector", "area", "territory", "circonscription", "pays", "quartier", "maison", "uts",
}  # fmt: skip


class NotATable(ValueError):
    """The whole file cannot be read; `str()` is the sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to say about one line. `fatal` ones stop the import. `text` is translated."""

    line: int
    fatal: bool
    text: str


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """A commune by its code, by its name or by both, and the name of its zone."""

    line: int
    code: str
    name: str
    zone: str


@dataclass(frozen=True, slots=True)
class Columns:
    code: int | None
    name: int | None
    zone: int
    width: int


def read_zone_file(data: bytes) -> tuple[list[ZoneLine], list[Remark]]:
    """Lines that can be read and remarks on those that cannot; raises NotATable."""
    text = _decode(data)
    rows = _rows(text)
    heading = next((row for row in rows if any(cell.strip() for cell in row[1])), None)
    if heading is None:
        raise NotATable(_("The file is empty."))
    columns = _columns(heading[1])
    lines: list[ZoneLine] = []
    remarks: list[Remark] = []
    for number, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        found = _line(number, row, columns)
        if isinstance(found, Remark):
            remarks.append(found)
        else:
            lines.append(found)
        if len(lines) + len(remarks) > MOST_ROWS:
            raise NotATable(_("The file has more than %(number)d lines.") % {"number": MOST_ROWS})
    return lines, remarks


def _decode(data: bytes) -> str:
    if len(data) > LARGEST_FILE:
        raise NotATable(_("The file is larger than %(size)d MB.") % {"size": LARGEST_FILE // 1_000_000})
    if data.startswith(BINARY_STARTS):
        raise NotATable(_("This is not a CSV file. In your spreadsheet, choose “Save as”, then CSV."))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise NotATable(_("The text of the file cannot be read. Save it as CSV UTF-8.")) from None
    if b"\x00" in data:
        raise NotATable(_("This is not a CSV file. In your spreadsheet, choose “Save as”, then CSV."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        raise NotATable(_("The text of the file cannot be read. Save it as CSV UTF-8.")) from None


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the number of the line they end on (what an editor shows)."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(";\t,", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        place = {"line": reader.line_num}
        raise NotATable(_("Line %(line)d cannot be read: check its quotation marks.") % place) from error


def _columns(heading: list[str]) -> Columns:
    """Find the columns by their headings; raise NotATable naming those that are expected."""
    folded = [fold(cell) for cell in heading]
    code = next((n for n, cell in enumerate(folded) if cell in COMMUNE_HEADINGS), None)
    name = next((n for n, cell in enumerate(folded) if cell in NAME_HEADINGS), None)
    zone = next((n for n, cell in enumerate(folded) if cell in ZONE_HEADINGS), None)
    if zone is None or (code is None and name is None):
        raise NotATable(
            _("The first line must name the columns: “code” (or “commune”) for the commune, and “zone”.")
        )
    return Columns(code, name, zone, len(heading))


def _line(number: int, row: list[str], columns: Columns) -> ZoneLine | Remark:
    if len(row) != columns.width:
        said: dict[str, Any] = {"found": len(row), "expected": columns.width}
        return Remark(number, True, _("This line has %(found)d columns instead of %(expected)d.") % said)
    cells = [row[place].strip() if place is not None else "" for place in (columns.code, columns.name)]
    zone = " ".join(row[columns.zone].split())
    for cell in (*cells, zone):
        problem = _problem(cell)
        if problem:
            return Remark(number, True, problem)
    if not any(cells):
        return Remark(number, True, _("The commune is missing."))
    if not zone:
        return Remark(number, True, _("The zone is missing."))
    return ZoneLine(number, cells[0].upper(), cells[1], zone)


def _problem(cell: str) -> str:
    """A cell may not be a formula (it would run in whoever's spreadsheet opens our export), nor endless."""
    if cell.startswith(FORMULA_STARTS):
        return _("A cell begins like a formula (= + - @). Write plain text.")
    if len(cell) > LONGEST_CELL:
        return _("A cell has more than %(number)d characters.") % {"number": LONGEST_CELL}
    if any(ord(sign) < 32 or ord(sign) == 127 for sign in cell):
        return _("A cell holds invisible characters or a line break.")
    return ""
