"""What a figure of one's own teams is made of, line by line: only what row security lets its reader see."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from tuilage.core import journal
from tuilage.core.access import allow, may, refuse
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.interface.dates import short_day
from tuilage.core.interface.parts import Cell, Column, Table
from tuilage.core.registries import Opened, indicators, openings

from .actions import compute
from .pages import period_in_words
from .rules import month_of, next_month, total

PAGE_SIZE = 50
MONTHS_BACK = 12


class MonthFilter(forms.Form):
    """GET only: a month."""

    mois = forms.ChoiceField(label=gettext_lazy("Month"), required=False)

    def __init__(self, data: Any, day: date) -> None:
        super().__init__(data)
        months = [next_month(month_of(day), -back) for back in range(MONTHS_BACK + 1)]
        choices = [(f"{month:%Y-%m}", period_in_words(month, next_month(month))) for month in months]
        self.fields["mois"] = forms.ChoiceField(
            label=self.fields["mois"].label, required=False, choices=choices
        )

    def month(self, day: date) -> date:
        """The first day of the month asked for; this month when none is."""
        asked = self.cleaned_data.get("mois") if self.is_bound and self.is_valid() else ""
        return date.fromisoformat(f"{asked}-01") if asked else month_of(day)


@allow("observatory.open")
@require_GET
def opened(request: HttpRequest, code: str) -> HttpResponse:
    """The lines of a figure for a month, of the reader's teams; this month up to today."""
    if code not in indicators or code not in openings:
        raise refuse(request, "observatory.opened")
    actor: Actor = request.actor  # type: ignore[attr-defined]
    day = today()
    form = MonthFilter(request.GET if "mois" in request.GET else None, day)
    start = form.month(day)
    end = min(next_month(start), day + timedelta(days=1))
    keys = openings[code].keys(start, end, actor.teams)
    page = Paginator(keys, PAGE_SIZE).get_page(request.GET.get("page"))
    lines = openings[code].lines(list(page))
    if lines:
        journal.record("read", part=f"lines of {code}")
    context = {
        "definition": indicators[code], "filter_form": form, "page": page,
        "page_query": urlencode({"mois": f"{start:%Y-%m}"}) + "&", "month": period_in_words(start, next_month(start)),
        "amount": ngettext("%(n)d line that you may read", "%(n)d lines that you may read", len(keys)) % {"n": len(keys)},
        "counted": _counted(actor, code, start, end), "table": _table(lines) if lines else None,
    }  # fmt: skip
    return render(request, "observatory/opened.html", context)


def _counted(actor: Actor, code: str, start: date, end: date) -> str:
    """How many were counted for these teams, in words, for who may know the exact count; empty for the others."""
    if not may(actor, "observatory.internal"):
        return ""
    definition = indicators[code]
    cells = compute([(definition, (start, end))])[code, (start, end)]
    sums = total(cell for cell in cells if cell.team_id in actor.teams)
    amount = sums.numerator if sums.denominator is None else sums.denominator
    return _("%(n)d counted for your teams") % {"n": amount}


def _table(lines: list[Opened]) -> Table:
    columns = [Column(_("Who")), Column(_("What")), Column(_("Since or on"))]
    rows: list[list[Cell | str]] = [
        [Cell(line.who, line.url), str(line.what), short_day(line.on) if line.on else ""] for line in lines
    ]
    return Table(_("What was counted"), columns, rows)
