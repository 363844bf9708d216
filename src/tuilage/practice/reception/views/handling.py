"""One request: its page, its urgency, its answer, or the service to which it goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuilage.core import journal
from tuilage.core.access import allow, find_or_404, may
from tuilage.core.database.context import Actor
from tuilage.core.forms.versions import StaleVersion
from tuilage.core.history import changes
from tuilage.core.refusals import Refused
from tuilage.foundation.agenda.queries import on_duty
from tuilage.foundation.people.actions import search_identity
from tuilage.foundation.people.models import Person
from tuilage.foundation.people.queries import cautions
from tuilage.foundation.sharing.reading import read_person
from tuilage.practice.support.models import SupportKind

from .. import actions, rules, urgency, wording
from ..forms import OWN, ActForm, AnswerForm, AttachForm, OutsideForm, QualifyForm, VersionedForm
from ..models import Answer, AnswerKind, Passing, Request, Theme
from .trying import acting_as, attempt, forget, see, show, taken_up

ROWS = Request.objects.select_related("team", "received_by", "signalled_by", "qualified_by")


def found(request: HttpRequest, pk: UUID, part: str) -> Request:
    """The request, with its person read through the one door to a file (and a line in the journal)."""
    row = find_or_404(request, ROWS, pk=pk)
    if row.person_id and not _told_from_outside(request, row):
        row.person = read_person(request, row.person_id, part)
    return row


def _told_from_outside(request: HttpRequest, row: Request) -> bool:
    """Whether the reader has this request from an escalation only: the words, not the file."""
    if (
        row.person_id is None
        or row.team_id in acting_as(request).teams
        or Person.objects.filter(pk=row.person_id).exists()
    ):
        return False
    told = row.escalations.filter(told_id=acting_as(request).id).exists()
    if told:
        journal.record("read", row.person_id, "request")
        row.person = None
    return told


@allow("reception.read")
@require_GET
def request_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The request, its clock in words, what was done, the diagnosis, the answers, and one main act."""
    actor, row = acting_as(request), found(request, pk, "request")
    acts = list(row.urgency_actions.select_related("author"))
    answers = list(row.answers.select_related("kind", "author").order_by("answered_at"))
    diagnosis = actions.latest_diagnosis(row.person_id) if row.person_id else None
    now = timezone.now()
    context = {
        "demand": row, "who": wording.who(row), "acts": acts, "answers": answers, "diagnosis": diagnosis,
        "clock": wording.clock_words(row, now, acts[0].acted_at if acts else None),
        "themes": [theme.label for theme in Theme.objects.filter(code__in=row.themes)] if row.themes else [],
        "open": row.status not in rules.CLOSED, "to_act": row.urgent and not acts,
        "waited": wording.waited_words(row, now), "undoable": _undoable(actor.id, answers),
        "may_diagnose": may(actor, "reception.diagnose") and row.person_id is not None,
        "may_qualify": may(actor, "reception.qualify"), "told": changes(row), **_around(actor, row, now),
    }  # fmt: skip
    return render(request, "reception/request.html", context)


def _around(actor: Actor, row: Request, now: datetime) -> dict[str, Any]:
    """Who was told of the urgency and who is on duty; to which team it was passed; consignes. Five queries at most."""
    passings = list(row.passings.select_related("from_team", "to_team", "passed_by", "settled_by"))
    waiting = next((each for each in passings if each.standing == Passing.Standing.WAITING), None)
    return {
        "consignes": cautions([row.person_id]).get(row.person_id, []) if row.person_id else [],
        "escalations": list(row.escalations.select_related("told")) if row.signalled_at else [],
        "roster": on_duty(row.team_id, now) if row.urgent and row.status not in rules.CLOSED else None,
        "passings": passings, "to_settle": waiting if waiting and waiting.to_team_id in actor.teams else None,
        "may_pass": waiting is None and row.team_id in actor.teams,
    }  # fmt: skip


def _undoable(who: UUID | None, answers: list[Answer]) -> set[UUID]:
    zone, now = timezone.get_default_timezone(), timezone.now()
    return {
        given.pk
        for given in answers
        if given.undone_at is None and rules.may_undo(given.author_id, who, given.answered_at, now, zone)
    }


@allow("reception.act")
@require_http_methods(["GET", "POST"])
def urgent(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Signal, qualify, act: three small forms with the département's framework beside them (S1-030)."""
    actor, row = acting_as(request), found(request, pk, "urgency")
    step = request.POST.get("step", "")
    qualify = QualifyForm(request.POST if step == "qualify" else None, initial=_qualified(row))
    act = ActForm(request.POST if step == "act" else None, initial={"version": row.version})
    form: VersionedForm = qualify if step == "qualify" else act
    doing: dict[str, Callable[[], object]] = {
        "signal": lambda: urgency.signal_urgency(actor, row, int(request.POST.get("version") or 0)),
        "qualify": lambda: _qualify(request, row, qualify),
        "act": lambda: urgency.act_on_urgency(
            actor, row, act.cleaned_data["what"], act.cleaned_data["relay"], act.cleaned_data["at"]
        ),
    }
    if step == "signal":
        form = VersionedForm(request.POST)
    if step in doing and form.is_valid() and attempt(form, doing[step]) is not None:
        forget(request, "reception.urgency", pk)
        return see("urgency", pk) if step == "signal" else see("request", pk)
    acts, framework = list(row.urgency_actions.select_related("author")), urgency.framework()
    context = {
        "demand": row, "who": wording.who(row), "acts": acts, "qualify": qualify, "act": act, "draft": None,
        "clock": wording.clock_words(row, timezone.now(), acts[0].acted_at if acts else None),
        "framework": framework, "relays": wording.relays(framework.relays),
        "roster": on_duty(row.team_id, timezone.now()), "may_qualify": may(actor, "reception.qualify"),
        "open": row.status not in rules.CLOSED,
    }  # fmt: skip
    return show(request, "reception/urgency.html", form, context)


def _qualified(row: Request) -> dict[str, Any]:
    danger = None if row.danger is None else "yes" if row.danger else "no"
    return {
        "version": row.version, "danger": danger, "kind": row.danger_kind, "danger_words": row.danger_words, "urgent": "yes",
    }  # fmt: skip


def _qualify(request: HttpRequest, row: Request, form: QualifyForm) -> Request:
    facts = form.cleaned_data
    return urgency.qualify_urgency(
        acting_as(request), row, facts["version"] or 0, facts["danger"] == "yes", facts["kind"], facts["danger_words"],
        facts["urgent"] == "yes",
    )  # fmt: skip


@allow("reception.answer")
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer: a kind from the range or one's own, what is said, who makes the file up."""
    actor, row = acting_as(request), found(request, pk, "request")
    kinds = list(AnswerKind.objects.all())
    proposing = may(actor, "support.propose")
    kinds = kinds if proposing else [kind for kind in kinds if kind.opens != AnswerKind.Opens.SUPPORT]
    supports = list(SupportKind.objects.filter(active=True)) if proposing else []
    opening = {kind.code: kind.opens for kind in kinds}
    if opening.get(request.POST.get("kind", "")) == AnswerKind.Opens.PROTECTION:
        return see("protect_request", pk)
    typed, draft = taken_up(request, "reception.answer", pk)
    form = AnswerForm(kinds, supports, request.POST or None, initial={"version": row.version, **typed})
    if request.method == "POST" and form.is_valid():
        given = attempt(form, lambda: _answer(request, row, form))
        if given is not None:
            forget(request, "reception.answer", pk)
            messages.success(request, _("The answer is written."))
            return see("request", pk)
    acts = list(row.urgency_actions.all()) if row.urgent else []
    context = {
        "demand": row, "who": wording.who(row), "draft": draft, "proposing": proposing,
        "to_act": rules.missing_before_closing(row.urgent, acts),
    }  # fmt: skip
    return show(request, "reception/answer.html", form, context)


def _answer(request: HttpRequest, row: Request, form: AnswerForm) -> Answer:
    actor, kind = acting_as(request), form.cleaned_data["kind"]
    if kind == OWN:
        kind = actions.add_answer_kind(actor, form.cleaned_data["own_kind"]).code
    return actions.answer(actor, row, form.given(kind), form.cleaned_data["version"])


@allow("reception.answer")
@require_http_methods(["GET", "POST"])
def outside(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Not ours: why, and to whom the person was referred (S1-022, S2-110)."""
    row = found(request, pk, "request")
    typed, draft = taken_up(request, "reception.outside", pk)
    form = OutsideForm(request.POST or None, initial={"version": row.version, **typed})
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        done = attempt(
            form,
            lambda: actions.out_of_scope(
                acting_as(request), row, facts["why"], facts["to_whom"], facts["version"]
            ),
        )
        if done is not None:
            forget(request, "reception.outside", pk)
            messages.success(request, _("Written down: not ours, and where the person was referred."))
            return see("request", pk)
    context = {"demand": row, "who": wording.who(row), "draft": draft, "framework": urgency.framework()}
    return show(request, "reception/outside.html", form, context)


@allow("reception.receive")
@require_http_methods(["GET", "POST"])
def attach(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say who it was: look for a name, choose a person of one's circle."""
    actor, row = acting_as(request), found(request, pk, "request")
    form = AttachForm(request.POST or None, initial={"version": row.version})
    matches = None
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["person"]
        if chosen and attempt(
            form, lambda: actions.attach_person(actor, row, chosen, form.cleaned_data["version"] or 0)
        ):
            messages.success(request, _("The request is in the person's file."))
            return see("request", pk)
        matches = search_identity(actor, form.cleaned_data["words"]) if form.cleaned_data["words"] else None
    context = {"demand": row, "who": wording.who(row), "matches": matches}
    return show(request, "reception/attach.html", form, context)


@allow("reception.answer")
@require_POST
def undo_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Undo a mistake, the same day."""
    given = find_or_404(request, Answer.objects.select_related("request"), pk=pk)
    journal.record("read", given.request.person_id, "request")
    try:
        actions.undo_answer(acting_as(request), given, request.POST.get("why", "")[:300])
        messages.success(request, _("The answer is undone: it stays readable, struck out."))
    except (Refused, StaleVersion) as refusal:
        messages.error(request, str(refusal))
    return see("request", given.request_id)


@allow("reception.answer")
@require_POST
def undo_outside(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take "not ours" back, the same day."""
    row = found(request, pk, "request")
    try:
        actions.undo_out_of_scope(acting_as(request), row)
        messages.success(request, _("The request is in progress again."))
    except (Refused, StaleVersion) as refusal:
        messages.error(request, str(refusal))
    return see("request", pk)
