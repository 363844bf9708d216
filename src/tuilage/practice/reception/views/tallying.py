"""The tally of a day or a week: it made itself, and goes out as CSV or XLSX."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from tuilage.core import journal
from tuilage.core.access import allow
from tuilage.core.database import clock
from tuilage.core.interface.dates import short_day
from tuilage.core.interface.parts import Cell, Column, Table
from tuilage.foundation.organisations.models import Team
from tuilage.foundation.territory import exports

from .. import tally as counting
from ..counter_forms import TallyFilter
from ..models import Theme
from .trying import acting_as


@allow("reception.tally")
@require_GET
def tally(request: HttpRequest) -> HttpResponse:
    """What came to the team: acts by channel, themes, hours (or days of the week)."""
    actor = acting_as(request)
    teams = list(Team.objects.filter(pk__in=actor.teams).values_list("pk", "name"))
    form = TallyFilter(teams, request.GET if set(request.GET) - {"export"} else None)
    facts = form.cleaned_data if form.is_bound and form.is_valid() else {}
    team = next((pk for pk, _name in teams if str(pk) == facts.get("equipe")), teams[0][0] if teams else None)
    day, week = facts.get("jour") or clock.today(), facts.get("vue") == "semaine"
    start, end = _span(day, week)
    came = counting.tally(team, start, end) if team else []
    themes = dict(Theme.objects.values_list("code", "label"))
    kind = request.GET.get("export")
    if kind in ("csv", "xlsx"):
        journal.record("export", part=f"tally, {kind}")
        heading, lines = counting.sheet(came, themes)
        return (exports.as_csv if kind == "csv" else exports.as_xlsx)(_("tally"), heading, lines)
    zone = timezone.get_default_timezone()
    kept = {"equipe": str(team or ""), "jour": day.isoformat(), "vue": "semaine" if week else ""}
    step = timedelta(days=7 if week else 1)
    context = {
        "filter_form": form, "grid": _grid(counting.by_act(came)), "came": len(came), "week": week, "start": start,
        "last": end - timedelta(days=1), "themes": _plain(_("Themes"), counting.by_theme(came, themes)),
        "when": _plain(_("Days"), [(short_day(one), number) for one, number in counting.by_day(came, start, end, zone)])
        if week
        else _plain(_("Hours"), [(_("%(hour)d h") % {"hour": hour}, number) for hour, number in counting.by_hour(came, zone)]),
        "amount": ngettext("%(n)d passage", "%(n)d passages", len(came)) % {"n": len(came)},
        "before": "?" + urlencode({**kept, "jour": (day - step).isoformat()}),
        "after": "?" + urlencode({**kept, "jour": (day + step).isoformat()}) if end <= clock.today() else "",
        "exports": [(name.upper(), "?" + urlencode({**kept, "export": name})) for name in ("csv", "xlsx")],
    }  # fmt: skip
    return render(request, "reception/tally.html", context)


def _span(day: date, week: bool) -> tuple[date, date]:
    if not week:
        return day, day + timedelta(days=1)
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=7)


def _grid(grid: counting.Grid) -> Table | None:
    if not grid.rows:
        return None
    columns = [
        Column(_("What came")),
        *(Column(label, numeric=True) for label in grid.columns),
        Column(_("Altogether"), numeric=True),
    ]
    lines: list[list[Cell | str]] = [
        [label.capitalize(), *(str(number or "–") for number in numbers), str(total)]
        for label, numbers, total in grid.rows
    ]
    lines.append([_("Altogether"), *(str(number) for number in grid.totals), str(grid.total)])
    return Table(_("What came, and how"), columns, lines)


def _plain(caption: str, lines: list[tuple[str, int]]) -> Table | None:
    if not lines:
        return None
    return Table(
        caption,
        [Column(caption), Column(_("How many"), numeric=True)],
        [[label, str(n)] for label, n in lines],
    )
