"""A table read row by row, whatever the file: CSV, TSV or XLSX, within bounds, in constant memory.

Nothing in a file is run: of a formula only the value kept beside it is read. A file that is no table is refused as
a whole (`NotATable`); an odd row is read as far as it goes and says so in `oddities`.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, islice
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from tuilage.core.refusals import Refused

from .encoding import Print, look_over

MOST_BYTES = 300_000_000
MOST_ROWS = 1_000_000
MOST_COLUMNS = 200
LONGEST_CELL = 1_000  # characters; what follows is left out and said
LONGEST_RECORD = MOST_COLUMNS * LONGEST_CELL  # characters read before a row must be whole
MOST_UNPACKED = 600_000_000  # bytes of a workbook once unpacked
MOST_SQUEEZED = 250  # times smaller than its content: no office file is
DELIMITERS = (";", "\t", ",", "|")
SAMPLE_CHARACTERS = 65_536
HEADING_WITHIN = 10  # rows: titles may stand above the headings


class NotATable(Refused):
    """The whole file cannot be read: the sentence says why and what to do."""


@dataclass(slots=True)
class Row:
    """One row: its number as a spreadsheet shows it, its cells, what is odd about it (codes)."""

    number: int
    cells: list[str]
    oddities: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """Headings and rows. `rows` is read once; `kind` is "csv" or "xlsx"; `remarks` are codes about the headings."""

    headings: list[str]
    rows: Iterator[Row]
    kind: str
    encoding: str
    delimiter: str
    print: Print
    remarks: list[str]


def open_table(stream: BinaryIO) -> Table:
    """Open a file by what it holds (its name says nothing sure). Raises NotATable."""
    found = look_over(stream)
    if not found.size:
        raise NotATable(_("The file is empty."))
    if found.size > MOST_BYTES:
        raise NotATable(_("The file is larger than 300 MB: cut it in several."))
    head = stream.read(8)
    stream.seek(0)
    if head.startswith(b"PK\x03\x04"):
        return _table(_workbook(stream), found, "xlsx", "")
    if head.startswith(
        (b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b", b"7z\xbc\xaf", b"\x89PNG", b"\xff\xd8\xff")
    ):
        raise NotATable(
            _("This is no table. In your spreadsheet, save it as XLSX or as CSV, then choose it again.")
        )
    text = io.TextIOWrapper(stream, encoding=found.encoding, errors="replace", newline="")
    sample = text.read(SAMPLE_CHARACTERS)
    delimiter = guess_delimiter(sample)
    lines = _lines(text, sample)
    return _table(_records(lines, delimiter), found, "csv", delimiter)


def _lines(text: io.TextIOWrapper, sample: str) -> Iterator[str]:
    """The lines of the sample, then those that follow; none is lost or cut where the two meet."""
    pieces = list(io.StringIO(sample, newline=""))
    last = pieces.pop() if pieces else ""
    try:
        yield from pieces
        if last.endswith("\r"):
            after = text.readline()
            yield from [last + after] if after == "\n" else [last, after]
        else:
            yield last if last.endswith("\n") else last + text.readline()
        yield from text
    finally:
        if not text.closed:
            text.detach()  # the file is its opener's to close


def _records(lines: Iterator[str], delimiter: str) -> Iterator[list[str]]:
    """Rows cut into cells. The csv field limit is the process's own and others raise it: the bound here is ours."""
    taken = 0

    def bounded() -> Iterator[str]:
        nonlocal taken
        for line in lines:
            taken += len(line)
            if taken > LONGEST_RECORD:
                raise csv.Error
            yield line

    reader = csv.reader(bounded(), delimiter=delimiter)
    while True:
        try:
            taken = 0
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            said = {"line": reader.line_num}
            raise NotATable(
                _("Line %(line)d cannot be read: a quotation mark was opened and never closed before it.")
                % said
            ) from None


def guess_delimiter(sample: str) -> str:
    """The sign that cuts the most rows of the sample into as many cells as the others."""
    lines = sample.splitlines()[:50]
    best, best_score = ";", (0.0, 0)
    for delimiter in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue
        if not widths:
            continue
        width, often = Counter(widths).most_common(1)[0]
        score = (often / len(widths), width) if width > 1 else (0.0, 1)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _workbook(stream: BinaryIO) -> Iterator[list[str]]:
    """The rows of the first sheet that has any. Raises NotATable for bombs, other documents and damaged files."""
    import openpyxl

    _refuse_bombs(stream)
    stream.seek(0)
    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        sheet = next(iter(book.worksheets))
        sheet.reset_dimensions()
        rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1)
        first = next(rows, None)
    except Exception:  # openpyxl lets out whatever its parsers raise
        raise NotATable(
            _("This spreadsheet is damaged: save it again as XLSX, then choose it again.")
        ) from None
    return _sheet_rows(chain([first] if first else [], rows))


def _sheet_rows(rows: Iterator[Any]) -> Iterator[list[str]]:
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except Exception:
            raise NotATable(
                _("This spreadsheet is damaged: save it again as XLSX, then choose it again.")
            ) from None
        cells = [_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        yield cells


def _refuse_bombs(stream: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(stream) as packed:
            parts = packed.infolist()
    except zipfile.BadZipFile:
        raise NotATable(
            _("This spreadsheet is damaged: save it again as XLSX, then choose it again.")
        ) from None
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise NotATable(_("This is no XLSX spreadsheet: save it as XLSX or as CSV, then choose it again."))
    unpacked = sum(part.file_size for part in parts)
    packed_size = sum(part.compress_size for part in parts) or 1
    if unpacked > MOST_UNPACKED or (unpacked > 50_000_000 and unpacked / packed_size > MOST_SQUEEZED):
        raise NotATable(_("This spreadsheet unpacks to far more than it should: it was not opened."))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _table(records: Iterator[list[str]], found: Print, kind: str, delimiter: str) -> Table:
    before = list(islice(records, HEADING_WITHIN))
    place = next((i for i, cells in enumerate(before) if sum(bool(c.strip()) for c in cells) > 1), None)
    if place is None:
        place = next((i for i, cells in enumerate(before) if any(c.strip() for c in cells)), None)
    if place is None:
        raise NotATable(_("The file holds no row."))
    heading = [cell.strip().strip("\ufeff").replace("\0", "")[:100] for cell in before[place]]
    if len(heading) > MOST_COLUMNS:
        raise NotATable(
            _("The file has more than %(n)d columns: keep those that are needed.") % {"n": MOST_COLUMNS}
        )
    remarks: list[str] = []
    start = place + 1
    if _is_data(heading):
        remarks.append("headings.missing")
        heading, start = [""] * len(heading), place
    names = _headings(heading, remarks)
    numbered = enumerate(chain(before[start:], records), start + 1)
    return Table(names, _rows(numbered, len(names)), kind, found.encoding, delimiter, found, remarks)


def _is_data(cells: list[str]) -> bool:
    """Headings hold words; a first row with a date or a long number is already somebody."""
    return any(sum(c.isdigit() for c in cell) >= 5 or "@" in cell for cell in cells)


def _headings(cells: list[str], remarks: list[str]) -> list[str]:
    names: list[str] = []
    for place, cell in enumerate(cells, 1):
        name, turn = cell or _("Column %(n)d") % {"n": place}, 2
        if name in names:
            remarks.append("headings.twice")
            while f"{name} ({turn})" in names:
                turn += 1
            name = f"{name} ({turn})"
        names.append(name)
    return names


def _rows(numbered: Iterator[tuple[int, list[str]]], width: int) -> Iterator[Row]:
    """Each row cut or filled to the width of the headings; empty rows are passed over."""
    for read, (number, cells) in enumerate(numbered, 1):
        if read > MOST_ROWS:
            raise NotATable(_("The file has more than a million rows: cut it in several."))
        if not any(cell.strip() for cell in cells):
            continue
        row = Row(number, cells)
        if len(cells) < width:
            row.oddities.append("row.short")
            row.cells = cells + [""] * (width - len(cells))
        elif len(cells) > width:
            if any(cell.strip() for cell in cells[width:]):
                row.oddities.append("row.long")
            row.cells = cells[:width]
        if any("\0" in cell for cell in row.cells):
            row.oddities.append("cell.nul")
            row.cells = [cell.replace("\0", "") for cell in row.cells]
        if any(len(cell) > LONGEST_CELL for cell in row.cells):
            row.oddities.append("cell.long")
            row.cells = [cell[:LONGEST_CELL] for cell in row.cells]
        yield row
