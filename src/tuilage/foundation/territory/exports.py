"""A table taken away: CSV for everyone's spreadsheet, XLSX for those who want their figures as numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from openpyxl import Workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Value = str | int | float | None


def _plain(value: Value) -> Value:
    """Text that a spreadsheet would run as a formula is quoted."""
    return (
        f"'{value}"
        if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
        else value
    )


def as_csv(name: str, heading: Sequence[str], rows: Iterable[Sequence[Value]]) -> HttpResponse:
    """Semicolons and a byte order mark: what a French spreadsheet opens without asking."""
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=";")
    writer.writerow(heading)
    writer.writerows([_plain(value) for value in row] for row in rows)
    response = HttpResponse("\ufeff" + lines.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def as_xlsx(name: str, heading: Sequence[str], rows: Iterable[Sequence[Value]]) -> HttpResponse:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    sheet.append(list(heading))
    for row in rows:
        sheet.append([_plain(value) for value in row])
    content = io.BytesIO()
    book.save(content)
    response = HttpResponse(content.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
