"""How is it since? And what stands beside a support: decisions awaited, places somebody has."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tuilage.core.access import allow, find_or_404
from tuilage.core.database.clock import today
from tuilage.foundation.sharing.reading import read_person
from tuilage.practice.support import actions
from tuilage.practice.support import forms_ending as forms
from tuilage.practice.support.models import AwaitedDecision, Place
from tuilage.practice.support.views.answering import Asking, acting, ask, find_support

form_page = require_http_methods(["GET", "HEAD", "POST"])


@allow("support.lead")
@form_page
def follow_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How is it since the end?"""
    support = find_support(request, pk)

    def act(data: dict[str, Any]) -> object:
        return actions.follow_up(
            acting(request),
            support,
            data["reached"],
            data["words"],
            data["rating"],
            data["on"],
            data["again_on"],
        )

    return ask(
        request,
        support,
        Asking(
            _("How is it since?"), _("Save what they say"), act, forms.FollowUpForm, "support.follow_up",
            intro=_("A call is enough. What the exit plan said is beside."), initial={"on": today()},
            done=_("What they say is written."), extra={"exit_plan": support.exit_plan},
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def decision_add(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The situation changed: a decision is awaited from an institution (S0-048)."""
    person = read_person(request, person_id, "support")
    return ask(
        request,
        person,
        Asking(
            _("A decision is awaited"), _("Save"),
            lambda data: actions.await_decision(acting(request), person.pk, **data), forms.DecisionForm,
            "support.decision", intro=_("When somebody's situation changes, the file counts the days until institutions answer."),
            initial={"changed_on": today()}, back=person.get_absolute_url(), done=_("The days are counted from that change."),
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def decision_made(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The institution decided."""
    row = find_or_404(request, AwaitedDecision.objects.select_related("person"), pk=pk)
    person = read_person(request, row.person_id, "support")
    return ask(
        request,
        person,
        Asking(
            row.what, _("Write the decision down"),
            lambda data: actions.decided(acting(request), row, data["decision"], data["on"]), forms.DecidedForm,
            intro=row.institution, initial={"on": row.decided_on or today(), "decision": row.decision},
            back=person.get_absolute_url(), done=_("The decision is written down."),
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def place_add(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A place, beside those they have already (S0-084)."""
    person = read_person(request, person_id, "support")
    return ask(
        request,
        person,
        Asking(
            _("A place or a service"), _("Save"), lambda data: actions.add_place(acting(request), person.pk, **data),
            forms.PlaceForm, "support.place", intro=_("Several at once are usual: none closes another."),
            initial={"since": today()}, back=person.get_absolute_url(), done=_("The place is written."),
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def place_leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """They no longer have it."""
    row = find_or_404(request, Place.objects.select_related("person"), pk=pk)
    person = read_person(request, row.person_id, "support")
    return ask(
        request,
        person,
        Asking(
            row.name, _("It ends"), lambda data: actions.leave_place(acting(request), row, data["on"]),
            forms.LeavePlaceForm, intro=str(row.get_kind_display()), initial={"on": today()},
            back=person.get_absolute_url(), done=_("The place has ended; the others stay."),
        ),
    )  # fmt: skip
