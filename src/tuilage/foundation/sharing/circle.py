"""Who stands around a person, who could read what is written, who read it: what pages ask of the circle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Func, QuerySet, UUIDField, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuilage.core.asking import ask
from tuilage.core.database.context import Actor
from tuilage.core.journal.models import Act, Entry
from tuilage.core.journal.views import name_parts
from tuilage.core.once import once_a_page
from tuilage.foundation.people.merging import absorbed_in

from .models import Consent, Participation, Tier

# The parts of a file that a reading may be of, in words.
PARTS = {
    "file": gettext_lazy("the whole file"),
    "identity": gettext_lazy("the identity"),
    "household": gettext_lazy("the household"),
    "relations": gettext_lazy("the people around"),
    "legal protection": gettext_lazy("the legal protection"),
    "notes": gettext_lazy("the notes"),
    "circle": gettext_lazy("the circle"),
    "consents": gettext_lazy("the consents"),
    "readers": gettext_lazy("the list of readings"),
    "request": gettext_lazy("a request"),
    "diagnosis": gettext_lazy("the diagnosis"),
    "support": gettext_lazy("a support"),
    "supports": gettext_lazy("the list of supports"),
    "merge": gettext_lazy("two files of the same person united"),
    "merge undone": gettext_lazy("a union of two files undone"),
    "appointments": gettext_lazy("the appointments"),
    "papers": gettext_lazy("the papers"),
    "message": gettext_lazy("a message"),
    "consignes": gettext_lazy("the consignes"),
    "urgency": gettext_lazy("an urgency"),
}
name_parts(PARTS)
# A reading for a protection matter: never among PARTS, so that no filter offers it.
PROTECTION = "protection"
# What the person is told of: who looked. A refusal showed nothing to anybody.
LOOKED = (Act.READ, Act.EXPORT, Act.BREAK_GLASS)


@dataclass(frozen=True)
class Member:
    """One place in the circle, as it is shown."""

    participation: Participation
    name: str
    where: str
    phone: str
    removable: bool


@dataclass(frozen=True)
class Circle:
    """Who stands around a person on a day, and what the person agrees to, newest first."""

    participations: list[Participation]
    consents: list[Consent]


class HeldBack(Func):
    """Whether readings for protection are held back: the room that keeps such matters gives the function its body."""

    function = "reception_held_back"
    output_field = BooleanField()


@once_a_page
def reads_of_circle(person_id: UUID, day: date) -> tuple[QuerySet[Participation], QuerySet[Consent]]:
    """Places and consents, unasked."""
    rows = Participation.objects.filter(person_id=person_id, period__contains=day)
    rows = rows.select_related("professional", "team__structure").order_by("period", "created_at")
    given = Consent.objects.filter(person_id=person_id, withdrawn_on__isnull=True)
    return rows, given.select_related("team__structure").order_by("-given_on")


@once_a_page
def circle_on(person_id: UUID, day: date) -> Circle:
    """The circle; a partner stands in it only while the person agrees. One query."""
    rows, given = reads_of_circle(person_id, day)
    ask(rows, given)
    agreed = {consent.team_id for consent in given}
    around = [each for each in rows if each.role != Participation.Role.PARTNER or each.team_id in agreed]
    return Circle(around, list(given))


def standing(person_id: UUID, day: date) -> list[Participation]:
    """Who stands around the person on a day. One query."""
    return circle_on(person_id, day).participations


def members(around: Sequence[Participation]) -> list[Member]:
    """The circle in the order in which one thinks of it: keyworkers first, partners last."""
    order = [role.value for role in (
        Participation.Role.KEYWORKER, Participation.Role.INCOMING, Participation.Role.COWORKER,
        Participation.Role.COORDINATOR, Participation.Role.RECEPTION, Participation.Role.PARTNER,
    )]  # fmt: skip
    by_hand = {Participation.Role.COWORKER, Participation.Role.COORDINATOR, Participation.Role.RECEPTION}
    return [
        Member(
            each,
            str(each.professional or each.team),
            f"{each.team.name}, {each.team.structure.name}" if each.professional and each.team else
            each.team.structure.name if each.team else "",
            each.team.phone if each.team else "",
            each.role in by_hand,
        )
        for each in sorted(around, key=lambda each: order.index(each.role))
    ]  # fmt: skip


def who_reads(around: Sequence[Participation], tier: str, actor: Actor) -> str:
    """Who else can read what I am about to write, as a sentence. Pure: `around` comes from `standing`."""
    if tier == Tier.DRAFT:
        return _(
            "Only you can read it, for 30 days. An access request or a seizure examines it like the rest."
        )
    if tier == Tier.TEAM:
        return _("Your team can read it, nobody else of the circle.")
    names = dict.fromkeys(each.team.name if each.team else str(each.professional) for each in around)
    mine = {each.team.name for each in around if each.team_id in actor.teams and each.team}
    others = [name for name in names if name not in mine]
    if not others:
        return _("The person and your team can read it.")
    return _("The person, your team and these can read it: %(names)s.") % {
        "names": "\N{NO-BREAK SPACE}; ".join(others)
    }


def readings(person_id: UUID) -> QuerySet[Entry]:
    """The journal of a file, newest first: who looked, by service and function.

    Readings for a protection matter are held back while it runs (CASF L.226-2-1; law 2), for everybody: that there is
    one would be read from them. They come back when its keepers show them. Of the files that went into this one too.
    """
    rows = Entry.objects.filter(person_id__in=[person_id, *absorbed_in(person_id)], act__in=LOOKED).order_by(
        "-at"
    )
    return rows.exclude(HeldBack(Value(person_id, UUIDField())), part=PROTECTION)


def told(entry: Entry) -> dict[str, Any]:
    """A line of the journal as the person is shown it: service, function, act, reason; never a name (CJEU C-579/21)."""
    return {
        "at": entry.at,
        "service": entry.service or _("Tuilage, automatically"),
        "act": entry.get_act_display(),
        "part": PARTS.get(entry.part, ""),
        "reason": entry.reason,
        "exceptional": entry.act == Act.BREAK_GLASS or bool(entry.reason),
    }
