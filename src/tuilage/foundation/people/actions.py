"""What changes what is known of persons: one verb each, checked, written and recorded in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.forms.versions import save_checked
from tuilage.core.refusals import Refused
from tuilage.core.registries import events

from .identity import Match, likely_duplicates, search_identity
from .models import Household, HouseholdMembership, LegalProtection, Person, Relation
from .names import clean_line
from .rules import Birth, check_birth, check_death, check_named, check_period, check_protector, is_alive_on

__all__ = ["Match", "likely_duplicates", "search_identity"]

NAME_FIELDS = ("birth_name", "used_name", "first_names", "usual_first_name")
BIRTH_FIELDS = ("birth_year", "birth_month", "birth_day")
IDENTITY_FIELDS = (
    *NAME_FIELDS, "gender", *BIRTH_FIELDS, "birth_place", "died_on",
    "housing", "address", "commune", "phone", "email", "no_phone",
    "language", "needs_interpreter", "easy_to_read", "hearing_impaired", "sight_impaired", "how_to_address",
    "digital_ease",
)  # fmt: skip


@dataclass(frozen=True)
class PersonCreated:
    """A person was received for the first time, by a professional, in a team."""

    person_id: UUID
    actor: Actor
    team_id: UUID
    day: date


class LikelyDuplicates(Refused):
    """Persons already known resemble the one about to be created: `matches`, best first."""

    def __init__(self, matches: Sequence[Match]) -> None:
        super().__init__(_("Somebody known resembles this person. Look before you create a second file."))
        self.matches = list(matches)


@transaction.atomic
def create_person(
    actor: Actor, fields: Mapping[str, Any], *, confirmed: bool = False, team_id: UUID | None = None
) -> Person:
    """Create a person and put the actor's team (or `team_id`, one of theirs) around them, as who received them.

    Raises LikelyDuplicates unless `confirmed`, Refused for names or dates that cannot be.
    """
    person = Person(created_by_id=actor.id)
    _fill(person, fields)
    if not actor.teams:
        raise Refused(_("You hold no post in a team today: nobody would be able to open this file."))
    if not confirmed and (matches := likely_duplicates(actor, fields)):
        raise LikelyDuplicates(matches)
    person.save(force_insert=True)
    events.announce(PersonCreated(person.pk, actor, team_id or actor.teams[0], today()))
    return person


@transaction.atomic
def update_person(actor: Actor, person: Person, expected_version: int, fields: Mapping[str, Any]) -> Person:
    """Change the given fields. Raises StaleVersion when somebody saved in the meantime, Refused on bad dates."""
    _fill(person, fields)
    save_checked(person, expected_version, [name for name in IDENTITY_FIELDS if name in fields])
    if {*NAME_FIELDS, *BIRTH_FIELDS} & set(fields):
        person.write_keys()
    return person


def record_death(actor: Actor, person: Person, expected_version: int, died_on: date) -> Person:
    """Note the death: from then on nobody can receive them or begin a support. Their file stays."""
    return update_person(actor, person, expected_version, {"died_on": died_on})


def _fill(person: Person, fields: Mapping[str, Any]) -> None:
    unknown = set(fields) - set(IDENTITY_FIELDS)
    if unknown:
        raise ValueError(f"these are no fields of an identity: {sorted(unknown)}")
    for name, value in fields.items():
        cleaned = clean_line(value) if isinstance(value, str) else value
        setattr(person, name, cleaned)
        longest = getattr(Person._meta.get_field(name), "max_length", None)
        if longest and isinstance(cleaned, str) and len(cleaned) > longest:
            raise Refused(_("At most %(n)d characters.") % {"n": longest}, name)
    check_named(*person.names)
    check_birth(person.birth, today())
    check_death(person.died_on, person.birth, today())


def require_alive(died_on: date | None, day: date) -> None:
    """Refuse, kindly, to receive or accompany somebody who died."""
    if not is_alive_on(died_on, day):
        raise Refused(_("This person died. Their file can be read, and nothing new begins in it."))


@transaction.atomic
def add_to_household(
    actor: Actor,
    person: Person,
    start: date,
    *,
    with_person: Person | None = None,
    household: Household | None = None,
    residence: str = "usual",
    rhythm: str = "",
) -> HouseholdMembership:
    """The person lives, from `start`, in a household: the given one, that of `with_person`, or one of their own.

    A child may be in two at once (`residence` says how often, `rhythm` in words); nobody twice in the same one.
    Raises Refused.
    """
    _refuse_before_birth(person.birth, start)
    period = DateRange(start, None, "[)")
    home = household or (_home_of(with_person, start) if with_person else None)
    if home is None:
        home = Household(
            name=person.used_name or person.birth_name, commune=person.commune, created_by_id=actor.id
        )
        home.save(force_insert=True)
        if with_person is not None:
            HouseholdMembership(household=home, person=with_person, period=period).save(force_insert=True)
    elif HouseholdMembership.objects.filter(household=home, person=person, period__overlap=period).exists():
        raise Refused(_("They already live in this household at that date."), "start")
    membership = HouseholdMembership(
        household=home, person=person, period=period, residence=residence, rhythm=clean_line(rhythm)[:100]
    )
    membership.save(force_insert=True)
    return membership


def _home_of(person: Person, day: date) -> Household | None:
    current = HouseholdMembership.objects.filter(person=person, period__contains=day).order_by("-period")
    membership = current.select_related("household").first()
    return membership.household if membership else None


def _refuse_before_birth(birth: Birth, day: date) -> None:
    if (earliest := birth.earliest) and day < earliest:
        raise Refused(_("This date is before their birth."), "start")


@transaction.atomic
def leave_household(actor: Actor, membership: HouseholdMembership, end: date) -> HouseholdMembership:
    """They no longer live there from `end` on. Raises Refused when that is not after their arrival."""
    check_period(membership.period.lower, end)
    membership.period = DateRange(membership.period.lower, end, "[)")
    return save_checked(membership, membership.version, ["period"])


@transaction.atomic
def add_relation(
    actor: Actor,
    person: Person,
    kind: str,
    start: date,
    *,
    other: Person | None = None,
    other_name: str = "",
    is_carer: bool = False,
    phone: str = "",
) -> Relation:
    """Somebody around the person: another person with a file, or only a name. Raises Refused."""
    other_name = clean_line(other_name)
    if other is None and not other_name:
        raise Refused(_("Say who it is: a name, or a person already known."), "other_name")
    if other is not None and other.pk == person.pk:
        raise Refused(_("Nobody is their own relation: choose somebody else."), "other")
    relation = Relation(
        person=person,
        other=other,
        # Also when they have a file: whoever may not see that file still reads who helps the person.
        other_name=other_name or (other.name if other else ""),
        kind=kind,
        is_carer=is_carer,
        phone=clean_line(phone),
        period=DateRange(start, None, "[)"),
    )
    relation.save(force_insert=True)
    return relation


@transaction.atomic
def end_relation(actor: Actor, relation: Relation, expected_version: int, end: date) -> Relation:
    """They are no longer around the person from `end` on. Raises Refused, StaleVersion."""
    check_period(relation.period.lower, end)
    relation.period = DateRange(relation.period.lower, end, "[)")
    return save_checked(relation, expected_version, ["period"])


@transaction.atomic
def add_protection(
    actor: Actor,
    person: Person,
    kind: str,
    exercised_by: str,
    start: date,
    *,
    contact: str = "",
    end: date | None = None,
) -> LegalProtection:
    """Note a legal protection and who exercises it (Code civil, art. 425 s.). Raises Refused."""
    exercised_by = clean_line(exercised_by)
    check_protector(kind, exercised_by)
    check_period(start, end)
    protection = LegalProtection(
        person=person,
        kind=kind,
        exercised_by=exercised_by,
        contact=clean_line(contact),
        period=DateRange(start, end, "[)"),
    )
    protection.save(force_insert=True)
    return protection


@transaction.atomic
def end_protection(
    actor: Actor, protection: LegalProtection, expected_version: int, end: date
) -> LegalProtection:
    """The measure ended (lifted, or not renewed) on `end`. Raises Refused, StaleVersion."""
    check_period(protection.period.lower, end)
    protection.period = DateRange(protection.period.lower, end, "[)")
    return save_checked(protection, expected_version, ["period"])
