"""What is read of a person's papers: lists, what is open to bring, facts for a letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from tuilage.core.asking import ask
from tuilage.core.database.context import Actor
from tuilage.core.interface.dates import short_day
from tuilage.core.once import once_a_page
from tuilage.core.registries import letter_facts

from . import rules
from .models import PaperKind, PaperPage, PersonPaper, WantedPaper


def papers_of(person_id: UUID) -> QuerySet[PersonPaper]:
    """The papers of a person that the actor may read, newest first, with their kind, author and amount of pages."""
    rows = PersonPaper.objects.filter(person_id=person_id).select_related("kind", "author", "team")
    return rows.annotate(page_count=Count("pages")).order_by("-dated_on", "-created_at")


def current_papers(person_id: UUID) -> QuerySet[PersonPaper]:
    """Those that no newer one replaced. No join on pages."""
    rows = PersonPaper.objects.filter(person_id=person_id, replaced_on__isnull=True)
    return rows.select_related("kind").order_by("-created_at")


def open_wanted(person_id: UUID) -> QuerySet[WantedPaper]:
    """What the person was asked to bring and has not brought, the soonest first."""
    rows = WantedPaper.objects.filter(person_id=person_id, brought__isnull=True, dropped_on__isnull=True)
    return rows.select_related("kind").order_by("by", "created_at")


@once_a_page
def reads_of_file(person_id: UUID) -> tuple[QuerySet[PersonPaper], QuerySet[WantedPaper]]:
    """What the file shows: the papers that stand, and what is to be brought; unasked."""
    return current_papers(person_id)[:40], open_wanted(person_id)


def file_part(person_id: UUID) -> tuple[list[PersonPaper], list[WantedPaper]]:
    """The same. One query."""
    papers, wanted = reads_of_file(person_id)
    ask(papers, wanted)
    return list(papers), list(wanted)


def already_kept(person_id: UUID, digests: list[str]) -> PersonPaper | None:
    """A paper of this person that already holds one of these very files, among those the actor may read."""
    found = (
        PaperPage.objects.filter(paper__person_id=person_id, digest__in=digests)
        .defer("content")
        .select_related("paper__kind")
        .order_by("-created_at")
        .first()
    )
    return found.paper if found else None


def filtered(rows: QuerySet[PersonPaper], asked: dict[str, Any], day: date) -> QuerySet[PersonPaper]:
    """Narrowed to what a filter asks for."""
    if kind := asked.get("nature"):
        rows = rows.filter(kind=kind)
    if source := asked.get("origine"):
        rows = rows.filter(source=source)
    match asked.get("etat"):
        case "over":
            return rows.filter(replaced_on__isnull=True, valid_until__lt=day)
        case "soon":
            return rows.filter(replaced_on__isnull=True, valid_until__range=(day, day + rules.SOON))
        case "replaced":
            return rows.filter(replaced_on__isnull=False)
        case "all":
            return rows
    return rows.filter(replaced_on__isnull=True)


@dataclass(frozen=True)
class Standing:
    """Where a paper stands: the kind of mark, and its words."""

    mark: str
    words: str


def standing_of(paper: PersonPaper, day: date) -> Standing | None:
    """Where a paper stands today; None for one that has no end and was not replaced."""
    stands = rules.standing(paper.valid_until, paper.replaced_on, day)
    end = short_day(paper.valid_until) if paper.valid_until else ""
    match stands:
        case "replaced":
            return Standing("plain", _("replaced by a newer one"))
        case "over":
            return Standing("urgent", _("no longer good since %(day)s") % {"day": end})
        case "soon":
            return Standing("soon", _("good until %(day)s") % {"day": end})
    return Standing("done", _("good until %(day)s") % {"day": end}) if end else None


def kinds_to_bring() -> QuerySet[PaperKind]:
    """The kinds that persons are asked to bring."""
    return PaperKind.objects.filter(brought=True)


def known_places() -> dict[str, Any]:
    """Each place a template may name, with its words."""
    return {name: words for facts in letter_facts for name, words in facts.places.items()}


def facts_about(actor: Actor, person_id: UUID, wanted: set[str]) -> dict[str, str]:
    """What the rooms say, for the places that are wanted: a room whose places nobody wants is not asked."""
    said: dict[str, str] = {}
    for facts in letter_facts:
        if wanted & set(facts.places):
            said |= {name: text for name, text in facts.gather(actor, person_id).items() if name in wanted}
    return said


def closest_to_end(actor: Actor, day: date) -> QuerySet[PersonPaper]:
    """Papers filed by the actor that stop being good within a month, or did lately."""
    rows = PersonPaper.objects.filter(
        author_id=actor.id,
        replaced_on__isnull=True,
        valid_until__range=(day - rules.SOON, day + rules.SOON),
    )
    return rows.select_related("kind", "person").order_by("valid_until")


def wanted_by(actor: Actor, day: date) -> QuerySet[WantedPaper]:
    """What the actor asked for and whose day has come."""
    rows = WantedPaper.objects.filter(
        by__lte=day, asked_by_id=actor.id, brought__isnull=True, dropped_on__isnull=True
    )
    return rows.select_related("kind", "person").order_by("by")
