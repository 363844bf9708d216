"""Rosters: who is on duty in a team this week, written by its head of service."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuilage.core.access import TEAM_ROLES, allow, find_or_404, may
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.interface.dates import day_in_words, time_in_words
from tuilage.core.refusals import Refused
from tuilage.foundation.organisations.models import Professional, Team

from .. import queries, rules
from ..actions import rostering
from ..forms import HALVES, ServeForm, SwapForm, WeekForm, half_of
from ..models import DutyTurn, RosterChange, RosterTeam
from ..models.duty import Kind

TEAMS = Team.objects.select_related("structure")


def acting_as(request: HttpRequest) -> Actor:
    """The actor of a request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def see(name: str, *args: object, query: str = "") -> HttpResponseRedirect:
    """Go and see what was done (303)."""
    return HttpResponseRedirect(reverse(f"agenda:{name}", args=args) + query, status=303)


def monday_asked(request: HttpRequest) -> date:
    """The Monday of the week that the address names; this week's when it names none."""
    try:
        asked = parse_date(request.GET.get("semaine", "") or request.POST.get("semaine", ""))
    except ValueError:
        asked = None
    if asked is None or not 1950 <= asked.year <= 2150:
        asked = today()
    return rules.monday_of(asked)


def mates(teams: set[UUID], day: date) -> list[Professional]:
    """Who holds a post in one of these teams that week. One query."""
    ahead = day + timedelta(days=7)
    return list(
        Professional.objects.filter(
            Q(assignments__period__contains=day) | Q(assignments__period__contains=ahead),
            assignments__post__team__in=teams,
            assignments__post__role__in=sorted(TEAM_ROLES),
        ).distinct()
    )


def _turns(team: Team, monday: date) -> list[DutyTurn]:
    """The turns of a week, whatever their kind, in order. One query."""
    zone = timezone.get_default_timezone()
    first = rules.local_instant(monday, rules.MIDNIGHT, zone)
    last = rules.local_instant(monday + timedelta(days=7), rules.MIDNIGHT, zone)
    return list(
        DutyTurn.objects.filter(
            roster__served__team=team, period__startswith__gte=first, period__startswith__lt=last
        )
        .select_related("professional", "roster")
        .order_by("period")
    )


def _lines(team: Team, monday: date, turns: list[DutyTurn]) -> list[dict[str, Any]]:
    """Day after day, for each kind, who holds each part of it; a part that nobody holds says so."""
    zone = timezone.get_default_timezone()
    held = {(turn.roster.kind, turn.period.lower): turn.professional for turn in turns}
    days = [
        {"day": monday + timedelta(days=number), "cells": {kind: [] for kind in Kind.values}}
        for number in range(7)
    ]
    for kind in Kind.values:
        for slot in rules.slots_of(kind, monday, team.closes_at, zone):
            cells: Any = days[slot.day.weekday()]["cells"]
            cells[kind].append({"half": half_of(slot.code), "who": held.get((kind, slot.starts))})
    return [{**day, "cells": list(day["cells"].items())} for day in days]  # type: ignore[attr-defined]


@allow("agenda.read")
@require_GET
def rosters(request: HttpRequest) -> HttpResponse:
    """Who is on duty now in my teams; the way to each week."""
    actor = acting_as(request)
    found = queries.duty_of(actor.teams, timezone.now())
    lines = [
        {"team": team, "duty": found.get(team.pk, queries.NOBODY)}
        for team in TEAMS.filter(pk__in=actor.teams).order_by("name")
    ]
    return render(request, "agenda/rosters.html", {"lines": lines})


@allow("agenda.read")
@require_GET
def week(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """The week of a team: who is on duty, their backup, who is on call."""
    team = find_or_404(request, TEAMS, pk=team_id)
    return _week(request, team, None, None)


def _week(
    request: HttpRequest, team: Team, swapping: SwapForm | None, serving: ServeForm | None, status: int = 200
) -> HttpResponse:
    actor, monday = acting_as(request), monday_asked(request)
    turns = _turns(team, monday)
    writes = may(actor, "agenda.roster") and team.pk in actor.teams
    links = RosterTeam.objects.filter(roster__served__team=team, kind=Kind.ON_CALL)
    served = list(links.select_related("team", "roster").order_by("team__name"))
    keeps = any(link.roster.keeper_id == team.pk and link.team_id == team.pk for link in served)
    context: dict[str, Any] = {
        "team": team, "monday": monday, "days": _lines(team, monday, turns), "kinds": Kind.choices, "today": today(),
        "before": monday - timedelta(days=7), "after": monday + timedelta(days=7), "writes": writes, "served": served,
        "now": queries.on_duty(team.pk, timezone.now()), "keeps": keeps, "empty": not turns,
    }  # fmt: skip
    if writes:
        context |= {
            "swapping": swapping or (_swap_form(turns) if len(turns) > 1 else None),
            "serving": serving or (ServeForm(_not_served(served)) if keeps else None),
            "change": RosterChange.objects.filter(team=team, undone_at__isnull=True).order_by("-created_at").first(),
        }  # fmt: skip
    return render(request, "agenda/roster.html", context, status=status)


def _not_served(served: list[RosterTeam]) -> Any:
    return Team.objects.exclude(pk__in=[link.team_id for link in served]).select_related("structure")


def _swap_form(turns: list[DutyTurn], data: Any = None) -> SwapForm:
    labels = {
        turn.pk: _("%(kind)s, %(day)s at %(time)s: %(who)s") % {
            "kind": turn.roster.get_kind_display(), "day": day_in_words(turn.period.lower),
            "time": time_in_words(turn.period.lower), "who": turn.professional,
        }
        for turn in turns
    }  # fmt: skip
    rows = DutyTurn.objects.filter(pk__in=list(labels)).order_by("period").select_related("roster")
    return SwapForm(rows, labels, data)


def _mine(request: HttpRequest, team_id: UUID) -> Team:
    return find_or_404(request, TEAMS.filter(pk__in=acting_as(request).teams), pk=team_id)


@allow("agenda.roster")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Write a week, and repeat it."""
    actor, team, monday = acting_as(request), _mine(request, team_id), monday_asked(request)
    form = _week_form(request, team, monday)
    if request.method == "POST" and form.is_valid():
        try:
            rostering.write_weeks(actor, team, monday, form.chosen(), form.cleaned_data["weeks"])
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The roster is written; the team sees it."))
            return see("roster", team.pk, query=f"?semaine={monday}")
    context = {
        "team": team, "monday": monday, "form": form, "last": monday + timedelta(days=6),
        "kinds": [(label, form.rows(kind)) for kind, label in Kind.choices], "halves": HALVES,
    }  # fmt: skip
    return render(request, "agenda/roster_edit.html", context, status=422 if form.errors else 200)


def _week_form(request: HttpRequest, team: Team, monday: date) -> WeekForm:
    zone = timezone.get_default_timezone()
    slots = {kind: rules.slots_of(kind, monday, team.closes_at, zone) for kind in Kind.values}
    beside = set(
        RosterTeam.objects.filter(roster__served__team=team, kind=Kind.ON_CALL).values_list(
            "team_id", flat=True
        )
    )
    ours = mates({team.pk}, monday)
    people = dict.fromkeys(Kind.values, ours)
    if beside - {team.pk}:
        people[Kind.ON_CALL] = mates(beside | {team.pk}, monday)
    turns = _turns(team, monday)
    held = {(turn.roster.kind, turn.period.lower): str(turn.professional_id) for turn in turns}
    initial = {
        f"{kind}_{slot.code}": held.get((kind, slot.starts), "")
        for kind, parts in slots.items()
        for slot in parts
    }
    return WeekForm(slots, people, request.POST or None, initial=initial)


@allow("agenda.roster")
@require_POST
def swap(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Two people exchange their turns."""
    actor, team, monday = acting_as(request), _mine(request, team_id), monday_asked(request)
    form = _swap_form(_turns(team, monday), request.POST)
    if form.is_valid():
        try:
            rostering.swap_turns(actor, team, form.cleaned_data["first"], form.cleaned_data["second"])
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The two turns are swapped."))
            return see("roster", team.pk, query=f"?semaine={monday}")
    return _week(request, team, form, None, 422)


@allow("agenda.roster")
@require_POST
def serve(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """The roster after hours answers for one more team."""
    actor, team = acting_as(request), _mine(request, team_id)
    form = ServeForm(Team.objects.all(), request.POST)
    if form.is_valid():
        try:
            rostering.serve_team(actor, rostering.roster_of(team, Kind.ON_CALL), form.cleaned_data["team"])
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The team is served after hours."))
            return see("roster", team.pk)
    return _week(request, team, None, form, 422)


@allow("agenda.roster")
@require_POST
def stop_serving(request: HttpRequest, team_id: UUID, pk: UUID) -> HttpResponse:
    """The roster after hours no longer answers for a team."""
    actor, team = acting_as(request), _mine(request, team_id)
    link = find_or_404(
        request, RosterTeam.objects.filter(roster__served__team=team).select_related("roster"), pk=pk
    )
    try:
        rostering.stop_serving(actor, link)
        messages.success(request, _("The team is no longer served after hours by this roster."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return see("roster", team.pk)


@allow("agenda.roster")
@require_POST
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put back what the last act on the rosters replaced."""
    change = find_or_404(request, RosterChange.objects.select_related("team"), pk=pk)
    try:
        rostering.undo_change(acting_as(request), change)
        messages.success(request, _("The roster is as it was before."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return see("roster", change.team_id)
