"""What changed about a person, told in a sentence: "on 3 March, the keyworker changed the telephone"."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuilage.core.history import sentence
from tuilage.core.interface.dates import short_day

from .models import Caution, ExternalIdentifier, HouseholdMembership, LegalProtection, Person, Relation

GROUPS = (
    (("birth_name", "used_name", "first_names", "usual_first_name"), gettext_lazy("corrected the names")),
    (("birth_year", "birth_month", "birth_day", "birth_place"), gettext_lazy("corrected the birth")),
    (("gender",), gettext_lazy("corrected the gender")),
    (("housing", "address", "commune_id"), gettext_lazy("changed the address")),
    (("phone", "no_phone"), gettext_lazy("changed the telephone")),
    (("email",), gettext_lazy("changed the e-mail address")),
    (
        ("language", "needs_interpreter", "easy_to_read", "hearing_impaired", "sight_impaired", "how_to_address",
         "digital_ease"),
        gettext_lazy("changed how to speak with the person"),
    ),
)  # fmt: skip


def _changed(before: Any, after: Any, names: tuple[str, ...]) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in names)


@sentence(Person)
def identity_changed(before: Any, after: Any) -> str | None:
    """The groups of fields that changed, in one sentence."""
    if after is None:
        return None
    told = [str(words) for names, words in GROUPS if _changed(before, after, names)]
    return _(" and ").join(told) or None


@sentence(Person)
def death_noted(before: Any, after: Any) -> str | None:
    """A death noted, or a note taken back."""
    if after is None or before.died_on == after.died_on:
        return None
    if after.died_on is None:
        return _("corrected: the person is alive")
    return _("noted the death of the person, on %(day)s") % {"day": short_day(after.died_on)}


@sentence(Relation)
def relation_changed(before: Any, after: Any) -> str | None:
    """Somebody around the person: no longer, or otherwise."""
    if after is None:
        return _("removed somebody from around the person")
    if before.period.upper != after.period.upper and after.period.upper:
        return _("noted that %(kind)s is no longer around since %(day)s") % {
            "kind": Relation.Kind(after.kind).label,
            "day": short_day(after.period.upper),
        }
    return _("corrected what is known of somebody around the person")


@sentence(LegalProtection)
def protection_changed(before: Any, after: Any) -> str | None:
    """A legal protection: ended, or exercised by somebody else."""
    if after is None:
        return None
    kind = LegalProtection.Kind(after.kind).label
    if before.period.upper != after.period.upper and after.period.upper:
        return _("noted the end of the %(kind)s on %(day)s") % {
            "kind": kind,
            "day": short_day(after.period.upper),
        }
    return _("corrected the %(kind)s") % {"kind": kind}


@sentence(Caution)
def caution_changed(before: Any, after: Any) -> str | None:
    """A consigne: ended before its day, or given back."""
    if after is None:
        return None
    said = {"what": after.kind.wording}
    if before.ended_at is None and after.ended_at is not None:
        return _("ended the consigne “%(what)s”") % said
    if before.ended_at is not None and after.ended_at is None:
        return _("gave the consigne “%(what)s” back") % said
    return None


@sentence(ExternalIdentifier)
def number_changed(before: Any, after: Any) -> str | None:
    """A number in another software: removed, no longer used, or corrected."""
    if after is None:
        return _("removed the number %(number)s") % {"number": before.value}
    if before.period.upper != after.period.upper and after.period.upper:
        return _("noted that the number %(number)s is not used any more since %(day)s") % {
            "number": after.value,
            "day": short_day(after.period.upper),
        }
    if before.value != after.value:
        return _("corrected the number: %(before)s, now %(after)s") % {
            "before": before.value,
            "after": after.value,
        }
    return _("corrected what is known of the number %(number)s") % {"number": after.value}


@sentence(HouseholdMembership)
def stay_changed(before: Any, after: Any) -> str | None:
    """Where somebody lives: left, back, at other dates, or at another rhythm."""
    if after is None:
        return _("removed a household where the person did not live")
    if before.period.upper is None and after.period.upper:
        return _("noted the departure from the household on %(day)s") % {"day": short_day(after.period.upper)}
    if before.period.upper and after.period.upper is None:
        return _("corrected: the person still lives in the household")
    if before.period != after.period:
        return _("corrected the dates of a stay in the household")
    if (before.residence, before.rhythm) != (after.residence, after.rhythm):
        return _("changed how often the person lives in the household")
    return None
