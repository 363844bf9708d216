"""Keeping an hour: a free one is there when the page opens, so that choosing it and confirming is all there is to do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuilage.core import journal
from tuilage.core.access import CASE_WORKER, allow, find_or_404
from tuilage.core.database.clock import today
from tuilage.core.forms.drafts import drop_draft, find_draft
from tuilage.core.forms.versions import StaleVersion
from tuilage.core.history import changes
from tuilage.core.refusals import Refused
from tuilage.foundation.organisations.models import Professional, Team
from tuilage.foundation.people.models import Person

from .. import finding, wording
from ..actions import booking
from ..booking_forms import BookForm, FindForm
from ..models import Appointment, PaperToBring
from .handling import PART, acting_as, appointments, line, read_person, see

NEARLY = timedelta(minutes=10)  # an hour that begins sooner than that is no free hour any more
OFFERED = 9
DRAFT = "agenda.book"


@allow("agenda.book")
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """An appointment for a person: one of the free hours, and confirm."""
    return _book(request, read_person(request, person_id), None)


@allow("agenda.book")
@require_http_methods(["GET", "POST"])
def book_anonymous(request: HttpRequest) -> HttpResponse:
    """An appointment for somebody who gives no name: an hour, and no word that could be one."""
    return _book(request, None, None)


@allow("agenda.book")
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another hour for an appointment: the first one stays, and leads to the new one."""
    row = find_or_404(request, appointments().filter(team__in=acting_as(request).teams), pk=pk)
    if row.person_id:
        journal.record("read", row.person_id, PART)
    return _book(request, row.person, row)


def _team(request: HttpRequest, old: Appointment | None) -> Team:
    teams = acting_as(request).teams
    key = old.team_id if old else teams[0] if teams else None
    return find_or_404(request, Team.objects.filter(pk__in=teams).select_related("structure"), pk=key)


def _with(request: HttpRequest, people: list[Professional], old: Appointment | None) -> dict[str, Any]:
    """What the free hours are looked for by, before anybody chose: me when I meet people, else anyone."""
    actor = acting_as(request)
    keys = {each.pk for each in people}
    who = old.professional_id if old else actor.id if CASE_WORKER in actor.roles else None
    length = (old.period.upper - old.period.lower) // timedelta(minutes=1) if old else 45
    return {"avec": str(who) if who in keys else "", "duree": length, "des": today()}


def _book(request: HttpRequest, person: Person | None, old: Appointment | None) -> HttpResponse:
    team, day = _team(request, old), today()
    people = finding.workers([team.pk], day)
    start = _with(request, people, old)
    given = request.POST if "duree" in request.POST else request.GET
    looking = "chercher" in request.POST  # other free hours: what is typed below stays
    find = FindForm(people, {name: given.get(name, "") for name in start} if "duree" in given else start)
    choices = find.cleaned_data if find.is_valid() else start
    length = timedelta(minutes=int(choices.get("duree") or start["duree"]))
    if find.errors and "duree" in find.errors:
        length = timedelta(minutes=int(start["duree"]))
    one = next((each for each in people if str(each.pk) == choices.get("avec")), None)
    after = max(choices.get("des") or day, day)
    found = finding.diaries([one] if one else people, after)
    offers = finding.offers(found, length, timezone.now() + NEARLY, OFFERED)
    form = BookForm(
        offers, Professional.objects.filter(pk__in=[each.pk for each in people]),
        list(PaperToBring.objects.filter(active=True)), person is not None, None if looking else request.POST or None,
        initial=_typed(request, person) or _initial(old),
    )  # fmt: skip
    if request.method == "POST" and not looking and form.is_valid():
        wanted = form.wanted(one.pk if one else None, length, team.structure)
        if wanted is None:
            form.add_error("other", _("Say with whom above before typing an hour."))
        elif (done := _do(request, team, person, old, form, wanted)) is not None:
            if person is not None:
                drop_draft(acting_as(request), DRAFT, person.pk)
            return see("appointment", done.pk)
    offered = person is not None and request.method == "GET" and not request.GET.get("brouillon")
    context = {
        "team": team, "person": person, "old": old and line(old), "find": find, "form": form, "offers": offers,
        "minutes": length // timedelta(minutes=1), "stale": None, "typed": looking, "draft_key": DRAFT,
        "draft": find_draft(acting_as(request), DRAFT, person.pk) if offered and person else None,
    }  # fmt: skip
    return render(request, "agenda/book.html", context, status=422 if form.errors else 200)


def _typed(request: HttpRequest, person: Person | None) -> dict[str, Any]:
    """What was typed before other free hours were looked for, or kept as a draft and asked for again."""
    if request.method == "POST":
        many = {"papers": request.POST.getlist("papers")}
        return {name: value for name, value in request.POST.items() if name not in ("slot", "papers")} | many
    if person is None or not request.GET.get("brouillon"):
        return {}
    kept = find_draft(acting_as(request), DRAFT, person.pk)
    return {name: value for name, value in kept.data.items() if name != "slot"} if kept else {}


def _initial(old: Appointment | None) -> dict[str, Any]:
    if old is None:
        return {}
    names = ("form", "place_words", "subject", "papers", "papers_more", "version")
    return {name: getattr(old, name) for name in names} | {"co": old.co_professional_id}


def _do(
    request: HttpRequest,
    team: Team,
    person: Person | None,
    old: Appointment | None,
    form: BookForm,
    wanted: Any,
) -> Appointment | None:
    """Keep the hour, or say beside its field why not."""
    actor = acting_as(request)
    try:
        with transaction.atomic():
            if old is not None:
                by = form.cleaned_data.get("by") or "person"
                row = booking.move(
                    actor, old, form.cleaned_data.get("version") or old.version, wanted, by, by == "service"
                )
            else:
                row = booking.book(actor, team, person.pk if person else None, wanted)
    except (Refused, StaleVersion) as refusal:
        field = getattr(refusal, "field", None)
        form.add_error(field if field in form.fields else None, str(refusal))
        return None
    messages.success(request, _("The appointment is moved.") if old else _("The appointment is kept."))
    return row


@allow("agenda.read")
@require_GET
def appointment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One appointment: when, with whom, in which form, what to bring; its acts; what became of it."""
    row = find_or_404(request, appointments().select_related("moved_to"), pk=pk)
    if row.person_id:
        journal.record("read", row.person_id, PART)
    before = Appointment.objects.filter(moved_to=row).first()
    actor = acting_as(request)
    context = {
        **line(row), "papers": wording.papers(row), "before": before, "told": changes(row),
        "ours": row.team_id in actor.teams, "planned": row.status == "planned",
        "begun": row.period.lower <= timezone.now(), "today": row.day == today(),
    }  # fmt: skip
    return render(request, "agenda/appointment.html", context)


@allow("agenda.book")
@require_http_methods(["GET", "POST"])
def call_off(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Call an appointment off, saying who does."""
    actor = acting_as(request)
    row = find_or_404(request, appointments().filter(team__in=actor.teams), pk=pk)
    if row.person_id:
        journal.record("read", row.person_id, PART)
    by = request.POST.get("by", "")
    problem = ""
    if request.method == "POST" and by not in Appointment.By.values:
        problem = _("Say who called it off: the person or the service.")
    elif request.method == "POST":
        try:
            version = int(request.POST.get("version") or row.version)
            booking.call_off(actor, row, version, by, to_call=by == "service")
        except (Refused, StaleVersion, ValueError) as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("The appointment is called off."))
            return see("appointment", row.pk)
    context = {**line(row), "problem": problem, "choices": Appointment.By.choices}
    return render(request, "agenda/call_off.html", context, status=422 if problem else 200)


@allow("agenda.book")
@require_POST
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Undo a cancellation."""
    actor = acting_as(request)
    row = find_or_404(request, appointments().filter(team__in=actor.teams), pk=pk)
    try:
        booking.take_back(actor, row, row.version)
        messages.success(request, _("The appointment stands again."))
    except (Refused, StaleVersion) as refusal:
        messages.error(request, str(refusal))
    return see("appointment", row.pk)


@allow("agenda.read")
@require_GET
def of_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """All the appointments of a person, those to come first."""
    person = read_person(request, person_id)
    rows = [line(row) for row in appointments().filter(person=person).order_by("-day", "-period")[:100]]
    now = timezone.now()
    context = {
        "person": person, "person_url": f"/personnes/{person.pk}/", "past": [each for each in rows if each["row"].period.upper <= now],
        "ahead": [each for each in reversed(rows) if each["row"].period.upper > now],
    }  # fmt: skip
    return render(request, "agenda/of_person.html", context)
