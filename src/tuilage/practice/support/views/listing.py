"""The list of supports: filter, sort, count, export."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from tuilage.core import journal
from tuilage.core.access import CASE_WORKER, allow, may, refuse
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.interface.dates import short_day
from tuilage.core.interface.parts import Cell, Column, Table
from tuilage.foundation.territory.exports import as_csv, as_xlsx
from tuilage.practice.support.forms import ListFilter
from tuilage.practice.support.models import Keyworker, Review, Support
from tuilage.practice.support.views.answering import acting

PAGE_SIZE = 30
SORTS = {"nom": ("person__used_name", "person__birth_name"), "debut": ("-started_on",), "fin": ("planned_end",),
         "statut": ("status", "-proposed_on")}  # fmt: skip
END_NEAR = timedelta(days=30)


def chosen(actor: Actor, asked: dict[str, Any], day: date) -> QuerySet[Support]:
    """The supports that the filter asks for, among those the actor may see."""
    rows = Support.objects.select_related("person", "kind", "team")
    rows = (
        rows.filter(team__in=actor.teams)
        if whose(actor, asked) == "team"
        else rows.filter(
            # Their keys first: with a condition on each row, every support of the département would be walked.
            Q(pk__in=list(_mine(actor, day).values_list("support_id", flat=True)))
            | Q(status__in=[Support.Status.PROPOSED, Support.Status.PREPARING], proposed_by_id=actor.id)
        )
    )
    status = asked.get("statut") or ""
    if not status:
        rows = rows.filter(
            status__in=[Support.Status.PROPOSED, Support.Status.PREPARING, Support.Status.ENGAGED]
        )
    elif status != "all":
        rows = rows.filter(status=status)
    return _to_do(rows, asked.get("a_faire") or "", day)


def whose(actor: Actor, asked: dict[str, Any]) -> str:
    """A case worker opens on their own supports; who leads none (secretary, head of service) on the team's."""
    return asked.get("qui") or ("mine" if CASE_WORKER in actor.roles else "team")


def _mine(actor: Actor, day: date) -> QuerySet[Keyworker]:
    return Keyworker.objects.filter(professional=actor.id).filter(
        Q(period__contains=day) | Q(support__status=Support.Status.CLOSED)
    )


def _to_do(rows: QuerySet[Support], what: str, day: date) -> QuerySet[Support]:
    if what == "review":
        last = Review.objects.filter(support=OuterRef("pk")).order_by("-held_on").values("next_on")[:1]
        return (
            rows.filter(status=Support.Status.ENGAGED).annotate(review=Subquery(last)).filter(review__lte=day)
        )
    if what == "end":
        return rows.filter(status=Support.Status.ENGAGED, lasting=False, planned_end__lte=day + END_NEAR)
    if what == "unwritten":
        return rows.exclude(adhesion_how=Support.How.SIGNED)
    return rows


HEADINGS = ("nom", "", "statut", "", "debut", "fin")


def _columns(sort: str, kept: dict[str, str]) -> list[Column]:
    labels = [_("Person"), _("Support"), _("Status"), _("Keyworker"), _("First day"), _("Agreed end")]
    return [
        Column(
            label,
            sort_url="?" + urlencode({**kept, "tri": key}) if key else "",
            sorted="ascending" if key and key == sort else "",
        )
        for key, label in zip(HEADINGS, labels, strict=True)
    ]


def _line(support: Support, day: date) -> list[str]:
    responsible = [row for row in support.keyworkers.all() if row.lane == "responsible" and day in row.period]
    return [
        support.person.name,
        str(support.kind),
        str(support.get_status_display()),
        responsible[0].name if responsible else "",
        short_day(support.started_on) if support.started_on else "",
        short_day(support.planned_end) if support.planned_end else "",
    ]


@allow("support.list")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """My supports, or my team's."""
    actor, day = acting(request), today()
    sent = request.GET if request.GET.keys() & ListFilter.base_fields.keys() else None
    form = ListFilter(sent, initial={"qui": whose(actor, {})})
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    sort = request.GET.get("tri", "nom")
    sort = sort if sort in SORTS else "nom"
    people = Keyworker.objects.select_related("professional", "post")
    rows = (
        chosen(actor, asked, day)
        .order_by(*SORTS[sort], "pk")
        .prefetch_related(Prefetch("keyworkers", people))
    )
    kept = {name: value for name, value in asked.items() if value}
    export = request.GET.get("export")
    if export in ("csv", "xlsx"):
        return _export(request, export, list(rows), day)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    amount = page.paginator.count
    lines: list[list[Cell | str]] = [
        [Cell(cells[0], reverse("support:project", args=[support.pk])), *cells[1:]]
        for support, cells in ((support, _line(support, day)) for support in page)
    ]
    context = {
        "filter_form": form, "page": page, "page_query": urlencode({**kept, "tri": sort}) + "&",
        "amount": ngettext("%(amount)d support", "%(amount)d supports", amount) % {"amount": amount},
        "table": Table(_("Supports"), _columns(sort, kept), lines) if amount else None,
        "exports": [
            (kind.upper(), "?" + urlencode({**kept, "tri": sort, "export": kind})) for kind in ("csv", "xlsx")
        ] if may(actor, "support.export") and amount else [],
    }  # fmt: skip
    return render(request, "support/list.html", context)


def _export(request: HttpRequest, kind: str, rows: list[Support], day: date) -> HttpResponse:
    """A table of names leaves the house: one line in the journal for each person."""
    if not may(acting(request), "support.export"):
        raise refuse(request, "support.export")
    for person_id in {row.person_id for row in rows}:
        journal.record("export", person_id, "supports")
    heading = [column.label for column in _columns("", {})]
    write = as_csv if kind == "csv" else as_xlsx
    return write("accompagnements", heading, (_line(row, day) for row in rows))
