"""Protection reports: written apart, read by who must; nothing of them stands anywhere else."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tuilage.core import journal
from tuilage.core.access import allow, find_or_404
from tuilage.core.history import changes
from tuilage.foundation.sharing.circle import PROTECTION

from .. import protection, wording
from ..models import ProtectionReport, ProtectionUnit, Request
from ..setting_forms import EndReportForm, ProtectForm, UnitsForm
from .handling import ROWS
from .trying import acting_as, attempt, forget, see, show, taken_up


@allow("reception.protect")
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """The reports that I must know of."""
    return render(
        request, "reception/reports.html", {"rows": list(protection.visible(acting_as(request))[:100])}
    )


@allow("reception.protect")
@require_http_methods(["GET", "POST"])
def protect(request: HttpRequest) -> HttpResponse:
    """Write a report about somebody, known here or not."""
    return _write(request, None)


@allow("reception.protect")
@require_http_methods(["GET", "POST"])
def protect_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The same, beginning from a request: nothing of it is written there."""
    row = find_or_404(request, ROWS.select_related("person"), pk=request_id)
    journal.record("read", row.person_id, PROTECTION)
    return _write(request, row)


def _write(request: HttpRequest, row: Request | None) -> HttpResponse:
    actor, key = acting_as(request), row.pk if row else None
    typed, draft = taken_up(request, "reception.protect", key)
    person = row.person if row else None
    kinds = {"child": "child", "vulnerable_adult": "adult"}
    initial = {"about": person.name if person else "", "kind": kinds.get(row.danger_kind, "") if row else ""}
    form = ProtectForm(request.POST or None, initial={**initial, **typed})
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        written = attempt(
            form,
            lambda: protection.write_report(
                actor, facts["about"], facts["kind"], facts["facts"], facts["own_words"], facts["at_once"],
                facts["family_told"], person.pk if person else None, key,
            ),
        )  # fmt: skip
        if written is not None:
            forget(request, "reception.protect", key)
            messages.success(request, _("Written. Read it again, then send it."))
            return see("report", written.pk)
    context = {"demand": row, "who": wording.who(row) if row else "", "draft": draft}
    return show(request, "reception/protect.html", form, context)


@allow("reception.protect")
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A report: send it, receive it, say what it came to, show the readings again."""
    actor = acting_as(request)
    row = find_or_404(request, protection.visible(actor), pk=pk)
    journal.record("read", row.person_id, PROTECTION)
    step = request.POST.get("step", "")
    form = EndReportForm(request.POST if request.method == "POST" else None, initial={"version": row.version})
    if step and step != "end":
        form.fields["outcome"].required = False
    steps: dict[str, Callable[[int], object]] = {
        "send": lambda version: protection.send_report(actor, row, version),
        "receive": lambda version: protection.receive_report(actor, row, version),
        "show": lambda version: protection.show_readings(actor, row, version),
        "end": lambda version: protection.end_report(
            actor, row, version, form.cleaned_data["outcome"], form.cleaned_data["words"]
        ),
    }
    if step in steps and form.is_valid():
        done = attempt(form, lambda: steps[step](form.cleaned_data["version"] or 0))
        if done is not None:
            messages.success(request, _("Written down."))
            return see("report", pk)
        row = find_or_404(request, protection.visible(actor), pk=pk)
    in_unit = row.unit_id is None or row.unit_id in actor.teams
    standing = ProtectionReport.Standing
    context = {
        "row": row, "unit": ProtectionUnit.objects.filter(kind=row.kind).first(), "told": changes(row), "to_send": row.standing == standing.WRITTEN,
        "to_receive": row.standing == standing.SENT and in_unit,
        "to_end": row.standing in (standing.SENT, standing.RECEIVED),
        "to_show": row.standing == standing.ENDED and row.held_back,
    }  # fmt: skip
    return show(request, "reception/report.html", form, context)


@allow("reception.units")
@require_http_methods(["GET", "POST"])
def units(request: HttpRequest) -> HttpResponse:
    """Which unit the reports of each kind go to, which team reads them here; by who gives rights."""
    actor, known = acting_as(request), list(ProtectionUnit.objects.order_by("-kind"))
    form = UnitsForm(known, protection.teams_for_units(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: protection.write_units(actor, form.lines()))
        if done is not None:
            for unit in done:
                journal.record("account", part=f"unit that reads protection reports: {unit.kind}")
            messages.success(request, _("The units are written: the next report sent goes to them."))
            return see("units")
    return show(request, "reception/units.html", form, {"groups": form.groups()})
