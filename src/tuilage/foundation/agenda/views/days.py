"""My day and my week; the team's day at the desk, with one tap for who arrives; the side that the public may see."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tuilage.core.access import allow, find_or_404, may
from tuilage.core.database.clock import today
from tuilage.core.forms.versions import StaleVersion
from tuilage.core.refusals import Refused
from tuilage.foundation.organisations.models import Team

from .. import queries, rules, wording
from ..actions import booking
from ..calendar import is_open_day
from ..models import Appointment
from .handling import acting_as, appointments, day_asked, line, see

GONE = ("moved", "cancelled")


def _steps(day: date, length: int) -> dict[str, date]:
    return {"before": day - timedelta(days=length), "after": day + timedelta(days=length), "today": today()}


@allow("agenda.read")
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My week: a grid on a large screen, a list by day on a telephone."""
    actor, monday = acting_as(request), rules.monday_of(day_asked(request))
    held = Q(professional_id=actor.id) | Q(co_professional_id=actor.id)
    rows = (
        appointments()
        .filter(held, day__gte=monday, day__lt=monday + timedelta(days=7))
        .exclude(status__in=GONE)
    )
    lines: dict[date, list[dict[str, Any]]] = {monday + timedelta(days=n): [] for n in range(7)}
    for row in rows.order_by("day", "period"):
        lines[row.day].append(line(row))
    days = [
        {"day": day, "lines": found, "open": is_open_day(day)}
        for day, found in lines.items()
        if found or day.weekday() < 5
    ]
    context = {"monday": monday, "days": days, "none": not any(lines.values()), **_steps(monday, 7)}
    return render(request, "agenda/mine.html", context)


@allow("agenda.read")
@require_GET
def team_day(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """The team's day for whoever welcomes: who is expected, by whom, who is there; an act for each."""
    actor, day = acting_as(request), day_asked(request)
    team = find_or_404(request, Team.objects.filter(pk__in=actor.teams), pk=team_id)
    rows = appointments().filter(team=team, day=day).exclude(status__in=GONE).order_by("period", "pk")
    context = {
        "team": team, "day": day, "lines": [line(row) for row in rows], "open": is_open_day(day),
        "duty": queries.on_duty(team.pk, timezone.now()), "may_rearrange": may(actor, "agenda.rearrange"),
        "calls": _calls([team.pk]).count(), **_steps(day, 1),
    }  # fmt: skip
    return render(request, "agenda/team_day.html", context)


@allow("agenda.read")
@require_GET
def public_side(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """The same day for a screen that the public sees: hours, initials and functions; no professional's name at all.

    It stands in the frame of who is not signed in: the usual one names whoever is at the desk.
    """
    actor, day = acting_as(request), day_asked(request)
    team = find_or_404(request, Team.objects.filter(pk__in=actor.teams), pk=team_id)
    rows = list(appointments().filter(team=team, day=day).exclude(status__in=GONE).order_by("period", "pk"))
    told = wording.functions({row.professional_id for row in rows}, team.pk)
    lines = [
        {**line(row), "initials": wording.initials(row), "function": told.get(row.professional_id, "")}
        for row in rows
    ]
    return render(
        request, "agenda/public_side.html", {"team": team, "day": day, "lines": lines, **_steps(day, 1)}
    )


@allow("agenda.mark")
@require_POST
def mark(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """Arrived, left, did not come; or that was a mistake."""
    actor = acting_as(request)
    row = find_or_404(request, appointments().filter(team__in=actor.teams), pk=pk)
    try:
        booking.mark(actor, row, step, timezone.now())
    except (Refused, StaleVersion) as refusal:
        messages.error(request, str(refusal))
    back = request.POST.get("retour", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/agenda/"):
        return redirect(back)
    return see("team_day", row.team_id, query=f"?jour={row.day}")


def _calls(teams: Any) -> Any:
    return appointments().filter(team__in=list(teams), to_call=True, called_at__isnull=True)


@allow("agenda.read")
@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """Whom my teams have to call: missed, moved or called off by us, with their telephone."""
    rows = list(_calls(acting_as(request).teams).order_by("day", "period")[:100])
    lines = [{**line(row), "moved_from": None} for row in rows]
    return render(request, "agenda/calls.html", {"lines": lines})


@allow("agenda.mark")
@require_POST
def called(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The person was told; or was not, after all."""
    actor = acting_as(request)
    row = find_or_404(request, Appointment.objects.filter(team__in=actor.teams, to_call=True), pk=pk)
    booking.note_call(actor, row, undo=bool(request.POST.get("undo")))
    if not request.POST.get("undo"):
        messages.success(request, _("Noted: the person was told."))
    return see("calls")
