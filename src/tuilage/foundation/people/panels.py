"""What this room shows on a person's file: who they are and how to reach them; who lives with them and is around."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tuilage.core.access import may
from tuilage.core.asking import ask
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.once import once_a_page
from tuilage.core.registries import Panel, panels

from .models import Caution, ExternalIdentifier, HouseholdMembership, LegalProtection, Merge, Person, Relation
from .queries import running_cautions
from .rules import age_in_words, born_in_words, is_minor_on, majority_on


@dataclass
class Home:
    """A household of the person today: their own stay in it, and those who live there and whom one may see."""

    membership: HouseholdMembership
    others: list[Person] = field(default_factory=list)
    by_turns: list[HouseholdMembership] = field(default_factory=list)

    @property
    def elsewhere(self) -> list[str]:
        """Who lives here by turns only, and how: a child with two homes."""
        return [
            f"{stay.person.name}\N{NO-BREAK SPACE}: {stay.rhythm or stay.get_residence_display()}"
            for stay in self.by_turns
        ]


def _stays(person_id: UUID, day: date) -> QuerySet[HouseholdMembership]:
    """Who lives on a day in the households that somebody lives in, themselves included."""
    mine = HouseholdMembership.objects.filter(person_id=person_id, period__contains=day)
    rows = HouseholdMembership.objects.filter(household__in=mine.values("household"), period__contains=day)
    return rows.select_related("household", "person").order_by("period", "created_at")


def _by_household(stays: Iterable[HouseholdMembership], person_id: UUID) -> list[Home]:
    rows = list(stays)
    found = {stay.household_id: Home(stay) for stay in rows if stay.person_id == person_id}
    for stay in rows:
        if stay.person_id != person_id:
            found[stay.household_id].others.append(stay.person)
            if stay.residence != HouseholdMembership.Residence.USUAL:
                found[stay.household_id].by_turns.append(stay)
    return list(found.values())


def homes(person_id: UUID, day: date) -> list[Home]:
    """The households somebody lives in on a day, with the others. One query."""
    return _by_household(_stays(person_id, day), person_id)


def _relations(person_id: UUID, day: date) -> QuerySet[Relation]:
    rows = Relation.objects.filter(person_id=person_id, period__contains=day).select_related("other")
    return rows.order_by("-is_carer", "kind", "created_at")


def around(person_id: UUID, day: date) -> list[Relation]:
    """Who is around somebody on a day, carers first; `other` is None for those without a file one may see. One query."""
    return list(_relations(person_id, day))


@dataclass(frozen=True)
class Surroundings:
    """Who lives with somebody on a day, who is around them, who protects them by law; consignes, numbers elsewhere."""

    homes: list[Home]
    relations: list[Relation]
    protections: list[LegalProtection]
    cautions: list[Caution]
    identifiers: list[ExternalIdentifier]
    merges: list[Merge]


@once_a_page
def reads_of_surroundings(person_id: UUID, day: date) -> tuple[Any, ...]:
    """All that a file shows around a person on a day, unasked: in the order of `Surroundings`."""
    stays, relations = _stays(person_id, day), _relations(person_id, day)
    protections = LegalProtection.objects.filter(person_id=person_id, period__contains=day).order_by("period")
    cautions = running_cautions().filter(person_id=person_id)
    elsewhere = ExternalIdentifier.objects.filter(person_id=person_id).exclude(use=ExternalIdentifier.Use.OLD)
    elsewhere = elsewhere.select_related("system").order_by("system__order", "value")
    merges = Merge.objects.filter(survivor_id=person_id, undone_at__isnull=True).select_related("merged_by")
    return stays, relations, protections, cautions, elsewhere, merges.order_by("-created_at")


def reads_around(actor: Actor, person_id: UUID | None) -> tuple[Any, ...]:
    """What both panels read."""
    return reads_of_surroundings(person_id, today()) if person_id else ()


@once_a_page
def surroundings(person_id: UUID, day: date) -> Surroundings:
    """All that a file shows around a person on a day. One query."""
    asked = reads_of_surroundings(person_id, day)
    ask(*asked)
    stays, relations, protections, cautions, elsewhere, merges = asked
    return Surroundings(
        _by_household(stays, person_id),
        list(relations),
        list(protections),
        list(cautions),
        list(elsewhere),
        list(merges),
    )


@once_a_page
def shown(person_id: UUID) -> Person | None:
    """The person whose file is open; `sharing.reading` has already read them."""
    return Person.objects.select_related("commune").filter(pk=person_id).first()


def identity(actor: Actor, person_id: UUID | None) -> dict[str, Any] | None:
    """The head of the file. One query, shared with the panel of the household."""
    person = shown(person_id) if person_id else None
    if person is None:
        return None
    day = today()
    minor = is_minor_on(person.birth, person.died_on or day)
    return {
        "person": person,
        "age": age_in_words(person.birth, person.died_on or day),
        "born": born_in_words(person.birth, person.gender),
        "of_age_on": majority_on(person.birth) if minor and not person.died_on else None,
        "protections": (found := surroundings(person.pk, day)).protections,
        "cautions": found.cautions,
        "identifiers": found.identifiers,
        "merges": found.merges,
        "may_merge": may(actor, "people.merge"),
        "needs": _needs(person),
        "may_edit": may(actor, "people.edit"),
    }


def _needs(person: Person) -> list[Any]:
    """What to think of before speaking or writing to them."""
    said = [
        (person.needs_interpreter, _("needs an interpreter")),
        (person.easy_to_read, _("needs easy-to-read texts")),
        (person.hearing_impaired, _("hears badly")),
        (person.sight_impaired, _("sees badly")),
        (person.no_phone, _("has no telephone")),
        (person.digital_ease == Person.DigitalEase.NOT_AT_ALL, _("not at ease with digital services")),
        (person.digital_ease == Person.DigitalEase.WITH_HELP, _("uses digital services with help")),
    ]
    return [words for true, words in said if true]


def household(actor: Actor, person_id: UUID | None) -> dict[str, Any] | None:
    """Who lives with them and who is around. One query, shared with the head of the file."""
    if person_id is None:
        return None
    found = surroundings(person_id, today())
    return {
        "person_id": person_id,
        "homes": found.homes,
        "relations": found.relations,
        "may_edit": may(actor, "people.edit"),
        "may_merge": may(actor, "people.merge"),
    }


panels.add(
    "people.identity",
    Panel(
        "people.identity", "person.head", "people/panel_identity.html", identity, order=10, reads=reads_around
    ),
)
panels.add(
    "people.household",
    Panel(
        "people.household",
        "person.side",
        "people/panel_household.html",
        household,
        _("Household and people around"),
        30,
        reads=reads_around,
    ),
)
