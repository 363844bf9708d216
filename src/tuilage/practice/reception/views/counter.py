"""The counter beside the form: one-tap acts, messages left, what was on hold and nobody will finish, a word on leaving."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuilage.core import journal
from tuilage.core.access import allow, find_or_404
from tuilage.core.refusals import Refused

from .. import arriving, holding, passages
from .. import feedback as slips
from ..counter_forms import FeedbackForm, LayDownForm, MessageForm, PassageForm
from ..models import HeldReception, Message, Passage, Theme
from .trying import acting_as, attempt, forget, see, show, taken_up

MESSAGES_SHOWN = 60


@allow("reception.receive")
@require_POST
def note(request: HttpRequest, act: str) -> HttpResponse:
    """One tap: noted, and back to the form."""
    try:
        row = passages.note_passage(acting_as(request), act)
        messages.success(request, _("Noted: %(act)s.") % {"act": row.get_act_display()})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return see("receive")


@allow("reception.receive")
@require_http_methods(["GET", "POST"])
def passage(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say more of what was noted: what about, how it came, whom they came to see."""
    actor, row = acting_as(request), find_or_404(request, Passage.objects.select_related("team"), pk=pk)
    people = passages.colleagues(actor)
    initial = {"theme": row.theme, "channel": row.channel, "expected_by": row.expected_by_id}
    form = PassageForm(Theme.objects.all(), people, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        whom = UUID(facts["expected_by"]) if facts["expected_by"] else None
        if attempt(
            form, lambda: passages.complete_passage(actor, row, facts["theme"], facts["channel"], whom)
        ):
            return see("receive")
    return show(request, "reception/passage.html", form, {"row": row})


@allow("reception.receive")
@require_POST
def undo_passage(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A tap too many."""
    row = find_or_404(request, Passage.objects.all(), pk=pk)
    try:
        with transaction.atomic():
            if row.act == Passage.Act.ARRIVED and row.undone_at is None:
                arriving.undo_arrival(acting_as(request), row)
            passages.undo_passage(acting_as(request), row)
        messages.success(request, _("Undone: it is no longer counted."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return see("receive")


@allow("reception.receive")
@require_http_methods(["GET", "POST"])
def leave_message(request: HttpRequest) -> HttpResponse:
    """To whom, a few words: it arrives on their desk."""
    actor = acting_as(request)
    typed, draft = taken_up(request, "reception.message")
    form = MessageForm(passages.colleagues(actor), request.POST or None, initial=typed)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        left = attempt(
            form,
            lambda: passages.leave_message(
                actor, UUID(facts["to"]), facts["words"], facts["from_whom"], facts["phone"], facts["asks"]
            ),
        )
        if left is not None:
            forget(request, "reception.message")
            messages.success(request, _("The message is on the desk of %(name)s.") % {"name": left.to})
            return see("receive")
    return show(request, "reception/leave_message.html", form, {"draft": draft})


@allow("reception.messages")
@require_GET
def all_messages(request: HttpRequest) -> HttpResponse:
    """What waits for me, then what my teams were left and nobody saw."""
    actor = acting_as(request)
    rows = list(passages.to_see(actor)[:MESSAGES_SHOWN])
    context = {
        "mine": [row for row in rows if row.to_id == actor.id],
        "others": [row for row in rows if row.to_id != actor.id],
    }
    return render(request, "reception/messages.html", context)


@allow("reception.messages")
@require_http_methods(["GET", "POST"])
def message(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A message; seen, called back, or back on the desk."""
    actor = acting_as(request)
    row = find_or_404(request, Message.objects.select_related("to", "author", "person", "seen_by"), pk=pk)
    if request.method == "POST":
        if request.POST.get("act") == "undo":
            passages.unsee_message(actor, row)
            return see("message", pk)
        passages.see_message(actor, row, request.POST.get("act") == "called_back")
        messages.success(request, _("Seen to: it has left the desk."))
        return see("messages")
    if row.person_id:
        journal.record("read", row.person_id, "message")
    return render(request, "reception/message.html", {"row": row})


@allow("reception.receive")
@require_http_methods(["GET", "POST"])
def lay_down(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Nobody will finish it: a word says why; it can be taken back for thirty days."""
    actor = acting_as(request)
    held = find_or_404(
        request, HeldReception.objects.filter(team_id__in=actor.teams).select_related("author"), pk=pk
    )
    form = LayDownForm(request.POST or None)
    if request.POST.get("act") == "undo":
        holding.take_back(actor, held)
        messages.success(request, _("On hold again."))
        return see("receive")
    done = None
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: holding.lay_down(actor, held, form.cleaned_data["why"]))
    if done is not None:
        messages.success(request, _("Laid down. It is kept for thirty days."))
        return see("lay_down", pk)
    return show(request, "reception/lay_down.html", form, {"held": held})


@allow("reception.receive")
@require_http_methods(["GET", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    """One question on leaving, answered at the desk or copied from a slip; and what was said this month."""
    actor = acting_as(request)
    form = FeedbackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        if attempt(form, lambda: slips.leave(actor, int(facts["rating"]), facts["words"])):
            messages.success(request, _("Thank you. Nobody's name is kept."))
            return see("feedback")
    return show(request, "reception/feedback.html", form, {"said": slips.said_lately(actor)})
