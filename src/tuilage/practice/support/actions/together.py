"""One entry for a couple, a file each: two supports that know of each other, goals typed once, each free to leave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from tuilage.core.database.context import Actor
from tuilage.core.database.keys import new_id
from tuilage.core.refusals import Refused
from tuilage.foundation.people.models import Relation
from tuilage.practice.support.actions.guards import checked, fresh, need, write
from tuilage.practice.support.actions.preparing import propose
from tuilage.practice.support.actions.project import add_goal
from tuilage.practice.support.models import Goal, Support


@dataclass(frozen=True)
class Said:
    """What each of the two says, in their own file, and what was said of the other, kept out of the other's file."""

    own_words: str = ""
    about_others: str = ""


def partners_of(person_id: UUID) -> list[UUID]:
    """The partners of a person who have a file that the actor sees. One query."""
    rows = Relation.objects.filter(
        kind=Relation.Kind.PARTNER, period__endswith=None, other__isnull=False
    ).select_related("other")
    found = [row.other_id for row in rows.filter(person_id=person_id)]
    found += [row.person_id for row in rows.filter(other_id=person_id)]
    return list(dict.fromkeys(one for one in found if one is not None))


def propose_together(
    actor: Actor,
    persons: tuple[UUID, UUID],
    kind_code: str,
    origin: str,
    said: tuple[Said, Said],
    domains: Iterable[str] = (),
    on: date | None = None,
) -> tuple[Support, Support]:
    """Propose a support to two people at once: each has their own file, the two know of each other."""
    if persons[1] not in partners_of(persons[0]):
        raise Refused(_("These two people are not written down as partners."), "partner")
    key, chosen = new_id(), list(domains)
    made = []
    for person_id, words in zip(persons, said, strict=True):
        support = propose(actor, person_id, kind_code, origin, words.own_words, chosen, on)
        support.together, support.about_others = key, words.about_others.strip()
        with checked():
            write(support, ["together", "about_others"])
        made.append(support)
    return made[0], made[1]


def beside(support: Support) -> Support | None:
    """The support of the other person, when there is one that the actor sees. One query."""
    if support.together is None:
        return None
    others = Support.objects.select_related("person", "kind").filter(together=support.together)
    return others.exclude(pk=support.pk).first()


def add_shared_goal(
    actor: Actor,
    support: Support | UUID,
    sentence: str,
    person_words: str = "",
    baseline: str = "",
    target: str = "",
    on: date | None = None,
    domain: str = "",
    difficulty: str = "",
) -> tuple[Goal, Goal | None]:
    """Set a goal typed once in both files; the words of the one stay in theirs."""
    found = fresh(support)
    other = beside(found)
    first = add_goal(actor, found, sentence, person_words, baseline, target, on, domain, difficulty)
    if other is None or not other.open:
        return first, None
    second = add_goal(actor, other, sentence, "", baseline, target, on, domain)
    key = new_id()
    Goal.objects.filter(pk__in=[first.pk, second.pk]).update(together=key)
    first.together = second.together = key
    return first, second


def leave_together(actor: Actor, support: Support | UUID) -> Support:
    """One of the two goes on alone: both supports are kept as they are, and no longer know of each other."""
    need(actor, "support.lead")
    found = fresh(support)
    if found.together is None:
        raise Refused(_("This support is not led together with another."))
    found.together = None
    write(found, ["together"])
    return found
