"""The requests of my teams: filter, sort, count, take away."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuilage.core import journal
from tuilage.core.access import allow
from tuilage.core.interface.dates import day_in_words, moment_in_words
from tuilage.core.interface.parts import Cell, Column, Table
from tuilage.core.interface.templatetags.frame import state
from tuilage.foundation.organisations.models import Team
from tuilage.foundation.territory import exports

from .. import rules, wording
from ..forms import ListFilter
from ..models import Request, Theme
from .trying import acting_as

PAGE_SIZE = 50
MOST_EXPORTED = 10_000
SORTS: dict[str, list[Any]] = {
    "urgence": ["-urgent", F("due_at").asc(nulls_last=True), "-vulnerable", "received_at"],
    "ancien": ["received_at"],
    "recent": ["-received_at"],
    "nom": [F("person__birth_name").asc(nulls_last=True), F("person__first_names").asc(nulls_last=True)],
}


@allow("reception.read")
@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """What waits at reception, urgent first; what is vulnerable stands out (S1-015)."""
    themes = list(Theme.objects.all())
    form, rows = _chosen(request, themes)
    sort = request.GET.get("tri", "urgence")
    sort = sort if sort in SORTS else "urgence"
    rows = rows.order_by(*SORTS[sort], "pk")
    labels = {theme.code: theme.label for theme in themes}
    kind = request.GET.get("export")
    if kind in ("csv", "xlsx"):
        return _export(kind, rows, labels)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    if page.object_list:
        journal.record("read", part="list of requests")
    kept = {key: str(value) for key, value in request.GET.items() if key in form.fields and value}
    context = {
        "filter_form": form, "page": page, "table": _table(list(page), labels, sort, kept, timezone.now()),
        "amount": wording.amount_of_requests(page.paginator.count),
        "page_query": urlencode({**kept, "tri": sort}) + "&",
        "exports": [(name.upper(), "?" + urlencode({**kept, "tri": sort, "export": name})) for name in ("csv", "xlsx")],
        "filtered": bool(kept),
    }  # fmt: skip
    return render(request, "reception/list.html", context)


def _chosen(request: HttpRequest, themes: list[Theme]) -> tuple[ListFilter, QuerySet[Request]]:
    actor = acting_as(request)
    teams = list(Team.objects.filter(pk__in=actor.teams).values_list("pk", "name"))
    form = ListFilter(teams, themes, request.GET if set(request.GET) - {"page", "tri", "export"} else None)
    rows = Request.objects.select_related("person", "team").filter(team_id__in=actor.teams)
    facts = form.cleaned_data if form.is_bound and form.is_valid() else {}
    standing = facts.get("statut") or ""
    if standing != "all":
        rows = rows.filter(status=standing) if standing else rows.exclude(status__in=rules.CLOSED)
    if facts.get("equipe"):
        rows = rows.filter(team_id=facts["equipe"])
    if facts.get("theme"):
        rows = rows.filter(themes__contains=[facts["theme"]])
    marks = {"urgent": Q(urgent=True), "vulnerable": Q(vulnerable=True)}
    return form, rows.filter(marks.get(facts.get("marque") or "", Q()))


def _table(
    rows: list[Request], labels: dict[str, str], sort: str, kept: dict[str, str], now: datetime
) -> Table:
    def head(label: str, key: str = "", order: str = "ascending") -> Column:
        url = "?" + urlencode({**kept, "tri": key}) if key else ""
        return Column(label, sort_url=url, sorted=order if key == sort else "")

    columns = [
        head(_("Who"), "nom"), head(_("What they say"), "urgence", "descending"), head(_("Themes")),
        head(_("Received"), "recent", "descending"), head(_("Has waited"), "ancien"), head(_("Where it stands")),
    ]  # fmt: skip
    lines: list[list[Cell | str]] = [
        [
            Cell(wording.who(row), reverse("reception:request", args=[row.pk])),
            Cell(_words(row, now)),
            ", ".join(labels.get(code, code) for code in row.themes),
            day_in_words(row.received_at),
            wording.waited_words(row, now),
            Cell(_standing(row, now)),
        ]
        for row in rows
    ]
    return Table(_("Requests received by my teams"), columns, lines)


def _words(row: Request, now: datetime) -> SafeString:
    """What was said, with the marks that make it stand out."""
    parts: list[str] = []
    if row.urgent and row.status not in rules.CLOSED:
        parts.append(state("urgent", _("urgent")))
    if row.vulnerable:
        parts.append(state("soon", _("particular vulnerability")))
    parts.append(wording.excerpt(row.words) or _("(no words written)"))
    return format_html_join(" ", "{}", ((part,) for part in parts))


def _standing(row: Request, now: datetime) -> SafeString:
    if rules.waits_too_long(row.status, row.received_at, now):
        return state("soon", _("waits for more than a week"))
    kind = {"waiting": "waiting", "in_progress": "new", "answered": "done"}.get(row.status, "plain")
    return state(kind, row.get_status_display())


def _export(kind: str, rows: QuerySet[Request], labels: dict[str, str]) -> HttpResponse:
    """The list as it is filtered; one line in the journal. Formulas are neutralised by the writer."""
    journal.record("export", part=f"list of requests, {kind}")
    heading = [
        _("Received"), _("Who"), _("What they say"), _("Themes"), _("How it came"), _("Urgent"),
        _("Particular vulnerability"), _("Where it stands"), _("Team"),
    ]  # fmt: skip
    lines = (
        [
            moment_in_words(row.received_at), wording.who(row), row.words,
            ", ".join(labels.get(code, code) for code in row.themes), row.get_channel_display(),
            _("yes") if row.urgent else "", _("yes") if row.vulnerable else "", row.get_status_display(), row.team.name,
        ]
        for row in rows[:MOST_EXPORTED]
    )  # fmt: skip
    write = exports.as_csv if kind == "csv" else exports.as_xlsx
    return write("demandes", heading, lines)
