"""The département's framework for social emergencies: one text, read at every desk (S1-030)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from tuilage.core.access import CASE_WORKER, allow, find_or_404, may
from tuilage.core.history import changes
from tuilage.foundation.agenda.queries import duty_of
from tuilage.foundation.organisations.models import Team

from .. import domains as domain_acts
from .. import escalating, urgency, wording
from ..forms import FrameworkForm
from ..models import Domain, EscalationPlan, ProtectionUnit
from ..models.escalations import Whom
from ..passing import INSIDE
from ..setting_forms import DomainsForm, StepsForm
from .trying import acting_as, attempt, forget, see, show, taken_up

DRAFT = "reception.framework"


@allow("reception.framework")
@require_GET
def read(request: HttpRequest) -> HttpResponse:
    """Criteria, who does what, who is on duty, whom to alert."""
    actor, text = acting_as(request), urgency.framework()
    teams = {team.pk: team for team in Team.objects.filter(pk__in=actor.teams).order_by("name")}
    plans = escalating.plans_of(teams) if teams else {}
    held = duty_of(teams, timezone.now()) if teams else {}
    context = {
        "framework": text, "relays": wording.relays(text.relays),
        "may_write": may(actor, "reception.write_framework"), "may_step": may(actor, "reception.steps"),
        "rosters": [(team.name, held.get(pk), _steps(plans[pk])) for pk, team in teams.items()],
    }  # fmt: skip
    return render(request, "reception/framework.html", context)


def _steps(plan: EscalationPlan) -> list[str]:
    """The steps of a team, as sentences."""
    names = dict(Whom.choices)
    told = [
        ngettext("after %(n)d minute: %(whom)s", "after %(n)d minutes: %(whom)s", step["after"])
        % {"n": step["after"], "whom": names[step["whom"]]}
        for step in plan.steps
    ]
    return [
        *told,
        *(
            [_("after closing: %(whom)s, at once") % {"whom": names["on_call"]}]
            if plan.on_call_at_once
            else []
        ),
    ]


@allow("reception.alert")
@require_GET
def alert(request: HttpRequest) -> HttpResponse:
    """Somebody spots a vulnerable situation: what to do, whom to alert; for every professional, partners too (S2-198)."""
    text = urgency.framework()
    actor = acting_as(request)
    context = {
        "framework": text, "steps": [line for line in text.alert_sheet.splitlines() if line.strip()],
        "relays": wording.relays(text.relays), "may_report": may(actor, "reception.protect"),
        "may_name_units": may(actor, "reception.units"),
        "units": list(ProtectionUnit.objects.order_by("-kind")),
        "teams": list(
            Team.objects.filter(structure__kind__in=INSIDE, posts__role=CASE_WORKER)
            .select_related("structure").distinct().order_by("structure__name", "name")
        ),
    }  # fmt: skip
    return render(request, "reception/alert.html", context)


@allow("reception.steps")
@require_http_methods(["GET", "POST"])
def steps(request: HttpRequest) -> HttpResponse:
    """The steps by which an urgency of the team climbs, and who changed them."""
    actor = acting_as(request)
    team = find_or_404(request, Team.objects.all(), pk=actor.teams[0] if actor.teams else None)
    plan = escalating.plan_of(team)
    own = plan.team_id == team.pk
    form = StepsForm(request.POST or None, initial=StepsForm.from_plan(plan, own))
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        act = lambda: escalating.write_steps(  # noqa: E731
            actor, team, form.steps(), facts["on_call_at_once"], facts["version"] or 0
        )
        if attempt(form, act):
            messages.success(request, _("The steps are written: they apply from now on."))
            return see("steps")
    context = {"team": team, "own": own, "told": changes(plan) if own else []}
    return show(request, "reception/steps.html", form, context)


@allow("reception.domains")
@require_http_methods(["GET", "POST"])
def domains(request: HttpRequest) -> HttpResponse:
    """The domains of life of a diagnosis: reworded, set aside, added; what was written under one stays."""
    known = list(Domain.objects.all())
    form = DomainsForm(known, request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: domain_acts.write_domains(acting_as(request), known, form.lines()))
        is not None
    ):
        messages.success(request, _("The domains are written: the next diagnosis uses them."))
        return see("domains")
    return show(request, "reception/domains.html", form, {"groups": form.groups()})


@allow("reception.write_framework")
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Write it, for every desk of the département."""
    text = urgency.framework()
    typed, draft = taken_up(request, DRAFT)
    initial = {name: getattr(text, name) for name in urgency.FRAMEWORK_FIELDS}
    form = FrameworkForm(request.POST or None, initial={**initial, "version": text.version, **typed})
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        values = {name: facts[name] for name in urgency.FRAMEWORK_FIELDS}
        if attempt(form, lambda: urgency.write_framework(acting_as(request), values, facts["version"] or 0)):
            forget(request, DRAFT)
            messages.success(
                request, _("The framework is written: every desk reads this version from now on.")
            )
            return see("framework")
    return show(request, "reception/write_framework.html", form, {"draft": draft})
