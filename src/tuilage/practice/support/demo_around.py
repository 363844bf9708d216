"""The demonstration of those around a person: a coming majority, pairs, a coordinator, a post par intérim, a leaver."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tuilage.core.database.context import Actor, acting
from tuilage.core.registries import DemoStep, demo_parts
from tuilage.foundation.organisations.models import Professional
from tuilage.foundation.people.models import Person
from tuilage.foundation.sharing import cast
from tuilage.foundation.sharing.models import Participation
from tuilage.practice.support.actions import attributing, changing, handing_over, leaving, naming
from tuilage.practice.support.actions.standing import span
from tuilage.practice.support.demo import Leader, leaders_by_team
from tuilage.practice.support.models import CoWorker, GroundKind, Keyworker, Support, Term
from tuilage.practice.support.stories import _actor

LOOKED_AT = 600
"""Running supports of the cast's teams among which pairs are made: enough to be met, the same cost at any scale."""
HELD, OVERLAP = 2, 30
"""Supports that a post holds; days the next ones work beside a leaver."""


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
    rows = Support.objects.filter(
        status="engaged", team_id__in=[cast.key(f"team {name}") for name in ("west", "east", "far")]
    ).order_by("started_on", "proposed_on", "own_words", "months")
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


def leave_west(today: date) -> None:
    """In Isabelle's team a colleague leaves: a post holds two of their supports, the rest are handed over in one act."""
    head = _actor("head")
    known = {role.key for role in cast.PROFESSIONALS}
    staff = leaders_by_team().get(cast.key("team west"), [])
    colleagues = [one for one in staff if one.id not in {cast.key(key) for key in known}]
    with acting(head, "demonstration"):
        held = {one.id: leaving.held_by(one.id, today) for one in colleagues}
        leaver = max(colleagues, key=lambda one: len(held[one.id]), default=None)
        if leaver is None or len(held[leaver.id]) <= HELD:
            return
        _hold(head, leaver, held[leaver.id][:HELD], today)
        rows = held[leaver.id][HELD:]
        receivers = [(one.id, 1.0) for one in staff if one.id != leaver.id]
        leaving.hand_over_all(
            head, Professional.objects.get(pk=leaver.id), today, today + timedelta(days=OVERLAP),
            "Départ en retraite", leaving.spread(rows, receivers),
        )  # fmt: skip


def _hold(head: Actor, leaver: Leader, rows: list[Keyworker], today: date) -> None:
    """The post holds them since last week; Claire was asked for one, and objects."""
    since = today - timedelta(days=8)
    for row in rows:
        if row.period.lower < since:
            handing_over.hold_by_post(
                head, row.support, leaver.post_id, since, "Départ sans remplaçant pour l’instant"
            )
    if rows and rows[0].period.lower < since:
        asked = attributing.attribute(head, rows[0].support, cast.key("keyworker"))
        worker = _actor("keyworker")
        with acting(worker, "demonstration"):
            attributing.object_to(
                worker, asked, "J’en tiens déjà trois à l’autre bout du canton : je n’y serais pas assez."
            )


def build(world: Any) -> None:
    """Pairs in the crowd first, then the cast, then who leaves."""
    pairs(world.today)
    tell_around(world.today)
    leave_west(world.today)


demo_parts.add("support.around", DemoStep("support.around", build, order=575))
