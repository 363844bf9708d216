"""How figures are shown: in words, as a table, as a curve. Nothing here reads the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tuilage.core.interface.parts import Cell, Column, Table

from . import curve
from .rules import THRESHOLD, Point, change

NO_BREAK = "\N{NO-BREAK SPACE}"
RECENT = 6


def number(value: Decimal | float | None, kind: str = "flow") -> str:
    """A figure as the language writes it: one digit after the comma where it is not whole, "%" for a rate."""
    if value is None:
        return pgettext("a figure", "not known")
    rounded = round(Decimal(str(value)), 1)
    text = number_format(rounded, 0 if rounded == rounded.to_integral() else 1, force_grouping=True)
    return f"{text}{NO_BREAK}%" if kind == "rate" else str(text)


def hidden_in_words(hidden: str) -> str:
    """Why nothing is shown."""
    if hidden == "few":
        return _("fewer than %(threshold)d people") % {"threshold": THRESHOLD}
    if hidden == "alone":
        return _("one worker alone: judged for a team only")
    return _("not published: it would give a small figure away")


def said(point: Point, kind: str, unit: str = "") -> str:
    """A published figure in words; hidden is said hidden, unknown unknown, never zero."""
    if point.hidden:
        return hidden_in_words(point.hidden)
    text = number(point.value, kind)
    return f"{text}{NO_BREAK}{unit}" if unit and point.value is not None and kind != "rate" else text


def period_in_words(start: date, end: date) -> str:
    """ "mars 2026", "1er trimestre 2026", "2026"."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months == 1:
        return date_format(start, "F Y")
    if months == 3:
        return _("quarter %(quarter)d of %(year)d") % {"quarter": (start.month + 2) // 3, "year": start.year}
    return str(start.year)


def aim_in_words(low: Decimal | None, high: Decimal | None, kind: str, unit: str = "") -> str:
    """The range aimed at; empty without one."""
    if low is None and high is None:
        return ""
    after = f"{NO_BREAK}{unit}" if unit and kind != "rate" else ""
    if low is not None and high is not None and low != high:
        said = {"low": number(low, kind), "high": number(high, kind) + after}
        return _("from %(low)s to %(high)s") % said
    return number(low if low is not None else high, kind) + after


def moved(now: Decimal | None, before: Decimal | None, kind: str) -> str:
    """The change since the period before, with its sign; a dash when it cannot be told."""
    step = change(now, before)
    if step is None:
        return "–"
    if not round(step, 1):
        return _("unchanged")
    sign = "+" if step > 0 else "\N{MINUS SIGN}"
    text = number(abs(step))
    if kind == "rate":
        return _("%(sign)s%(figure)s points") % {"sign": sign, "figure": text}
    return f"{sign}{text}"


def series_table(points: Sequence[Point], kind: str, unit: str, caption: str) -> Table:
    """The table beneath a curve, newest first."""
    divided = kind in ("rate", "average")
    columns = [Column(_("Period")), Column(_("Figure"), numeric=True)]
    if divided:
        columns.append(Column(_("Counted from"), numeric=True))
    columns.append(Column(_("Since the period before"), numeric=True))
    rows: list[list[Cell | str]] = []
    for at, point in reversed(list(enumerate(points))):
        before = points[at - 1].value if at else None
        row: list[Cell | str] = [period_in_words(point.start, point.end), said(point, kind)]
        if divided:
            row.append(counted_from(point.numerator, point.denominator))
        rows.append([*row, moved(point.value, before, kind)])
    heading = f"{caption} ({unit})" if unit and unit != "%" else caption
    return Table(heading, columns, rows)


def counted_from(numerator: Decimal | None, denominator: Decimal | None) -> str:
    """ "18 for 20": both sums of a rate or an average; a dash when hidden or without any."""
    if numerator is None or denominator is None:
        return "–"
    return _("%(numerator)s for %(denominator)s") % {
        "numerator": number(numerator),
        "denominator": number(denominator),
    }


@dataclass(frozen=True, slots=True)
class Drawn:
    """A series ready to be shown: the curve (None when nothing is known) and its table."""

    curve: curve.Curve | None
    table: Table
    label: str
    recent: Table | None = None  # the last lines, where the whole table would push the rest out of sight


def drawn(
    points: Sequence[Point], kind: str, unit: str, label: str,
    low: Decimal | None = None, high: Decimal | None = None,
) -> Drawn:  # fmt: skip
    """The curve of a series against its aim, and the table of the same figures."""
    words = [period_in_words(point.start, point.end) for point in points]
    # A curve has no room for more than the month and two digits of the year.
    short = [
        date_format(point.start, "b y") if (point.end - point.start).days < 32 else word
        for point, word in zip(points, words, strict=True)
    ]
    titles = [f"{word}: {said(point, kind, unit)}" for point, word in zip(points, words, strict=True)]
    values = [point.value for point in points]
    drawing = curve.draw(short, values, titles, low, high, lambda mark: number(mark, kind))
    table = series_table(points, kind, unit, label)
    rows = [row[:-1] for row in table.rows[:RECENT]]
    recent = Table(table.caption, table.columns[:-1], rows) if len(table.rows) > RECENT else None
    return Drawn(drawing, table, label, recent)


def comparison_rows(figures: Sequence[tuple[str, Point]], kind: str) -> list[list[Any]]:
    """Lines of a comparison: who, figure, what it is counted from."""
    return [
        [name, said(point, kind), counted_from(point.numerator, point.denominator)]
        if kind in ("rate", "average")
        else [name, said(point, kind)]
        for name, point in figures
    ]


def comparison_table(caption: str, first: str, figures: Sequence[tuple[str, Point]], kind: str) -> Table:
    """Territories, teams or professions side by side, in their own order: nobody is ranked."""
    columns = [Column(first), Column(_("Figure"), numeric=True)]
    if kind in ("rate", "average"):
        columns.append(Column(_("Counted from"), numeric=True))
    return Table(caption, columns, comparison_rows(figures, kind))
