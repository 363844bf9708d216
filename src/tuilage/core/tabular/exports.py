"""The report of a run taken away, and remarks in words."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from django.http import HttpResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook

from .models import RowReport
from .targets import Saying, Target

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "|")


def sentence(saying: Saying, value: str, detail: str) -> str:
    """A remark in words."""
    return str(saying.sentence) % {"value": value, "detail": detail}


def plain(value: str) -> str:
    """Text that a spreadsheet would run is quoted."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def _rows(target: Target, rows: Iterable[RowReport]) -> Iterator[list[str | int]]:
    levels = dict(RowReport.Level.choices)
    yield [_("Row"), _("Level"), _("Column"), _("Value"), _("What was found"), _("What to do")]
    for row in rows:
        saying = target.sayings[row.code]
        said = (
            str(levels[row.level]),
            row.column,
            row.value,
            sentence(saying, row.value, row.detail),
            str(saying.advice),
        )
        yield [row.number, *(plain(text) for text in said)]


def report_file(kind: str, target: Target, rows: Iterable[RowReport]) -> HttpResponse:
    """CSV (semicolons, byte order mark) or XLSX."""
    content = io.BytesIO()
    if kind == "xlsx":
        book = Workbook(write_only=True)
        sheet = book.create_sheet("report")
        for line in _rows(target, rows):
            sheet.append(line)
        book.save(content)
    else:
        text = io.StringIO()
        csv.writer(text, delimiter=";").writerows(_rows(target, rows))
        content.write(("\ufeff" + text.getvalue()).encode())
    answer = HttpResponse(
        content.getvalue(), content_type=XLSX if kind == "xlsx" else "text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="import.{kind}"'
    return answer
