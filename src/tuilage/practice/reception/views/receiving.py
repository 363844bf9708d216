"""The reception screen: words, who, danger, what we answer; one screen, with or without scripts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tuilage.core.access import allow
from tuilage.core.database.context import Actor
from tuilage.core.refusals import Refused
from tuilage.foundation.people.actions import LikelyDuplicates, create_person, search_identity
from tuilage.foundation.people.identity import Match
from tuilage.foundation.people.rules import Birth

from .. import actions, rules, urgency
from ..actions import Given
from ..forms import ReceiveForm
from ..models import AnswerKind, Request, Theme
from .trying import acting_as, attempt, forget, see, show, taken_up

DRAFT = "reception.receive"
NEW, NOBODY = "new", "nobody"
SHORTEST_NAME = 2


@allow("reception.receive")
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    """Receive somebody. A name that resembles a known one is asked about once, nothing is lost meanwhile."""
    themes, kinds = list(Theme.objects.all()), list(AnswerKind.objects.all())
    if request.method == "GET":
        typed, draft = taken_up(request, DRAFT)
        form = ReceiveForm(themes, kinds, initial=typed)
        return show(request, "reception/receive.html", form, {"draft": draft, "matches": None})
    form = ReceiveForm(themes, kinds, request.POST)
    form.choose_among(
        themes, rules.proposed_themes(request.POST.get("words", ""), actions.keywords_of(themes))
    )
    matches: list[Match] | None = None
    if form.is_valid():
        received = attempt(form, lambda: _receive(acting_as(request), form))
        matches = form.alike
        if received is not None:
            forget(request, DRAFT)
            messages.success(request, _said(received))
            return see("request", received.pk)
    context = {"draft": None, "matches": matches, "chosen": form.data.get("person", "")}
    return show(request, "reception/receive.html", form, context)


def _receive(actor: Actor, form: ReceiveForm) -> Request:
    facts = form.cleaned_data
    urgent = facts["urgent"] != "no"
    received = actions.receive(
        actor, _person(actor, form), facts["channel"], facts["words"], facts["themes"], urgent, facts["vulnerable"],
        tier=facts["tier"],
    )  # fmt: skip
    if rules.says_something(facts["what"]):
        if not urgent:
            raise Refused(
                _("You say what was done about a danger: say also that one must act today."), "urgent"
            )
        urgency.act_on_urgency(actor, received, facts["what"], facts["relay"])
    if facts["kind"] or facts["text"].strip():
        if not facts["kind"]:
            raise Refused(_("Choose a kind of answer, or leave the answer for later."), "kind")
        actions.answer(actor, received, Given(facts["kind"], facts["text"], tier=facts["tier"]))
    return received


def _person(actor: Actor, form: ReceiveForm) -> UUID | None:
    """Who it is: chosen among the likely ones, new, or nobody. Raises LikelyDuplicates when one must look first."""
    chosen = form.cleaned_data["person"]
    if chosen not in ("", NEW, NOBODY):
        try:
            return UUID(chosen)
        except ValueError as odd:
            raise Refused(_("Choose the person in the list."), "person") from odd
    if chosen == NOBODY or not form.named:
        return None
    try:
        return create_person(actor, form.identity, confirmed=chosen == NEW).pk
    except LikelyDuplicates as alike:
        form.alike = alike.matches
        raise


def _said(received: Request) -> str:
    if received.urgent:
        return _("Received, and signalled as urgent: the team sees it at the top of its day.")
    return _("Received. The team sees it among the requests to be answered.")


@allow("reception.receive")
@require_POST
def likely(request: HttpRequest) -> HttpResponse:
    """Persons who may be the one whose name is being typed; one line in the journal."""
    names = f"{request.POST.get('first_names', '')} {request.POST.get('birth_name', '')}".strip()[:200]
    year = request.POST.get("birth_year", "")
    birth = Birth(int(year)) if year.isascii() and year.isdigit() and len(year) == 4 else Birth()
    letters = sum(1 for character in names if character.isalpha())
    matches = search_identity(acting_as(request), names, birth)[:6] if letters >= SHORTEST_NAME else None
    context = {"matches": matches, "chosen": request.POST.get("person", "")}
    return render(request, "reception/_likely.html", context)


@allow("reception.receive")
@require_POST
def themes(request: HttpRequest) -> HttpResponse:
    """The themes again, those that the words bring first; what was ticked stays ticked."""
    known = list(Theme.objects.all())
    data: dict[str, Any] = {"themes": request.POST.getlist("themes")}
    form = ReceiveForm(known, [], initial=data)
    form.choose_among(known, rules.proposed_themes(request.POST.get("words", ""), actions.keywords_of(known)))
    return render(request, "reception/_themes.html", {"form": form})
