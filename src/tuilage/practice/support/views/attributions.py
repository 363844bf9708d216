"""Those who wait for a keyworker: the head of service asks, the one asked answers, the person is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tuilage.core.access import allow, find_or_404, may
from tuilage.core.database.clock import today
from tuilage.practice.support import forms, forms_around, panels, waiting
from tuilage.practice.support import settings as chosen
from tuilage.practice.support.actions import attributing
from tuilage.practice.support.models import Attribution
from tuilage.practice.support.views.answering import Asking, acting, ask, confirm, find_support, just_do

form_page = require_http_methods(["GET", "HEAD", "POST"])
ROWS = Attribution.objects.select_related("professional", "asked_by", "support__kind", "team")


def waiting_url() -> str:
    return reverse("support:waiting")


@allow("support.attribute")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Who waits for a keyworker in my teams, and the load of each profession against its range; nobody is ranked."""
    actor = acting(request)
    rows = waiting.of_teams(actor.teams, today())
    loads = panels.loads(actor, None) or {}
    return render(request, "support/waiting.html", {"rows": rows, **loads})


@allow("support.attribute")
@form_page
def attribute(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask somebody to take it."""
    support, actor = find_support(request, pk), acting(request)
    days = chosen.number("objection")
    leaders = forms.leaders({support.team_id, *actor.teams}, today(), structure=True)
    return ask(
        request,
        support,
        Asking(
            _("Who takes this support?"), _("Ask them"),
            lambda data: attributing.attribute(actor, support, UUID(data["professional"]), data["answer_by"]),
            forms_around.AttributeForm,
            intro=_("They may object, with a reason; you decide again. Until then whoever answers today goes on."),
            initial={"answer_by": today() + timedelta(days=days)}, given={"leaders": leaders}, back=waiting_url(),
            done=_("They are asked. The person is told once it is settled."),
        ),
    )  # fmt: skip


def _find(request: HttpRequest, pk: UUID) -> tuple[Attribution, Any]:
    row = find_or_404(request, ROWS, pk=pk)
    return row, find_support(request, row.support_id)


@allow("support.lead")
@form_page
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The one who was asked accepts, or objects with a reason; everybody concerned reads where it stands."""
    (row, support), actor = _find(request, pk), acting(request)
    mine = row.professional_id == actor.id and row.state == "asked" and row.answer_by > today()
    context = {
        "attribution": row, "mine": mine, "decides": may(actor, "support.attribute"), "overdue": row.answer_by <= today(),
    }  # fmt: skip
    title = _("Asked to take a support") if row.professional_id == actor.id else _("The attribution")
    asking = Asking(
        title, _("I object"),
        lambda data: attributing.object_to(actor, row, data["objection"]), forms_around.ObjectionForm,
        "support.objection", template="support/attribution.html", extra=context,
        done=_("Your objection is with the head of service, who decides again."),
    )  # fmt: skip
    return ask(request, support, asking)


@allow("support.lead")
@require_POST
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """They take it."""
    row, support = _find(request, pk)
    return just_do(
        request, support, lambda: attributing.accept(acting(request), row), _("You take it. Tell the person.")
    )


@allow("support.lead")
@require_POST
def tell(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The person was told."""
    row, support = _find(request, pk)
    return just_do(
        request, support, lambda: attributing.tell(acting(request), row), _("The person was told.")
    )


@allow("support.attribute")
@form_page
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Maintain the choice after an objection, with a reason."""
    (row, support), actor = _find(request, pk), acting(request)
    return ask(
        request,
        support,
        Asking(
            _("Decide again"), _("Maintain the choice"),
            lambda data: attributing.confirm(actor, row, data["decision"]), forms_around.DecisionForm,
            intro=_("%(name)s objects: %(why)s") % {"name": row.professional, "why": row.objection}, back=waiting_url(),
            done=_("It is decided. Tell them, and tell the person."),
        ),
    )  # fmt: skip


@allow("support.attribute")
@form_page
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Undo an asking, after having been asked."""
    row, support = _find(request, pk)
    if request.POST.get("confirm") == "yes":
        return just_do(
            request,
            support,
            lambda: attributing.withdraw(acting(request), row),
            _("The asking is withdrawn."),
        )
    return confirm(
        request, support, _("Withdraw this asking?"),
        _("%(name)s no longer takes it; whoever answers today goes on.") % {"name": row.professional}, _("Withdraw"),
    )  # fmt: skip
