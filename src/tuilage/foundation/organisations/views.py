"""Who works where: teams, the zones they cover, posts and who holds them today."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuilage.core.access import allow, find_or_404, may
from tuilage.core.database.clock import today
from tuilage.core.refusals import Refused
from tuilage.foundation.organisations import actions, queries
from tuilage.foundation.organisations.forms import AbsenceForm
from tuilage.foundation.organisations.models import Absence, Team


@allow("organisations.read")
def teams(request: HttpRequest) -> HttpResponse:
    """The structures and their teams, mine first."""
    actor = request.actor  # type: ignore[attr-defined]
    return render(
        request,
        "organisations/teams.html",
        {"structures": queries.structures_with_teams(), "mine": set(actor.teams)},
    )


@allow("organisations.read")
def team(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """A team: contact, zones, posts, who is there and who is away (never why)."""
    found = find_or_404(request, Team.objects.select_related("structure"), pk=team_id)
    return _team_page(request, found, AbsenceForm(found))


def _team_page(request: HttpRequest, found: Team, form: AbsenceForm, status: int = 200) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    heads = found.pk in actor.teams and may(actor, "organisations.absence")
    day = today()
    posts = queries.posts_of(found, day)
    return render(
        request,
        "organisations/team.html",
        {
            "team": found,
            "posts": posts,
            "fte": queries.fte_by_profession(posts),
            "zones": queries.zones_of(found, day),
            "absences": queries.absences_of(found, day) if found.pk in actor.teams else [],
            "form": form if heads else None,
            "heads": heads,
        },
        status=status,
    )


@allow("organisations.absence")
@require_POST
def add_absence(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """The head of service notes that somebody of the team is away."""
    actor = request.actor  # type: ignore[attr-defined]
    found = find_or_404(
        request, Team.objects.filter(pk__in=actor.teams).select_related("structure"), pk=team_id
    )
    form = AbsenceForm(found, request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.note_absence(actor, found, data["professional"], data["start"], data["end"], data["long"])
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The absence is noted; the team sees it."))
            return redirect("organisations:team", team_id)
    return _team_page(request, found, form, status=422)


@allow("organisations.absence")
@require_POST
def remove_absence(request: HttpRequest, team_id: UUID, absence_id: UUID) -> HttpResponse:
    """Undo an absence."""
    actor = request.actor  # type: ignore[attr-defined]
    found = find_or_404(request, Team.objects.filter(pk__in=actor.teams), pk=team_id)
    rows = Absence.objects.filter(professional__assignments__post__team=found).distinct()
    actions.remove_absence(actor, found, find_or_404(request, rows, pk=absence_id))
    messages.success(request, _("The absence is removed."))
    return redirect("organisations:team", team_id)
