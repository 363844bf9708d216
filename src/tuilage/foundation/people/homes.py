"""Homes and couples: a stay corrected or taken away, a partner entered in the same act, a name that becomes a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from tuilage.core.database.context import Actor
from tuilage.core.forms.versions import save_checked
from tuilage.core.refusals import Refused

from .actions import LikelyDuplicates, add_relation, add_to_household, create_person
from .models import HouseholdMembership, Person, Relation
from .names import clean_line
from .rules import check_period

# What somebody is to a person, seen from the other side.
THE_OTHER_WAY = {
    Relation.Kind.PARENT: Relation.Kind.CHILD,
    Relation.Kind.CHILD: Relation.Kind.PARENT,
}


@transaction.atomic
def correct_stay(
    actor: Actor,
    stay: HouseholdMembership,
    expected_version: int,
    start: date,
    end: date | None,
    residence: str = "usual",
    rhythm: str = "",
) -> HouseholdMembership:
    """Put right since when, until when or how often somebody lives in a household; an empty end undoes a departure.

    Raises Refused (dates; already there at that time), StaleVersion.
    """
    check_period(start, end)
    if (earliest := stay.person.birth.earliest) and start < earliest:
        raise Refused(_("This date is before their birth."), "start")
    stay.period = DateRange(start, end, "[)")
    stay.residence, stay.rhythm = residence, clean_line(rhythm)[:100]
    try:
        with transaction.atomic():
            return save_checked(stay, expected_version, ["period", "residence", "rhythm"])
    except IntegrityError as error:
        raise Refused(_("They already live in this household at that date."), "start") from error


@transaction.atomic
def remove_stay(actor: Actor, stay: HouseholdMembership) -> None:
    """It was written by mistake: they never lived there. History keeps what was said."""
    stay.delete()


def other_way(kind: str) -> str:
    """Seen from the other: the parent of a child, the child of a parent; the rest is the same both ways."""
    return THE_OTHER_WAY.get(Relation.Kind(kind), Relation.Kind(kind)).value


@transaction.atomic
def link_partners(actor: Actor, one: Person, other: Person, start: date) -> None:
    """Two persons are a couple since a day; each one's file leads to the other's, what they say stays apart."""
    for person, partner in ((one, other), (other, one)):
        known = Relation.objects.filter(
            person=person, other=partner, kind=Relation.Kind.PARTNER, period__contains=start
        )
        if not known.exists():
            add_relation(actor, person, Relation.Kind.PARTNER, start, other=partner)


@transaction.atomic
def add_partner(
    actor: Actor,
    person: Person,
    fields: Mapping[str, Any],
    start: date,
    *,
    together: bool = True,
    known: Person | None = None,
    confirmed: bool = False,
) -> Person:
    """One entry for a couple, separate files: the partner is `known`, or made from `fields`; `together`: one household.

    Raises LikelyDuplicates unless `confirmed`, Refused.
    """
    partner = known or create_person(actor, fields, confirmed=confirmed)
    link_partners(actor, person, partner, start)
    if together:
        homes = HouseholdMembership.objects.filter(period__contains=start)
        shared = set(homes.filter(person=person).values_list("household_id", flat=True))
        theirs = set(homes.filter(person=partner).values_list("household_id", flat=True))
        if not shared & theirs:
            add_to_household(actor, partner, start, with_person=person)
    return partner


@transaction.atomic
def open_own_file(
    actor: Actor,
    relation: Relation,
    fields: Mapping[str, Any],
    *,
    known: Person | None = None,
    confirmed: bool = False,
) -> Person:
    """Somebody noted by name around a person (a carer) gets a file of their own, and both files lead to each other.

    So a carer is received and supported for their own sake (S2-183). Raises LikelyDuplicates unless `confirmed`,
    Refused when they have one already.
    """
    if relation.other_id is not None:
        raise Refused(_("They already have a file."))
    somebody = known or create_person(actor, {"phone": relation.phone, **fields}, confirmed=confirmed)
    if somebody.pk == relation.person_id:
        raise Refused(_("Nobody is their own relation: choose somebody else."))
    relation.other = somebody
    save_checked(relation, relation.version, ["other"])
    back = Relation.objects.filter(person=somebody, other_id=relation.person_id)
    if not back.exists():
        helped = Person.objects.get(pk=relation.person_id)
        add_relation(actor, somebody, other_way(relation.kind), relation.period.lower, other=helped)
    return somebody


__all__ = [
    "LikelyDuplicates",
    "add_partner",
    "correct_stay",
    "link_partners",
    "open_own_file",
    "other_way",
    "remove_stay",
]
