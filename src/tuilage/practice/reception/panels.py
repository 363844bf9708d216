"""What reception shows on a person's file, on a desk, and in the timeline."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Min, Q, TextField, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuilage.core.asking import Statement, ask
from tuilage.core.database.context import Actor
from tuilage.core.once import once_a_page
from tuilage.core.registries import Panel, TimelineEntry, TimelineSource, panels, timeline_sources
from tuilage.foundation.organisations.reading import teams_of

from . import rules, wording
from .actions import diagnoses_of
from .models import Answer, Diagnosis, Request

OPEN_SHOWN = 5


@once_a_page
def reads_of_asked(actor: Actor, person_id: UUID | None) -> tuple[Any, ...]:
    """A person's requests without an answer, urgent ones first, and the last diagnosis one may read, unasked."""
    if person_id is None:
        return ()
    rows = Request.objects.filter(person_id=person_id).exclude(status__in=rules.CLOSED)
    rows = rows.select_related("team").order_by("-urgent", "received_at")[:OPEN_SHOWN]
    return rows, diagnoses_of(person_id)[:1]


def asked_and_said(actor: Actor, person_id: UUID) -> tuple[list[Request], Diagnosis | None]:
    """The same. One query, shared."""
    rows, latest = reads_of_asked(actor, person_id)
    ask(rows, latest)
    return list(rows), next(iter(latest), None)


def open_requests(actor: Actor, person_id: UUID | None) -> dict[str, Any] | None:
    """The requests of a person that have no answer yet. One query, shared with their own words."""
    if person_id is None:
        return None
    found, _words = asked_and_said(actor, person_id)
    now = timezone.now()
    lines = [
        {
            "url": reverse("reception:request", args=[row.pk]), "words": wording.excerpt(row.words),
            "clock": wording.clock_words(row, now), "at": row.received_at, "status": row.get_status_display(),
        }
        for row in found
    ]  # fmt: skip
    return {"lines": lines} if lines else None


def own_words(actor: Actor, person_id: UUID | None) -> dict[str, Any] | None:
    """What the person said when the last diagnosis was written. One query, shared with their requests."""
    latest = asked_and_said(actor, person_id)[1] if person_id else None
    return {"diagnosis": latest} if latest else None


@once_a_page
def reads_of_waiting(actor: Actor, subject: UUID | None) -> tuple[Any, ...]:
    """How many wait in each of my teams, since when, and these teams, unasked."""
    rows = (
        Request.objects.filter(team_id__in=actor.teams)
        .exclude(status__in=rules.CLOSED)
        .values("team_id")
        .annotate(
            amount=Count("pk"), urgent_ones=Count("pk", filter=Q(urgent=True)), oldest=Min("received_at")
        )
    )
    return rows, teams_of(actor.teams)


def waiting(actor: Actor, subject: UUID | None) -> dict[str, Any] | None:
    """How many wait in each of my teams, since when. One query."""
    rows, teams = reads_of_waiting(actor, subject)
    ask(rows, teams)
    found = {row["team_id"]: row for row in rows}
    lines = [
        {**found[team.pk], "team": team.name, "said": wording.amount_of_requests(found[team.pk]["amount"])}
        for team in teams
        if team.pk in found
    ]
    return {"lines": lines, "url": reverse("reception:list")}


# Timeline: one query for the three kinds, as a union that the database sorts.

KINDS = {
    "request": (gettext_lazy("Request"), "door-open"),
    "diagnosis": (gettext_lazy("Diagnosis"), "journal-text"),
    "answer": (gettext_lazy("Answer"), "chat-left-text"),
}
COLUMNS = ("at", "what", "key", "said", "extra", "who", "level")


def _text(value: Any) -> Any:
    return Cast(value, TextField())


def _author(name: str) -> Any:
    return Concat(f"{name}__first_name", Value(" "), f"{name}__last_name")


@once_a_page
def reads_of_timeline(person_id: UUID, before: datetime | None, limit: int) -> tuple[Any, ...]:
    """Requests, diagnoses and answers of a person, newest first, unasked."""
    requests = Request.objects.filter(person_id=person_id).annotate(
        at=F("received_at"), what=_text(Value("request")), key=F("pk"), said=F("words"), extra=_text(F("channel")),
        who=_text(_author("received_by")), level=F("tier"),
    )  # fmt: skip
    diagnoses = Diagnosis.objects.filter(person_id=person_id).annotate(
        at=F("created_at"), what=_text(Value("diagnosis")), key=F("person_id"), said=F("own_words"),
        extra=_text(F("held_on")), who=_text(_author("author")), level=F("tier"),
    )  # fmt: skip
    answers = Answer.objects.filter(request__person_id=person_id, undone_at__isnull=True).exclude(
        kind__opens="protection"  # once written as answers; reports of their own since
    )
    answers = answers.annotate(
        at=F("answered_at"), what=_text(Value("answer")), key=F("request_id"), said=F("text"),
        extra=_text(F("kind__label")), who=_text(_author("author")), level=F("tier"),
    )  # fmt: skip
    if before is not None:
        requests, answers = requests.filter(received_at__lt=before), answers.filter(answered_at__lt=before)
        diagnoses = diagnoses.filter(created_at__lt=before)
    shares = [rows.order_by().values_list(*COLUMNS) for rows in (requests, diagnoses, answers)]
    rows = shares[0].union(*shares[1:], all=True).order_by("-at")[:limit]
    return (Statement(*rows.query.sql_with_params(), len(COLUMNS)),)


def timeline(person_id: UUID, before: datetime | None, limit: int) -> list[TimelineEntry]:
    """The same on the timeline. One query."""
    return [_entry(*row) for row in reads_of_timeline(person_id, before, limit)[0]]


def _entry(at: datetime, what: str, key: UUID, said: str, extra: str, who: str, level: str) -> TimelineEntry:
    label, icon = KINDS[what]
    channels = dict(Request.Channel.choices)
    titles = {
        "request": lambda: _("Request %(channel)s") % {"channel": channels.get(extra, "")},
        "diagnosis": lambda: _("What they say of their situation"),
        "answer": lambda: extra,
    }
    route = "reception:diagnose_compare" if what == "diagnosis" else "reception:request"
    return TimelineEntry(
        at=at, kind=what, kind_label=label, title=titles[what](), text=said, author=who, tier=level,
        url=reverse(route, args=[key]), icon=icon,
    )  # fmt: skip


panels.add(
    "reception.requests",
    Panel("reception.requests", "person.now", "reception/panel_requests.html", open_requests,
          gettext_lazy("Requests to be answered"), order=20, act="reception.read", reads=reads_of_asked),
)  # fmt: skip
panels.add(
    "reception.words",
    Panel("reception.words", "person.now", "reception/panel_words.html", own_words,
          gettext_lazy("In their own words"), order=10, reads=reads_of_asked),
)  # fmt: skip
panels.add(
    "reception.waiting",
    Panel("reception.waiting", "desk.waiting", "reception/panel_waiting.html", waiting,
          gettext_lazy("At reception"), order=10, act="reception.read", reads=reads_of_waiting),
)  # fmt: skip
timeline_sources.add(
    "reception",
    TimelineSource("reception", gettext_lazy("Reception"), timeline, order=10, reads=reads_of_timeline),
)
