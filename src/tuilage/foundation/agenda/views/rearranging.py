"""A worker is away: choose who and which days, look at what is proposed, confirm all at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuilage.core.access import allow, find_or_404
from tuilage.core.forms.versions import StaleVersion
from tuilage.core.refusals import Refused
from tuilage.foundation.organisations.models import Professional, Team

from .. import finding
from ..actions import rearranging
from ..models import Appointment, Rearrangement
from .handling import acting_as, appointments, day_asked, line, see

MOST_DAYS = 31


def _days(request: HttpRequest) -> tuple[date, date]:
    first = day_asked(request)
    last = day_asked(request, "fin") if request.GET.get("fin") or request.POST.get("fin") else first
    return first, min(max(first, last), first + timedelta(days=MOST_DAYS))


@allow("agenda.rearrange")
@require_http_methods(["GET", "POST"])
def away(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Who is away and when; then a way for each appointment; then everything at once."""
    actor = acting_as(request)
    team = find_or_404(request, Team.objects.filter(pk__in=actor.teams), pk=team_id)
    first, last = _days(request)
    people = finding.workers([team.pk], first)
    asked = request.GET.get("qui", "") or request.POST.get("qui", "")
    who = next((each for each in people if str(each.pk) == asked), None)
    problem = ""
    if request.method == "POST" and who is not None:
        try:
            with transaction.atomic():
                done = rearranging.rearrange(actor, team, who, _chosen(request, team, who, first, last))
        except (Refused, StaleVersion) as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("The day is rearranged: here is whom to call."))
            return see("rearranged", done.pk)
    proposals = [
        {**line(each.appointment), "ways": each.ways, "name": f"way_{each.appointment.pk}"}
        for each in (rearranging.propose(team, who, first, last) if who else [])
    ]
    context = {
        "team": team, "people": people, "chosen": who, "first": first, "last": last, "proposals": proposals,
        "problem": problem,
    }  # fmt: skip
    return render(request, "agenda/away.html", context, status=422 if problem else 200)


def _chosen(
    request: HttpRequest, team: Team, who: Professional, first: date, last: date
) -> list[tuple[Appointment, str]]:
    rows = rearranging.to_rearrange(team, who, first, last)
    return [(row, code) for row in rows if (code := request.POST.get(f"way_{row.pk}", ""))]


@allow("agenda.rearrange")
@require_GET
def rearranged(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was done, and whom to call."""
    done = find_or_404(request, Rearrangement.objects.select_related("professional", "team"), pk=pk)
    keys = [UUID(new or old) for old, new in done.moves]
    rows: Any = appointments().filter(pk__in=keys).order_by("day", "period")
    return render(request, "agenda/rearranged.html", {"done": done, "lines": [line(row) for row in rows]})


@allow("agenda.rearrange")
@require_POST
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put every appointment of a rearranged day back."""
    done = find_or_404(request, Rearrangement.objects.all(), pk=pk)
    try:
        rearranging.undo(acting_as(request), done)
        messages.success(request, _("Every appointment is back where it was."))
    except (Refused, StaleVersion) as refusal:
        messages.error(request, str(refusal))
        return see("rearranged", pk)
    return see("team_day", done.team_id)
