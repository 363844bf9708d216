"""The demonstration of those around a person: a coming majority, pairs, a coordinator, somebody asked to take a support."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tuilage.core.database.context import acting
from tuilage.core.registries import DemoStep, demo_parts
from tuilage.foundation.people.models import Person
from tuilage.foundation.sharing import cast
from tuilage.foundation.sharing.models import Participation
from tuilage.practice.support.actions import attributing, changing, naming
from tuilage.practice.support.actions.standing import span
from tuilage.practice.support.demo import leaders_by_team
from tuilage.practice.support.models import CoWorker, GroundKind, Support, Term
from tuilage.practice.support.stories import _actor

LOOKED_AT = 600
"""Running supports among which pairs are made: enough to be met, the same cost at any scale."""


def tell_around(today: date) -> None:
    """Enzo comes of age with the same people; Odette has a coordinator; Yann is asked to take what is prepared."""
    worker, head, young, lady = (
        _actor("keyworker"),
        _actor("head"),
        cast.key("young_person"),
        cast.key("older_lady"),
    )
    with acting(worker, "demonstration"):
        support = Support.objects.get(person_id=young, status="engaged")
        naming.add_coworker(worker, support, cast.key("adviser"), "budget", today - timedelta(days=60))
        naming.lay_ground(worker, support, GroundKind.objects.get(code="ase"), support.started_on)
        changing.note_status(worker, young, "minor-ase", today - timedelta(days=420))
        eighteen = naming.majority(Person.objects.get(pk=young))
        if eighteen is not None and today < eighteen:
            ground = GroundKind.objects.get(code="young-adult")
            change = changing.plan_change(worker, young, "young-adult-ase", eighteen, ground)
            changing.make_ready(
                worker, change, ["paper:identity", "paper:health", "step:interview", "step:wish"],
                "Je veux bien changer de case, mais je garde Claire.",
            )  # fmt: skip
        naming.name_coordinator(
            worker, lady, cast.key("head"), "Le CCAS, la mairie et nous : qu’elle n’ait qu’un numéro à appeler",
            ["gather", "who-does-what", "reach"], today - timedelta(days=30),
        )  # fmt: skip
    with acting(head, "demonstration"):
        waiting = Support.objects.filter(person_id=lady, status="preparing").first()
        if waiting is not None:
            attributing.attribute(head, waiting, cast.key("adviser"))


def pairs(today: date) -> None:
    """One running support in five has a pair: somebody of the team beside the keyworker."""
    roles = list(Term.objects.filter(family=Term.Family.CO_ROLE))
    staff = leaders_by_team()
    rows = Support.objects.filter(status="engaged").order_by(
        "started_on", "proposed_on", "own_words", "months"
    )
    places, made = [], []
    for number, support in enumerate(rows.prefetch_related("keyworkers")[:LOOKED_AT]):
        busy = {row.professional_id for row in support.keyworkers.all()}
        free = [one for one in staff.get(support.team_id, []) if one.id not in busy]
        if number % 5 or not free or support.started_on is None:
            continue
        who, role = free[number % len(free)], roles[number % len(roles)]
        period = span(max(support.started_on, today - timedelta(days=90)), None)
        common: dict[str, Any] = {
            "person_id": support.person_id, "professional_id": who.id, "team_id": support.team_id, "period": period,
        }  # fmt: skip
        places.append(Participation(**common, role=Participation.Role.COWORKER, ground=str(role)))
        made.append(CoWorker(**common, support_id=support.pk, role=role, participation=places[-1]))
    Participation.objects.bulk_create(places)
    CoWorker.objects.bulk_create(made)


def build(world: Any) -> None:
    """Pairs in the crowd first, then the cast."""
    pairs(world.today)
    tell_around(world.today)


demo_parts.add("support.around", DemoStep("support.around", build, order=575))
