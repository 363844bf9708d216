"""The observatory's pages: every indicator with its last figure; one indicator, its curve, its table, its comparison."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET

from tuilage.core import journal
from tuilage.core.access import allow, may, refuse
from tuilage.core.database.clock import today
from tuilage.core.registries import FigureRequest, IndicatorDefinition, indicators, openings
from tuilage.foundation.territory.exports import Value, as_csv, as_xlsx
from tuilage.foundation.territory.models import Zone

from . import pages, queries
from .actions import LiveCount, count_now
from .cards import card
from .forms import IndicatorFilter
from .models import IndicatorValue, Publication
from .rules import month_of, next_month


@allow("observatory.read")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Every indicator: what it counts, of whom, its last published figure and when it was counted."""
    latest = queries.latest()
    lines = [_line(definition, latest.get(definition.code)) for definition in indicators]
    if request.GET.get("export") in ("csv", "xlsx"):
        return _export_list(request, lines)
    amount = ngettext("%(n)d indicator", "%(n)d indicators", len(lines)) % {"n": len(lines)}
    context = {
        "lines": lines,
        "amount": amount,
        "exports": [(kind.upper(), f"?export={kind}") for kind in ("csv", "xlsx")],
    }
    return render(request, "observatory/home.html", context)


def _line(definition: IndicatorDefinition, row: IndicatorValue | None) -> dict[str, Any]:
    point = queries.point(row, row.publication.period.lower) if row else None
    return {
        "definition": definition,
        "figure": pages.said(point, definition.kind, str(definition.unit)) if point else "",
        "point": point,
        "period": pages.period_in_words(point.start, point.end) if point else "",
        "computed_at": row.publication.computed_at if row else None,
    }


def _export_list(request: HttpRequest, lines: list[dict[str, Any]]) -> HttpResponse:
    heading = [
        _("Indicator"),
        _("Definition"),
        _("Population"),
        _("Figure"),
        _("Unit"),
        _("Period"),
        _("Computed on"),
    ]
    rows: list[list[Value]] = [
        [
            str(line["definition"].label), str(line["definition"].definition), str(line["definition"].population),
            _plain(line["point"]), str(line["definition"].unit), line["period"],
            line["computed_at"].date().isoformat() if line["computed_at"] else "",
        ]
        for line in lines
    ]  # fmt: skip
    journal.record("export", part="observatory")
    write = as_csv if request.GET["export"] == "csv" else as_xlsx
    return write("indicateurs", heading, rows)


def _plain(point: Any) -> Value:
    """A figure for a spreadsheet: a number, or words where there is none."""
    if point is None or (point.value is None and not point.hidden):
        return pages.number(None)
    return pages.hidden_in_words(point.hidden) if point.hidden else round(float(point.value), 2)


@allow("observatory.read")
@require_GET
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator, as it was published; the exact count of now beside it for those who answer for it."""
    if code not in indicators:
        raise refuse(request, "observatory.indicator")
    definition, names = indicators[code], queries.professions()
    zones = Zone.objects.select_related("zoning").order_by("zoning__criterion", "zoning__name", "code")
    asked = request.GET if set(request.GET) - {"export"} else None
    form = IndicatorFilter(asked, zones, queries.teams_of(code), names)
    since = next_month(month_of(today()), -int(form.chosen("duree", "24")))
    if request.GET.get("export") in ("csv", "xlsx"):
        return _export(request, definition, since, names)
    publication = queries.months(code).first()
    context = {
        "definition": definition, "filter_form": form, "whose": _whose(form),
        "opened_url": _opened_url(request, code),
        "card": _card(request, definition, form, since),
        "comparison": _comparison(definition, publication, form, names),
        "exports": [(kind.upper(), _export_url(request, kind)) for kind in ("csv", "xlsx")],
    }  # fmt: skip
    return render(request, "observatory/indicator.html", context)


def _opened_url(request: HttpRequest, code: str) -> str:
    """Where what was counted can be read line by line; empty for who may not, or where nothing opens."""
    may_open = code in openings and may(request.actor, "observatory.open")  # type: ignore[attr-defined]
    return reverse("observatory:opened", args=[code]) if may_open else ""


def _export_url(request: HttpRequest, kind: str) -> str:
    kept = {name: value for name, value in request.GET.dict().items() if name != "export" and value}
    return "?" + urlencode({**kept, "export": kind})


def _card(
    request: HttpRequest, definition: IndicatorDefinition, form: IndicatorFilter, since: date
) -> dict[str, Any]:
    team, zone, profession = form.key("equipe"), form.key("zone"), form.chosen("profession", "")
    key: queries.Asked = (definition.code, team, zone, profession)
    rows = queries.series([key], since)[key]
    live: LiveCount | None = None
    if zone is None and may(request.actor, "observatory.internal"):  # type: ignore[attr-defined]
        live = count_now(request.actor, definition.code, team, profession)  # type: ignore[attr-defined]
    step = int(form.chosen("pas", "1"))
    return card(definition, FigureRequest(definition.code, profession), rows, live, step)


def _whose(form: IndicatorFilter) -> str:
    """Whose figure is shown, in words."""
    chosen = [
        _label(form, name)
        for name in ("zone", "equipe", "profession")
        if form.is_bound and form.is_valid() and form.cleaned_data.get(name)
    ]
    return ", ".join(chosen) or _("the whole département")


def _label(form: IndicatorFilter, name: str) -> str:
    value = form.cleaned_data[name]
    for key, label in form.fields[name].choices:  # type: ignore[attr-defined]
        for inner, text in label if isinstance(label, list) else [(key, label)]:
            if inner == value:
                return str(text)
    return ""


def _comparison(
    definition: IndicatorDefinition,
    publication: Publication | None,
    form: IndicatorFilter,
    names: dict[str, str],
) -> Any:
    """The last month side by side: equal treatment is read here (S2-029). None before anything is published."""
    if publication is None:
        return None
    by = form.chosen("par", form.default_by)
    figures = [
        (_name(row, names), queries.point(row, publication.period.lower))
        for row in queries.comparison(publication, by)
    ]
    first = {"team": _("Team"), "profession": _("Profession")}.get(by, _("Zone"))
    heading = form.zoning_names.get(by, first)
    month = pages.period_in_words(publication.period.lower, publication.period.upper)
    caption = f"{definition.label}, {month}: {heading}"
    return pages.comparison_table(caption, first, figures, definition.kind) if figures else None


def _name(row: IndicatorValue, names: dict[str, str]) -> str:
    if row.zone is not None:
        return row.zone.name
    if row.team is not None:
        return row.team.name
    return names.get(row.profession or "", row.profession or "")


def _export(
    request: HttpRequest, definition: IndicatorDefinition, since: date, names: dict[str, str]
) -> HttpResponse:
    """Everything published of this indicator, one figure a line: what the page hides, the file hides."""
    heading = [
        pgettext("a period", "From"), pgettext("a period", "Before"), _("Zoning"), _("Zone"), _("Team"), _("Profession"), _("Figure"), _("Numerator"),
        _("Denominator"), _("Unit"), _("Computed on"),
    ]  # fmt: skip
    journal.record("export", part=f"observatory.{definition.code}"[:200])
    write = as_csv if request.GET["export"] == "csv" else as_xlsx
    return write(definition.code, heading, _lines(definition, since, names))


def _lines(definition: IndicatorDefinition, since: date, names: dict[str, str]) -> Iterator[list[Value]]:
    for row in queries.everything(definition.code, since):
        period = row.publication.period
        yield [
            period.lower.isoformat(), period.upper.isoformat(), row.zone.zoning.name if row.zone else "",
            row.zone.name if row.zone else "", row.team.name if row.team else "",
            names.get(row.profession or "", row.profession or ""), _plain(queries.point(row, period.lower)),
            float(row.numerator) if row.numerator is not None else "",
            float(row.denominator) if row.denominator is not None else "", str(definition.unit),
            row.publication.computed_at.date().isoformat(),
        ]  # fmt: skip
