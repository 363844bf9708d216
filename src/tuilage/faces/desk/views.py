"""A professional's day and a person's file, composed from what the rooms offer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuilage.core import access
from tuilage.core.access import allow, may
from tuilage.core.database.clock import today as local_today
from tuilage.core.database.context import Actor
from tuilage.core.interface.parts import Crumb
from tuilage.core.once import one_page
from tuilage.core.registries import Due, timeline_sources
from tuilage.faces.desk import composing, searching
from tuilage.foundation.people.models import Person
from tuilage.foundation.sharing.models import Note, Tier
from tuilage.foundation.sharing.reading import read_person
from tuilage.foundation.territory.rules import fold

CARING = access.TEAM_ROLES | {access.PARTNER}
NEWS = timedelta(days=3)
PERSONS_ON_A_PAGE = 50
DUE_SHOWN = 8  # what is to do is read at a glance; the rest is one tap away
PLACES_OF_A_DAY = ("urgent", "due", "waiting", "team")
PLACES_OF_A_FILE = ("head", "now", "ribbon", "composer", "side")


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _news(actor: Actor) -> list[Due]:
    """What others wrote lately in the files of my circle. One query."""
    notes = (
        Note.objects.filter(happened_at__gte=timezone.now() - NEWS)
        .exclude(author_id=actor.id)
        .exclude(tier=Tier.DRAFT)
        .select_related("person", "author")
        .order_by("-happened_at")[:8]
    )
    return [
        Due(
            at=note.happened_at,
            level="new",
            who=note.person.name,
            what=_("%(kind)s by %(author)s") % {"kind": note.get_kind_display(), "author": note.author},
            url=reverse("desk:person", args=[note.person_id]),
            act_label=_("Read"),
            since=note.happened_at,
            person_id=note.person_id,
        )
        for note in notes
    ]


def today(request: HttpRequest) -> HttpResponseBase:
    """The desk: urgent, then due, then new. Somebody not signed in finds the front page."""
    if not request.user.is_authenticated:
        return render(request, "desk/home.html", {"demo": settings.DEMO})
    return _desk(request)


today.act = "anyone"  # type: ignore[attr-defined]


@allow("desk.today")
def _desk(request: HttpRequest) -> HttpResponse:
    with one_page():
        return _day(request)


def _day(request: HttpRequest) -> HttpResponse:
    actor = _actor(request)
    cares = bool(CARING & actor.roles)
    moment = timezone.now()
    composing.ask_for_day(actor, [f"desk.{place}" for place in PLACES_OF_A_DAY], moment, cares)
    bands = composing.due_by_level(actor, moment) if cares else {level: [] for level in composing.LEVELS}
    if cares:
        bands["new"] = (bands["new"] + _news(actor))[:12]
    context: dict[str, Any] = {
        "now": timezone.localdate(),
        "later": bands["due"][DUE_SHOWN:],
        "due_first": bands["due"][:DUE_SHOWN],
        "bands": bands,
        "cares": cares,
        "calm": _("Nothing urgent is waiting"),
        "nothing_due": _("Nothing is due"),
        "nothing_due_text": _(
            "What has a date (a review, a handover, a request that waits) comes back here by itself."
        ),
        "nothing_new": _("Nothing new"),
        "nothing_new_text": _("What others write in the files of your circle shows here for three days."),
        "receive_url": reverse("reception:receive") if may(actor, "reception.receive") else "",
        "crumbs": [Crumb(_("Today"))],
    }
    for place in PLACES_OF_A_DAY:
        context[place] = composing.parts(request, f"desk.{place}")
    return render(request, "desk/today.html", context)


@allow("desk.person")
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A person's file: now, the ribbon, one timeline. Journalled; outside the circle it does not exist."""
    with one_page():
        return _file(request, person_id)


def _file(request: HttpRequest, person_id: UUID) -> HttpResponse:
    found = read_person(request, person_id, "file")
    kind, tier = request.GET.get("kind", ""), request.GET.get("tier", "")
    before = _moment(request.GET.get("before", ""))
    actor = _actor(request)
    composing.ask_for_file(actor, [f"person.{place}" for place in PLACES_OF_A_FILE], person_id, before)
    entries, next_before = composing.timeline(person_id, [kind] if kind else [], before, tier)
    context: dict[str, Any] = {
        "person": found,
        "entries": entries,
        "next_before": next_before,
        "kind": kind,
        "tier": tier,
        "kinds": [(source.code, source.kind_label) for source in timeline_sources],
        "tiers": [("shared", _("Shared")), ("team", _("Team")), ("draft", _("Draft"))],
        "can_write": may(actor, "sharing.write"),
        "nothing": _("Nothing written here"),
        "nothing_text": _("Interviews, steps, requests and documents come here in order, newest first."),
    }
    for place in PLACES_OF_A_FILE:
        context[place] = composing.parts(request, f"person.{place}", person_id)
    return render(request, "desk/person.html", context)


def _moment(text: str) -> datetime | None:
    """A moment of an address, or None when it is none: a page link cut short shows the first page."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and timezone.is_aware(found) else None


@allow("desk.persons")
def persons(request: HttpRequest) -> HttpResponse:
    """Those in whose circle I or my team stand, by name. What is typed travels by POST, never in an address."""
    words = request.POST.get("q", "").strip()[:100]
    rows = Person.objects.select_related("commune").order_by("used_name", "birth_name", "first_names", "pk")
    if words:
        for word in words.split():
            rows = rows.filter(
                Q(used_name__istartswith=word)
                | Q(birth_name__istartswith=word)
                | Q(first_names__istartswith=word)
            )
    amount = rows.count()
    page = max(1, _number(request.GET.get("page", "1")))
    start = (page - 1) * PERSONS_ON_A_PAGE
    found = list(rows[start : start + PERSONS_ON_A_PAGE])
    day = local_today()
    actor = _actor(request)
    return render(
        request,
        "desk/persons.html",
        {
            "persons": [searching.with_line(each, day) for each in found],
            "amount": searching.amount_of_persons(amount),
            "q": words,
            "next_url": f"?page={page + 1}" if amount > start + PERSONS_ON_A_PAGE and not words else "",
            "search_url": reverse("people:search") if may(actor, "people.search") else "",
            "create_url": reverse("people:create") if may(actor, "people.create") else "",
            "nothing": _("Nobody here"),
            "nothing_text": _(
                "Whoever you receive, or who agrees to share their file with you, appears here."
            ),
        },
    )


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 1


@allow("desk.search")
def search(request: HttpRequest) -> HttpResponse:
    """The search page: what Ctrl K does, for whoever has no script."""
    return render(request, "desk/search.html", {"q": "", "searched": False})


@allow("desk.search")
@require_POST
def jump(request: HttpRequest) -> HttpResponse:
    """Persons (journalled), actions of the plan, teams and pages that match. A fragment for the palette."""
    words = request.POST.get("q", "").strip()[:100]
    groups = searching.everything(request, words) if len(fold(words)) > 1 else []
    template = "desk/results.html" if request.headers.get("HX-Request") else "desk/search.html"
    return render(request, template, {"q": words, "groups": groups, "searched": True})
