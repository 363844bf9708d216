"""What Ctrl K finds: persons by identity, actions of the plan, teams, pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tuilage.core.access import may
from tuilage.core.database.context import Actor
from tuilage.core.registries import navigation
from tuilage.foundation.organisations.models import Team
from tuilage.foundation.people.identity import Match, search_identity
from tuilage.foundation.people.models import Person
from tuilage.foundation.people.rules import age_in_words, birth_in_words
from tuilage.foundation.territory.rules import fold
from tuilage.steering.plans.models import PlanAction

MOST = 8


@dataclass(frozen=True)
class Hit:
    """One thing found; without an address it only says something."""

    label: str
    url: str = ""
    text: str = ""


@dataclass
class Group:
    """The hits of one kind."""

    label: str
    hits: list[Hit] = field(default_factory=list)


def amount_of_persons(amount: int) -> str:
    """As in "12 personnes"."""
    return ngettext("%(amount)d person", "%(amount)d persons", amount) % {"amount": amount}


def _line(person: Person) -> str:
    facts = [birth_in_words(person.birth), person.commune.name if person.commune else ""]
    return " · ".join(fact for fact in facts if fact)


def with_line(person: Person, day: date) -> Person:
    """The person with `line`: what tells two homonyms apart, in words."""
    facts = [
        age_in_words(person.birth, day),
        birth_in_words(person.birth),
        person.commune.name if person.commune else "",
    ]
    person.line = " · ".join(str(fact) for fact in facts if fact)  # type: ignore[attr-defined]
    return person


def everything(request: HttpRequest, words: str) -> list[Group]:
    """Groups with at least one hit, persons first. Looking a person up is journalled by the people room."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    groups = [
        Group(_("Persons"), _persons(actor, words)),
        Group(_("Actions of the plan"), _plan_actions(actor, words)),
        Group(_("Teams"), _teams(words)),
        Group(_("Pages"), _pages(actor, words)),
    ]
    return [group for group in groups if group.hits]


def _persons(actor: Actor, words: str) -> list[Hit]:
    if not may(actor, "people.search"):
        return []
    return [_hit(match) for match in search_identity(actor, words)[:MOST]]


def _hit(match: Match) -> Hit:
    """A person of the circle, or only that somebody is known and whom to call."""
    if match.person is not None:
        return Hit(match.person.name, reverse("desk:person", args=[match.person_id]), _line(match.person))
    text = _("Call %(phone)s.") % {"phone": match.phone} if match.phone else ""
    url = reverse("sharing:break_glass", args=[match.person_id]) if match.openable else ""
    return Hit(_("Somebody known to the département"), url, text)


def _plan_actions(actor: Actor, words: str) -> list[Hit]:
    rows = PlanAction.objects.filter(title__icontains=words).order_by("title")[:MOST]
    return [Hit(str(row), reverse("plans:action", args=[row.pk])) for row in rows]


def _teams(words: str) -> list[Hit]:
    rows = Team.objects.filter(name__icontains=words).select_related("structure")[:MOST]
    return [Hit(row.name, reverse("organisations:team", args=[row.pk]), row.structure.name) for row in rows]


def _pages(actor: Actor, words: str) -> list[Hit]:
    return [
        Hit(str(item.label), reverse(item.url_name))
        for item in navigation
        if may(actor, item.act) and fold(words) in fold(str(item.label))
    ]
