"""Handovers: planned, ticked, cancelled; and the post that answers when nobody is there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tuilage.core.access import allow, find_or_404
from tuilage.core.database.clock import today
from tuilage.practice.support import actions, forms, forms_around, rules, settings
from tuilage.practice.support.actions.handing_over import move_handover
from tuilage.practice.support.models import Handover
from tuilage.practice.support.views.answering import Asking, acting, ask, confirm, find_support, just_do

form_page = require_http_methods(["GET", "HEAD", "POST"])


@allow("support.lead")
@form_page
def plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who comes next, and for how long both are there."""
    support = find_support(request, pk)
    actor = acting(request)
    starts_on, passes_on = rules.default_dates(today(), settings.number("overlap"))

    def act(data: dict[str, Any]) -> Handover:
        return actions.plan_handover(
            actor,
            support,
            UUID(data["to_professional"]),
            data["starts_on"],
            data["passes_on"],
            data["reason"],
        )

    return ask(
        request,
        support,
        Asking(
            _("Plan a handover"), _("Plan the handover"), act, forms.HandoverForm, "support.handover",
            intro=_("Both are there for a while, so that nobody falls between two."),
            initial={"starts_on": starts_on, "passes_on": passes_on},
            given={"leaders": forms.leaders({support.team_id, *actor.teams}, today(), structure=True)},
            done=_("The handover is planned: the responsibility passes by itself on its day."),
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def checklist(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was done during the handover, and the person's own word."""
    handover = find_or_404(request, Handover.objects.select_related("to_professional"), pk=pk)
    support = find_support(request, handover.support_id)
    actor = acting(request)

    def act(data: dict[str, Any]) -> Handover:
        done = {code: code in data["done"] for code in rules.CHECKLIST}
        ticked = actions.tick(actor, handover, done, data["met_on"])
        if data["person_words"].strip() == ticked.person_words:
            return ticked
        return actions.record_word(actor, ticked, data["person_words"])

    initial = {
        "done": [code for code, ticked in handover.checklist.items() if ticked],
        "met_on": handover.met_on,
        "person_words": handover.person_words,
    }
    return ask(
        request,
        support,
        Asking(
            _("The handover to %(name)s") % {"name": handover.to_professional}, _("Save"), act, forms.ChecklistForm,
            initial=initial, intro=_("Tick what was done. What the person says of it counts most."),
            done=_("It is written."), extra={"handover": handover},
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Postpone a handover, or bring it forward."""
    handover = find_or_404(request, Handover.objects.select_related("to_professional"), pk=pk)
    support, actor = find_support(request, handover.support_id), acting(request)
    return ask(
        request,
        support,
        Asking(
            _("Postpone the handover, or bring it forward"), _("Save"),
            lambda data: move_handover(actor, handover, data["passes_on"]), forms_around.MoveForm,
            initial={"passes_on": handover.passes_on}, done=_("The day is changed: nobody is left without a keyworker."),
            extra={"handover": handover},
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Cancel a handover, after having been asked."""
    handover = find_or_404(request, Handover.objects.select_related("to_professional"), pk=pk)
    support = find_support(request, handover.support_id)
    if request.POST.get("confirm") == "yes":
        return just_do(
            request,
            support,
            lambda: actions.cancel_handover(acting(request), handover),
            _("The handover is cancelled."),
        )
    return confirm(
        request, support, _("Cancel this handover?"),
        _("The present keyworker goes on. %(name)s no longer works beside.") % {"name": handover.to_professional},
        _("Cancel the handover"),
    )  # fmt: skip


@allow("support.lead")
@form_page
def hold(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Nobody can take over now: the post answers, par intérim."""
    support = find_support(request, pk)
    actor = acting(request)
    return ask(
        request,
        support,
        Asking(
            _("The post answers, par intérim"), _("Save"),
            lambda data: actions.hold_by_post(actor, support, data["post"], data["on"], data["ground"]), forms.HoldForm,
            intro=_("The support is never without anybody: whoever holds the post, or the head of service, answers."),
            initial={"on": today()}, given={"teams": {support.team_id, *actor.teams}},
            done=_("The post answers for it, par intérim."),
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def take_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody takes up what a post held."""
    support = find_support(request, pk)
    actor = acting(request)
    leaders = forms.leaders({support.team_id, *actor.teams}, today(), structure=True)
    return ask(
        request,
        support,
        Asking(
            _("Name a keyworker"), _("Save"),
            lambda data: actions.take_up(actor, support, UUID(data["keyworker"]), data["on"]), forms.EngageForm,
            initial={"on": today(), "keyworker": str(actor.id)}, given={"leaders": leaders},
            done=_("The support has its keyworker."),
        ),
    )  # fmt: skip
