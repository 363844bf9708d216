"""Somebody leaves: who, when, who takes over; looked at line by line, then done in one act, and undone in one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tuilage.core.access import CASE_WORKER, HEAD_OF_SERVICE, allow, find_or_404
from tuilage.core.database.clock import today
from tuilage.core.refusals import Refused
from tuilage.foundation.organisations.models import Assignment, Professional
from tuilage.practice.support import settings as chosen
from tuilage.practice.support.actions import leaving
from tuilage.practice.support.forms_around import LeavingForm
from tuilage.practice.support.models import BulkHandover, Handover, Keyworker
from tuilage.practice.support.views.answering import acting, say_no, see_other

form_page = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Line:
    """One support to hand over, and to whom."""

    row: Keyworker
    to: str


def _staff(request: HttpRequest, day: date) -> list[Assignment]:
    """Those who may lead a support in the teams of the head of service, by profession. One query."""
    rows = Assignment.objects.select_related("professional", "post__profession", "post__team").filter(
        period__contains=day, post__period__contains=day, post__team__in=acting(request).teams,
        post__role__in=[CASE_WORKER, HEAD_OF_SERVICE],
    )  # fmt: skip
    return sorted(rows, key=lambda row: (row.post.profession.label, row.professional.last_name))


def _choices(staff: Sequence[Assignment]) -> list[tuple[str, str]]:
    return [(str(row.professional_id), f"{row.professional}, {row.post.title}") for row in staff]


def _form(request: HttpRequest, staff: Sequence[Assignment]) -> LeavingForm:
    choices = _choices(staff)
    starts = today()
    initial = {"starts_on": starts, "passes_on": starts + timedelta(days=chosen.number("overlap"))}
    data = request.POST if request.method == "POST" else None
    return LeavingForm(data, initial=initial, leavers=choices, receivers=choices)


@allow("support.bulk")
@form_page
def leave(request: HttpRequest) -> HttpResponse:
    """Ask, show what it would do, do it."""
    staff = _staff(request, today())
    form = _form(request, staff)
    if request.method != "POST" or not form.is_valid():
        return _asked(request, form)
    leaver = next(
        row.professional for row in staff if str(row.professional_id) == form.cleaned_data["leaver"]
    )
    receivers = [
        (row.professional_id, float(row.share))
        for row in staff
        if str(row.professional_id) in form.cleaned_data["receivers"] and row.professional_id != leaver.pk
    ]
    rows = leaving.held_by(leaver.pk, form.cleaned_data["starts_on"])
    if not receivers or not rows:
        no = _("Nothing is left to hand over: choose supports and who takes them.")
        say_no(form, Refused(no, "receivers" if rows else "leaver"))
        return _asked(request, form)
    if request.POST.get("plan") == "yes":
        return _do(request, form, leaver, rows, staff)
    return _preview(request, form, leaver, rows, leaving.spread(rows, receivers), staff)


def _asked(request: HttpRequest, form: LeavingForm) -> HttpResponse:
    recent = BulkHandover.objects.filter(planned_by_id=acting(request).id, undone_on__isnull=True)
    context = {"form": form, "recent": recent.select_related("leaver")[:5]}
    return render(request, "support/leaving.html", context, status=422 if form.errors else 200)


def _preview(
    request: HttpRequest, form: LeavingForm, leaver: Professional, rows: list[Keyworker],
    choice: dict[UUID, UUID], staff: Sequence[Assignment],
) -> HttpResponse:  # fmt: skip
    names = {row.professional_id: str(row.professional) for row in staff}
    amounts = Counter(choice.values())
    carried = [(name, value) for name in form.fields for value in _values(request, name)]
    context = {
        "form": form, "leaver": leaver, "carried": carried, "amount": len(rows),
        "lines": [Line(row, str(choice.get(row.support_id, ""))) for row in rows],
        "receivers": [(names[who], amount) for who, amount in sorted(amounts.items(), key=lambda pair: names[pair[0]])],
        "choices": [(str(who), name) for who, name in names.items() if who != leaver.pk],
    }  # fmt: skip
    return render(request, "support/leaving_preview.html", context, status=422 if form.errors else 200)


def _values(request: HttpRequest, name: str) -> list[str]:
    return [str(value) for value in request.POST.getlist(name)]


def _do(
    request: HttpRequest,
    form: LeavingForm,
    leaver: Professional,
    rows: list[Keyworker],
    staff: Sequence[Assignment],
) -> HttpResponse:
    known = {str(row.professional_id): row.professional_id for row in staff}
    sent = {row.support_id: known.get(request.POST.get(f"to_{row.support_id}", "")) for row in rows}
    choice = {support_id: to for support_id, to in sent.items() if to is not None}
    data = form.cleaned_data
    try:
        with transaction.atomic():
            bulk = leaving.hand_over_all(
                acting(request), leaver, data["starts_on"], data["passes_on"], data["reason"], choice
            )
    except Refused as refusal:
        say_no(form, refusal)
        return _preview(request, form, leaver, rows, choice, staff)
    messages.success(
        request, _("It is planned: each support has its overlap, and passes by itself on its day.")
    )
    return see_other(reverse("support:leaving_one", args=[bulk.pk]))


@allow("support.bulk")
@form_page
def leaving_one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was planned; undone in one act until the first day on which a next keyworker answers."""
    actor = acting(request)
    rows = BulkHandover.objects.select_related("leaver", "planned_by").filter(planned_by_id=actor.id)
    bulk = find_or_404(request, rows, pk=pk)
    if request.method == "POST":
        try:
            with transaction.atomic():
                leaving.undo_all(actor, bulk)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("It is undone: the present keyworker goes on."))
        return see_other(reverse("support:leaving_one", args=[bulk.pk]))
    handovers = Handover.objects.filter(bulk=bulk).select_related(
        "support__kind", "support__person", "to_professional"
    )
    receivers: dict[str, list[Any]] = {}
    for one in sorted(handovers, key=lambda one: (str(one.to_professional), one.support.person.name)):
        receivers.setdefault(str(one.to_professional), []).append(one)
    undoable = bulk.undone_on is None and bulk.passes_on > today()
    context = {"bulk": bulk, "receivers": list(receivers.items()), "undoable": undoable}
    return render(request, "support/leaving_one.html", context)
