"""Teams of social action over the sectors of the département, the cast's among them, and who works there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from heapq import heapify, heapreplace
from itertools import chain, cycle, islice
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange

from tuilage.core import access
from tuilage.core.accounts.models import User
from tuilage.core.database.keys import new_id
from tuilage.core.registries import DemoStep, demo_parts
from tuilage.foundation.organisations.models import (
    Absence,
    Assignment,
    Post,
    Profession,
    Professional,
    Structure,
    Team,
    TeamZone,
)
from tuilage.foundation.territory.models import Zone

SINCE = date(2020, 1, 1)
# What a team of social action is made of, beside the cast: profession, role, title, budgeted share of full time.
POSTS = (
    ("medico-social-secretary", access.SECRETARY, "Secrétaire médico-sociale", "1.00"),
    ("social-worker", access.CASE_WORKER, "Assistante de service social", "1.00"),
    ("social-worker", access.CASE_WORKER, "Assistant de service social", "0.80"),
    ("family-economics-adviser", access.CASE_WORKER, "Conseillère en économie sociale et familiale", "0.80"),
    ("head-of-service", access.HEAD_OF_SERVICE, "Chef de service action sociale", "1.00"),
)
# Whom a large team has more of: everyone but a second head.
HANDS = POSTS[:-1]
Hired = tuple[User, Professional, Post, Assignment]


def staff(world: Any, team: Team, taken: set[str], number: int) -> Iterator[Hired]:
    """So many people of a team: the usual posts, without the titles that the cast already holds there, then hands."""
    for turn, (profession, role, title, share) in enumerate(islice(chain(POSTS, cycle(HANDS)), number)):
        if turn >= len(POSTS) or title not in taken:
            yield _hired(world, team, (profession, role, title, Decimal(share)), turn)


def _hired(world: Any, team: Team, post: tuple[str, str, str, Decimal], turn: int) -> Hired:
    first, last = world.faker.first_name(), world.faker.last_name()
    profession, role, title, share = post
    account = User(id=new_id(), username=f"demo-{world.next_number()}", password=make_password(None))
    professional = Professional(id=new_id(), account=account, first_name=first, last_name=last)
    held = Post(
        id=new_id(),
        team=team,
        profession_id=world.professions[profession],
        role=role,
        title=title,
        fte=share,
        period=DateRange(SINCE, None, "[)"),
        phone=team.phone,
    )
    day = DateRange(date(2021 + turn % 3, 1 + turn % 12, 1), None, "[)")
    return (
        account,
        professional,
        held,
        Assignment(id=new_id(), post=held, professional=professional, period=day, share=share),
    )


def hire(people: Iterable[Hired]) -> None:
    """Write them: accounts, professionals, posts, who holds what."""
    rows: list[tuple[Any, ...]] = list(zip(*people, strict=True))
    for model, some in zip((User, Professional, Post, Assignment), rows, strict=True):
        model._default_manager.bulk_create(some, batch_size=500)


def teams_by_zone(inhabitants: Sequence[int], number: int) -> list[int]:
    """How many of `number` teams each zone has: one at least, the others where each has most inhabitants."""
    teams = [1] * len(inhabitants)
    queue: list[tuple[float, int]] = [(-people, at) for at, people in enumerate(inhabitants)]
    heapify(queue)
    for _team in range(number - len(teams)):
        at = queue[0][1]
        teams[at] += 1
        heapreplace(queue, (-inhabitants[at] / teams[at], at))
    return teams


def lay_teams(world: Any) -> None:
    """A team a sector and more where many live: the cast's three first, then made-up ones; with zones and posts."""
    sectors = list(world.sectors)
    own = [Team.objects.select_related("structure__parent").get(pk=key) for key in world.cast_teams]
    world.professions = dict(Profession.objects.values_list("code", "pk"))
    world.teams = list(zip(own, sectors, strict=False))
    people = [sum(n or 0 for n in zone.communes.values_list("population", flat=True)) for zone in sectors]
    for place, (sector, number) in enumerate(
        zip(sectors, teams_by_zone(people, world.wanted_teams), strict=True)
    ):
        made = _made_teams(own[0].structure, sector, number - (place < len(own)), place < len(own))
        world.teams += [(team, sector) for team in made]
    TeamZone.objects.bulk_create(
        TeamZone(id=new_id(), team=team, zone=zone, period=DateRange(SINCE, None, "[)"))
        for team, zone in world.teams
    )
    size = max(len(POSTS), round(world.agents / len(world.teams)))
    taken = {team.pk: set(team.posts.values_list("title", flat=True)) for team in own}
    hire(one for team, _zone in world.teams for one in staff(world, team, taken.get(team.pk, set()), size))
    _absences(world)


def _made_teams(centre: Structure, sector: Zone, number: int, more: bool) -> list[Team]:
    """The teams of a sector and the house they work in; `more` when another team has its name already."""
    if not number:
        return []
    site = Structure(
        id=new_id(),
        name=f"Maison du département, {sector.name}" + (" (annexe)" if more else ""),
        kind="site",
        parent=centre.parent or centre,
        phone="05 00 00 00 00",
    )
    site.save(force_insert=True)
    teams = [
        Team(
            id=new_id(),
            structure=site,
            name=f"Équipe action sociale, {sector.name}" + (f" {turn}" if turn > 1 else ""),
            phone="05 00 00 00 01",
        )
        for turn in range(1 + more, number + 1 + more)
    ]
    return Team.objects.bulk_create(teams)


def _absences(world: Any) -> None:
    """A few people away now and then."""
    professionals = list(
        Professional.objects.filter(assignments__post__role=access.CASE_WORKER).order_by("pk")
    )
    away = world.rng.sample(professionals, k=min(max(4, len(professionals) // 20), len(professionals)))
    Absence.objects.bulk_create(_absence(world, who, turn) for turn, who in enumerate(away))


def _absence(world: Any, who: Professional, turn: int) -> Absence:
    start = world.day(-world.rng.randint(3, 200))
    end = world.day_after(start, 9)
    return Absence(id=new_id(), professional=who, period=DateRange(start, end, "[)"))


demo_parts.add("organisations", DemoStep("organisations", lay_teams, order=30))
