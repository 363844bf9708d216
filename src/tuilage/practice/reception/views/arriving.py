"""Somebody is here for their appointment: one tap on an awaited one, or the person just found by name."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuilage.core import journal
from tuilage.core.access import allow, find_or_404
from tuilage.core.forms.versions import StaleVersion
from tuilage.core.refusals import Refused
from tuilage.foundation.agenda import wording as agenda_words
from tuilage.foundation.agenda.models import Appointment

from .. import arriving, holding
from ..forms import ReceiveForm
from .receiving import DRAFT, NEW, NOBODY, typed_in
from .trying import acting_as, forget, see

SAYS = ("words", "what", "text")  # what would be lost if the form were left


@allow("reception.receive")
@require_POST
def arrive(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One tap on an awaited appointment: the professional sees it, the passage is counted."""
    actor = acting_as(request)
    row = find_or_404(
        request, Appointment.objects.filter(team_id__in=actor.teams).select_related("professional"), pk=pk
    )
    _arrive(request, row)
    return see("receive")


@allow("reception.receive")
@require_POST
def arrived(request: HttpRequest) -> HttpResponse:
    """The person chosen in the form is here: their appointment of today, or a choice when there are several."""
    actor, person_id = acting_as(request), _chosen(request.POST.get("person", ""))
    rows = arriving.awaited_of(actor, person_id) if person_id else []
    if len(rows) > 1:
        _keep_what_was_typed(request)
        journal.record("read", person_id, "appointments")
        lines = [
            {"row": row, "starts": timezone.localtime(row.period.lower), "with": agenda_words.with_whom(row),
             "place": agenda_words.place(row)}
            for row in rows
        ]  # fmt: skip
        return render(request, "reception/arrived.html", {"lines": lines, "who": agenda_words.who(rows[0])})
    done = _arrive(request, rows[0]) if rows else _arrive_unexpected(request, person_id)
    if done:
        _keep_what_was_typed(request)
    return see("receive")


def _chosen(key: str) -> UUID | None:
    if key in ("", NEW, NOBODY):
        return None
    try:
        return UUID(key)
    except ValueError:
        return None


def _arrive(request: HttpRequest, row: Appointment) -> bool:
    try:
        arriving.arrive(acting_as(request), row)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    except StaleVersion:
        messages.error(request, _("Somebody has just changed this appointment: look at it again."))
        return False
    messages.success(request, _("Here: %(name)s sees it on their day.") % {"name": row.professional})
    return True


def _arrive_unexpected(request: HttpRequest, person_id: UUID | None) -> bool:
    try:
        arriving.arrive_unexpected(acting_as(request), person_id)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(
        request, _("Noted: arrived. No appointment of today is known for them: tell whoever expects them.")
    )
    return True


def _keep_what_was_typed(request: HttpRequest) -> None:
    """The form had words in it: they wait on hold. Only a name typed to find somebody is done with."""
    actor = acting_as(request)
    if any(request.POST.get(name, "").strip() for name in SAYS):
        held = _chosen(request.POST.get("held", ""))
        running = holding.held_by_team(actor).filter(pk=held).first() if held else None
        form = ReceiveForm([], [], request.POST)
        label = holding.hold(actor, typed_in(form, request.POST), running).label
        messages.info(request, _("What was being written waits on hold: %(label)s.") % {"label": label})
    forget(request, DRAFT)
