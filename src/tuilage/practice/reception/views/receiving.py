"""The reception screen: who, danger, words, what we answer; put on hold and taken up; with or without scripts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tuilage.core.access import allow, find_or_404
from tuilage.core.database.context import Actor
from tuilage.core.refusals import Refused
from tuilage.foundation.agenda import wording as agenda_words
from tuilage.foundation.agenda.models import Appointment
from tuilage.foundation.people.actions import LikelyDuplicates, create_person, search_identity
from tuilage.foundation.people.identity import Match
from tuilage.foundation.people.models import Caution
from tuilage.foundation.people.queries import cautions
from tuilage.foundation.people.rules import Birth

from .. import actions, arriving, holding, passages, rules, urgency
from ..actions import Given
from ..forms import ReceiveForm
from ..models import AnswerKind, Passage, Request, Theme
from .trying import LISTS, acting_as, attempt, forget, see, show, taken_up

DRAFT = "reception.receive"
NEW, NOBODY = "new", "nobody"
SHORTEST_NAME = 2


@allow("reception.receive")
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    """Receive somebody. A name that resembles a known one is asked about once, nothing is lost meanwhile."""
    themes, kinds = list(Theme.objects.all()), list(AnswerKind.objects.all())
    if request.method == "GET":
        return _opened(request, themes, kinds)
    form = ReceiveForm(themes, kinds, request.POST)
    form.choose_among(
        themes, rules.proposed_themes(request.POST.get("words", ""), actions.keywords_of(themes))
    )
    if "hold" in request.POST:
        return _put_on_hold(request, form)
    matches: list[Match] | None = None
    if form.is_valid():
        received = attempt(form, lambda: _receive(acting_as(request), form))
        matches = form.alike
        if received is not None:
            forget(request, DRAFT, form.cleaned_data["held"])
            messages.success(request, _said(received))
            return see("request", received.pk)
    return _page(request, form, {"draft": None, "matches": matches, "chosen": form.data.get("person", "")})


def _opened(request: HttpRequest, themes: list[Theme], kinds: list[AnswerKind]) -> HttpResponse:
    """An empty form, or the one on hold that the address names."""
    actor = acting_as(request)
    held, key = None, request.GET.get("reprise", "")
    if key:
        held = find_or_404(request, holding.held_by_team(actor), pk=_uuid(key))
    typed, draft = taken_up(request, DRAFT, held.pk if held else None)
    initial: dict[str, Any] = {**(held.data if held else {}), **typed}
    if held:
        initial["held"] = held.pk
    elif request.GET.get("canal") in Request.Channel.values:
        initial.setdefault("channel", request.GET["canal"])
    form = ReceiveForm(themes, kinds, initial=initial)
    return _page(
        request, form, {"draft": draft, "matches": None, "chosen": initial.get("person", ""), "held": held}
    )


def _uuid(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None


def _page(request: HttpRequest, form: ReceiveForm, context: dict[str, Any]) -> HttpResponse:
    """The form, with what the team has on hold and what was just noted beside it."""
    actor = acting_as(request)
    rows = list(holding.held_by_team(actor)[: holding.SHOWN])
    running = str(form["held"].value() or "")
    around: dict[str, Any] = {
        "on_hold": [(row, holding.left_over(row.held_at)) for row in rows if str(row.pk) != running],
        "just_noted": list(passages.passages_of_today(actor)),
        "expected": [_greeted(row) for row in arriving.expected(actor)],
        "one_taps": [(code, label) for code, label in Passage.Act.choices if code != Passage.Act.MESSAGE],
    }
    around["likely"] = _with_consignes(context.get("matches"))
    return show(request, "reception/receive.html", form, {**around, **context})


def _greeted(row: Appointment) -> dict[str, Any]:
    """An awaited appointment for a screen that others may look at: an hour, initials, with whom."""
    return {
        "row": row, "starts": timezone.localtime(row.period.lower), "who": agenda_words.initials(row),
        "with": agenda_words.with_whom(row), "late": row.period.lower < timezone.now(),
    }  # fmt: skip


def typed_in(form: ReceiveForm, post: Any) -> dict[str, Any]:
    """What stands in the form as it was sent, unchecked."""
    return {
        name: post.getlist(name) if name in LISTS else post.get(name, "")
        for name in form.fields
        if name not in ("version", "held")
    }


def _put_on_hold(request: HttpRequest, form: ReceiveForm) -> HttpResponse:
    """Lay the running form aside as it stands: nothing is checked, nothing is lost, the next one is empty."""
    actor, key = acting_as(request), _uuid(request.POST.get("held", ""))
    held = holding.held_by_team(actor).filter(pk=key).first() if key else None
    typed = typed_in(form, request.POST)
    kept = attempt(form, lambda: holding.hold(actor, typed, held))
    if kept is None:
        return _page(request, form, {"draft": None, "matches": None})
    forget(request, DRAFT, key)
    messages.success(
        request, _("On hold: %(label)s. You find it again at the top of this page.") % {"label": kept.label}
    )
    return see("receive")


@allow("reception.receive")
@require_POST
def arrange(request: HttpRequest) -> HttpResponse:
    """The same form in the order of its channel: who first where others hear, the words first elsewhere."""
    form = ReceiveForm([], [], initial={name: request.POST.get(name, "") for name in ReceiveForm.base_fields})
    return render(request, "reception/_body.html", {"form": form, "chosen": request.POST.get("person", "")})


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
    holding.finish(actor, facts["held"])
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
    try:
        known = rules.born(request.POST.get("born", ""))
    except ValueError:
        known = None
    birth = Birth(known[2], known[1], known[0]) if known else Birth()
    letters = sum(1 for character in names if character.isalpha())
    matches = search_identity(acting_as(request), names, birth)[:6] if letters >= SHORTEST_NAME else None
    context = {
        "matches": matches,
        "chosen": request.POST.get("person", ""),
        "likely": _with_consignes(matches),
    }
    return render(request, "reception/_likely.html", context)


def _with_consignes(matches: list[Match] | None) -> list[tuple[Match, list[Caution]]]:
    """Each likely person with what to know before speaking to them. One query."""
    if not matches:
        return []
    known = cautions(match.person_id for match in matches if match.person_id)
    return [(match, known.get(match.person_id, []) if match.person_id else []) for match in matches]


@allow("reception.receive")
@require_POST
def themes(request: HttpRequest) -> HttpResponse:
    """The themes again, those that the words bring first; what was ticked stays ticked."""
    known = list(Theme.objects.all())
    data: dict[str, Any] = {"themes": request.POST.getlist("themes")}
    form = ReceiveForm(known, [], initial=data)
    form.choose_among(known, rules.proposed_themes(request.POST.get("words", ""), actions.keywords_of(known)))
    return render(request, "reception/_themes.html", {"form": form})
