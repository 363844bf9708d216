"""What this room shows on a person's file: who they are and how to reach them; who lives with them and is around."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tuilage.core.access import may
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.registries import Panel, panels

from .models import HouseholdMembership, LegalProtection, Person, Relation
from .rules import age_in_words, born_in_words, is_minor_on, majority_on


@dataclass
class Home:
    """A household of the person today: their own stay in it, and those who live there and whom one may see."""

    membership: HouseholdMembership
    others: list[Person] = field(default_factory=list)


def homes(person_id: UUID, day: date) -> list[Home]:
    """The households somebody lives in on a day, with the others. Two queries."""
    mine = HouseholdMembership.objects.filter(person_id=person_id, period__contains=day).select_related(
        "household"
    )
    found = {stay.household_id: Home(stay) for stay in mine.order_by("period")}
    others = HouseholdMembership.objects.filter(household__in=found, period__contains=day).exclude(
        person_id=person_id
    )
    if found:
        for stay in others.select_related("person"):
            found[stay.household_id].others.append(stay.person)
    return list(found.values())


def around(person_id: UUID, day: date) -> list[Relation]:
    """Who is around somebody on a day, carers first; `other` is None for those without a file one may see. One query."""
    rows = Relation.objects.filter(person_id=person_id, period__contains=day).select_related("other")
    return list(rows.order_by("-is_carer", "kind", "created_at"))


def identity(actor: Actor, person_id: UUID | None) -> dict[str, Any] | None:
    """The head of the file. Two queries."""
    person = Person.objects.select_related("commune").filter(pk=person_id).first() if person_id else None
    if person is None:
        return None
    day = today()
    protections = LegalProtection.objects.filter(person=person, period__contains=day).order_by("period")
    minor = is_minor_on(person.birth, person.died_on or day)
    return {
        "person": person,
        "age": age_in_words(person.birth, person.died_on or day),
        "born": born_in_words(person.birth, person.gender),
        "of_age_on": majority_on(person.birth) if minor and not person.died_on else None,
        "protections": list(protections),
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
    """Who lives with them and who is around. Three queries."""
    if person_id is None:
        return None
    day = today()
    return {
        "person_id": person_id,
        "homes": homes(person_id, day),
        "relations": around(person_id, day),
        "may_edit": may(actor, "people.edit"),
    }


panels.add(
    "people.identity",
    Panel("people.identity", "person.head", "people/panel_identity.html", identity, order=10),
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
    ),
)
