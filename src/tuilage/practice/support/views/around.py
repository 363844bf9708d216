"""Those around a person: shown with their tasks, named, ended, taken back; and the path step by step."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tuilage.core.access import allow, find_or_404, may
from tuilage.core.database.clock import today
from tuilage.foundation.sharing.reading import read_person
from tuilage.practice.support import around as standing
from tuilage.practice.support import forms, forms_around, steps
from tuilage.practice.support.actions import naming
from tuilage.practice.support.models import Coordinator, CoWorker, Term
from tuilage.practice.support.settings import terms
from tuilage.practice.support.views.answering import Asking, acting, ask, find_support, just_do, project_url

form_page = require_http_methods(["GET", "HEAD", "POST"])


def around_url(person_id: UUID) -> str:
    return reverse("support:around", args=[person_id])


def _people(request: HttpRequest, *teams: Any) -> Any:
    return forms.leaders({*teams, *acting(request).teams}, today(), structure=True)


@allow("support.around")
@require_safe
def around(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Who does what around a person: to read with them, to print for them (S0-053, S2-121, S2-163)."""
    person = read_person(request, person_id, "circle")
    actor = acting(request)
    found = standing.gather(person_id, today())
    context = {
        "person": person, "around": found, "may_lead": may(actor, "support.lead"), "day": today(),
        "may_coordinate": may(actor, "support.coordinate"),
    }  # fmt: skip
    return render(request, "support/around.html", context)


@allow("support.around")
@require_safe
def path(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The person's path, step by step, with services and dates (S2-173)."""
    person = read_person(request, person_id, "support")
    return render(
        request, "support/path.html", {"person": person, "steps": steps.of_person(person_id, today())}
    )


@allow("support.coordinate")
@form_page
def coordinator_name(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Name who coordinates, or hand it over from a day on."""
    person, actor = read_person(request, person_id, "circle"), acting(request)

    def act(data: dict[str, Any]) -> Coordinator:
        return naming.name_coordinator(
            actor, person_id, UUID(data["professional"]), data["reason"], data["tasks"], data["on"]
        )

    words = standing.wanted_tasks()
    return ask(
        request,
        person,
        Asking(
            _("Who coordinates?"), _("Name the coordinator"), act, forms_around.CoordinatorForm, "support.coordinator",
            intro=_("A professional who is not the keyworker, nor the person, nor somebody close to them."),
            initial={"on": today(), "tasks": [code for code, _label in words]},
            given={"leaders": _people(request), "tasks": words}, back=around_url(person_id),
            done=_("The coordinator is named. Tell the person who it is and how to reach them."),
        ),
    )  # fmt: skip


@allow("support.coordinate")
@form_page
def coordinator_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """They no longer coordinate; named today, it is undone."""
    row = find_or_404(request, Coordinator.objects.select_related("professional", "participation"), pk=pk)
    person, actor = read_person(request, row.person_id, "circle"), acting(request)
    return ask(
        request,
        person,
        Asking(
            _("%(name)s no longer coordinates") % {"name": row.professional}, _("Save"),
            lambda data: naming.end_coordinator(actor, row, data["on"]), forms_around.EndForm,
            intro=_("From that day on nobody coordinates, unless you name somebody else."),
            initial={"on": today()}, back=around_url(row.person_id), done=_("It is written."),
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def coworker_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Name somebody beside the keyworker."""
    support, actor = find_support(request, pk), acting(request)

    def act(data: dict[str, Any]) -> CoWorker:
        return naming.add_coworker(actor, support, UUID(data["professional"]), data["role"], data["on"])

    roles = [(term.code, term.label) for term in terms(Term.Family.CO_ROLE)]
    return ask(
        request,
        support,
        Asking(
            _("Who works beside the keyworker?"), _("Save"), act, forms_around.CoWorkerForm,
            intro=_("A pair: the keyworker answers for the support, the other one does their part of it."),
            initial={"on": today()}, given={"leaders": _people(request, support.team_id), "roles": roles},
            back=around_url(support.person_id), done=_("They work beside the keyworker."),
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def coworker_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """They stop working beside from a day on."""
    row = find_or_404(request, CoWorker.objects.select_related("professional", "participation"), pk=pk)
    support, actor = find_support(request, row.support_id), acting(request)

    def act(data: dict[str, Any]) -> CoWorker | None:
        left = naming.end_coworker(actor, row, data["on"])
        if left is not None and left.period.upper != data["on"]:
            messages.info(request, _("The status or the ground changes that day: they stop the day after."))
        return left

    return ask(
        request,
        support,
        Asking(
            _("%(name)s no longer works beside") % {"name": row.professional}, _("Save"), act, forms_around.EndForm,
            initial={"on": today()}, back=around_url(row.person_id), done=_("It is written."),
        ),
    )  # fmt: skip


@allow("support.lead")
@require_POST
def coworker_keep(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Undo an end said today, or still to come."""
    row = find_or_404(request, CoWorker.objects.select_related("participation"), pk=pk)
    support = find_support(request, row.support_id)
    return just_do(
        request, support, lambda: naming.keep_coworker(acting(request), row), _("They go on working beside.")
    )


@allow("support.lead")
@form_page
def ground(request: HttpRequest, pk: UUID) -> HttpResponse:
    """On what ground the support stands from a day on; its people stay."""
    support, actor = find_support(request, pk), acting(request)
    return ask(
        request,
        support,
        Asking(
            _("On what ground does the support stand?"), _("Save"),
            lambda data: naming.lay_ground(actor, support, data["kind"], data["on"]), forms_around.GroundForm,
            intro=_("The law wants one keyworker for some of them: an adult's RSA, a child of the ASE."),
            initial={"on": today()}, back=project_url(support), done=_("The ground is written; the people stay."),
        ),
    )  # fmt: skip
