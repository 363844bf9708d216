"""The plan's pages: the plans, one plan as a tree, one action as the département's own sheet, its follow-up, the import."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuilage.core.access import allow, find_or_404, may
from tuilage.core.database.clock import today
from tuilage.core.forms.versions import StaleVersion
from tuilage.core.refusals import Refused

from . import actions, pages, queries
from .forms import FindForm, FollowUpForm, ImportForm, PlanFilter
from .models import ActionYear, Plan, PlanAction

MOST_FOUND = 40


@allow("plans.read")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The plans, each with its years, what is left of them and when it must be renewed."""
    return render(request, "plans/home.html", _home(request, FindForm()))


def _home(request: HttpRequest, form: FindForm) -> dict[str, Any]:
    day = today()
    rows = [(plan, queries.term_of(plan, day)) for plan in queries.plans()]
    return {
        "rows": [(plan, term, term.stage(day), term.renewal_stage(day)) for plan, term in rows],
        "find_form": form,
        "may_import": may(request.actor, "plans.import"),  # type: ignore[attr-defined]
    }


@allow("plans.read")
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Actions by code or words of their title. POST: what is searched stays out of addresses and logs."""
    form = FindForm(request.POST)
    context = _home(request, form)
    if form.is_valid() and form.cleaned_data["q"]:
        asked = form.cleaned_data["q"]
        rows = PlanAction.objects.filter(Q(code__istartswith=asked) | Q(title__icontains=asked))
        context["found"] = list(rows.select_related("plan").order_by("plan", "position")[:MOST_FOUND])
    return render(request, "plans/home.html", context, status=200 if form.is_valid() else 422)


@allow("plans.read")
@require_GET
def plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One plan as it is written: level by level, each action with where it stands."""
    found, day = find_or_404(request, Plan.objects.all(), pk=pk), today()
    form = PlanFilter(request.GET or None)
    rows = [pages.row(action, found, day) for action in queries.actions_of(found)]
    shown = [
        row
        for row in rows
        if form.chosen("terme") in ("", row.action.term) and form.chosen("etat") in ("", row.standing.code)
    ]
    branches, loose = queries.tree(found, [row.action for row in shown])
    term = queries.term_of(found, day)
    context = {
        "plan": found, "term": term, "stage": term.stage(day), "renewal_stage": term.renewal_stage(day),
        "branches": branches, "loose": loose, "rows": {row.action.pk: row for row in rows},
        "summary": pages.summary(rows), "filter_form": form, "nothing": not shown,
    }  # fmt: skip
    for row in shown:
        row.action.row = row
    return render(request, "plans/plan.html", context)


@allow("plans.read")
@require_GET
def action(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The *fiche action*: why, what, who, when, how we will know."""
    found = _find(request, pk)
    context = _sheet(request, found)
    context["changes"] = pages.told(found, context["years"])
    context["may_edit"] = may(request.actor, "plans.edit")  # type: ignore[attr-defined]
    return render(request, "plans/action.html", context)


@allow("plans.read")
@require_GET
def sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same on paper: the département's own sheet."""
    return render(request, "plans/sheet.html", _sheet(request, _find(request, pk)))


def _find(request: HttpRequest, pk: UUID) -> PlanAction:
    return find_or_404(request, PlanAction.objects.select_related("plan", "node"), pk=pk)


def _sheet(request: HttpRequest, found: PlanAction) -> dict[str, Any]:
    day = today()
    parts = queries.parts_of(found)
    known = pages.known(request.actor, parts.indicators)  # type: ignore[attr-defined]
    return {
        "action": found,
        "plan": found.plan,
        "path": pages.path(found, found.plan, parts.nodes),
        "action_label": found.plan.levels[-1],
        "standing": pages.standing(found, found.plan, parts.years, day),
        "sheet": queries.sheet(parts.lines),
        "links": pages.links(parts.links, day),
        "years": parts.years,
        "indicators": known,
        "stylesheets": sorted({one.card.stylesheet for one in known if one.card and one.card.stylesheet}),
        "first_year": found.plan.period.lower.year,
        "last_year": found.plan.period.upper.year - 1,
        "today": day,
    }


@allow("plans.edit")
@require_http_methods(["GET", "POST"])
def follow_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say where an action stands; two people saving at once are shown both versions."""
    found = _find(request, pk)
    years = list(ActionYear.objects.filter(action=found))
    initial = {
        "status": found.status, "progress": found.progress, "version": found.version,
        "done": [one.year for one in years if one.done],
    }  # fmt: skip
    form = FollowUpForm([one.year for one in years], request.POST or None, initial=initial)
    stale: StaleVersion | None = None
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            actions.follow_up(
                request.actor, found, facts["version"], facts["status"], facts["progress"],  # type: ignore[attr-defined]
                facts.get("done", []),
            )  # fmt: skip
        except StaleVersion as error:
            stale, form = error, _again(request, [one.year for one in years], error)
        else:
            messages.success(request, _("Saved: everyone sees where the action stands."))
            return HttpResponseRedirect(reverse("plans:action", args=[found.pk]), status=303)
    context = {"action": found, "plan": found.plan, "form": form, "stale": stale}
    return render(
        request, "plans/follow_up.html", context, status=409 if stale else 422 if form.errors else 200
    )


def _again(request: HttpRequest, years: list[int], error: StaleVersion) -> FollowUpForm:
    """The same form with what was typed, now from the version that is saved: sending it again chooses it."""
    data = request.POST.copy()
    data["version"] = str(getattr(error.current, "version", ""))
    return FollowUpForm(years, data)


@allow("plans.import")
@require_http_methods(["GET", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """Bring a plan in: first what would change, then, on confirmation, the import itself."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        content, confirmed = form.content(), "confirm" in request.POST
        try:
            report = actions.import_plan(request.actor, content, preview=not confirmed)  # type: ignore[attr-defined]
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if confirmed and report.plan and not report.problems:
                messages.success(request, _("“%(name)s” is up to date.") % {"name": report.plan.name})
                return HttpResponseRedirect(reverse("plans:plan", args=[report.plan.pk]), status=303)
            context["report"] = report
            if not report.problems:
                text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
                context["confirm_form"] = ImportForm(initial={"text": text})
    failed = bool(form.errors) or ("report" in context and bool(context["report"].problems))
    return render(request, "plans/import.html", context, status=422 if failed else 200)
