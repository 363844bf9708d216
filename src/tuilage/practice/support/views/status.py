"""A person's status in time; the eighteenth birthday prepared with them: what changes, who stays, what is ready."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tuilage.core.access import allow, find_or_404, may
from tuilage.core.database.clock import today
from tuilage.core.interface.parts import CheckItem
from tuilage.foundation.sharing.reading import read_person
from tuilage.practice.support import around, forms_around, queries
from tuilage.practice.support.actions import changing
from tuilage.practice.support.actions.naming import majority
from tuilage.practice.support.models import StatusChange, Term
from tuilage.practice.support.settings import terms
from tuilage.practice.support.views.answering import Asking, acting, ask

form_page = require_http_methods(["GET", "HEAD", "POST"])


def status_url(person_id: UUID) -> str:
    return reverse("support:status", args=[person_id])


def planned(person_id: UUID, day: date) -> StatusChange | None:
    """The change to come, or of today. One query."""
    rows = StatusChange.objects.select_related("to_status", "to_ground", "planned_by")
    return (
        rows.filter(person_id=person_id, state="planned", happens_on__gte=day).order_by("happens_on").first()
    )


@allow("support.around")
@form_page
def status(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What changes, who stays, what is ready, and what the person says of it."""
    person, actor, day = read_person(request, person_id, "support"), acting(request), today()
    found, change = around.gather(person_id, day), planned(person_id, day)
    lines = [
        (f"{term.family}:{term.code}", term.label) for family in ("step", "paper") for term in terms(family)
    ]
    path = queries.path_of(person_id, day)
    context: dict[str, Any] = {
        "person": person, "around": found, "change": change, "of_age": majority(person), "day": day,
        "statuses": path.statuses, "grounds": path.grounds, "may_lead": may(actor, "support.lead"),
        "ready": [CheckItem(label, bool(change and code in change.done)) for code, label in lines],
        "soon_of_age": (of_age := majority(person)) is not None and of_age > day,
    }  # fmt: skip
    if change is None or not may(actor, "support.lead"):
        return render(request, "support/status.html", context)

    def act(data: dict[str, Any]) -> StatusChange:
        return changing.make_ready(actor, change, data["done"], data["person_words"], data["version"])

    return ask(
        request,
        person,
        Asking(
            _("The status"), _("Save"), act, forms_around.ReadyForm, "support.status", template="support/status.html",
            initial={"done": change.done, "person_words": change.person_words, "version": change.version},
            given={"lines": lines}, back=status_url(person_id), done=_("It is written."), extra=context,
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def status_plan(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Say what the status will be, from which day: the same people stay."""
    person, actor = read_person(request, person_id, "support"), acting(request)
    of_age = majority(person)
    on = of_age if of_age is not None and of_age > today() else today()

    def act(data: dict[str, Any]) -> StatusChange:
        return changing.plan_change(
            actor, person_id, data["to_status"], data["happens_on"], data["to_ground"]
        )

    statuses = [(term.code, term.label) for term in terms(Term.Family.STATUS)]
    return ask(
        request,
        person,
        Asking(
            _("Prepare a change of status"), _("Prepare the change"), act, forms_around.StatusForm,
            intro=_("Only the status and the ground change on that day. The keyworker and those beside stay."),
            initial={"happens_on": on}, given={"statuses": statuses}, back=status_url(person_id),
            done=_("The change is prepared: it comes by itself on its day, and nobody leaves."),
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def status_note(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write down what the status is today, since when."""
    person, actor = read_person(request, person_id, "support"), acting(request)
    statuses = [(term.code, term.label) for term in terms(Term.Family.STATUS)]

    return ask(
        request,
        person,
        Asking(
            _("The status today"), _("Save"),
            lambda data: changing.note_status(actor, person_id, data["to_status"], data["happens_on"]), forms_around.StatusNowForm,
            initial={"happens_on": today()}, given={"statuses": statuses}, back=status_url(person_id),
            done=_("It is written."),
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def status_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Undo a change that has not happened, after having been asked."""
    change = find_or_404(request, StatusChange.objects.select_related("to_status"), pk=pk)
    person, actor = read_person(request, change.person_id, "support"), acting(request)
    return ask(
        request,
        person,
        Asking(
            _("Cancel this change of status?"), _("Cancel the change"),
            lambda _data: changing.cancel_change(actor, change), forms_around.Nothing,
            intro=_("Status and ground go on as they are today. What was written as ready stays in the history."),
            back=status_url(change.person_id), done=_("The change is cancelled."),
        ),
    )  # fmt: skip
