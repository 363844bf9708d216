"""Six teams of social action over the sectors of the département, the cast among them, and their posts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
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

SINCE = date(2020, 1, 1)
# What a team of social action is made of, beside the cast: profession, role, title, budgeted share of full time.
POSTS = (
    ("medico-social-secretary", access.SECRETARY, "Secrétaire médico-sociale", "1.00"),
    ("social-worker", access.CASE_WORKER, "Assistante de service social", "1.00"),
    ("social-worker", access.CASE_WORKER, "Assistant de service social", "0.80"),
    ("family-economics-adviser", access.CASE_WORKER, "Conseillère en économie sociale et familiale", "0.80"),
    ("head-of-service", access.HEAD_OF_SERVICE, "Chef de service action sociale", "1.00"),
)


def staff(world: Any, team: Team, taken: set[str]) -> list[Professional]:
    """Fill the usual posts of a team, leaving out the titles that the cast already holds there."""
    people = []
    for number, (profession, role, title, share) in enumerate(POSTS):
        if title in taken:
            continue
        people.append(_hire(world, team, profession, role, title, Decimal(share), number))
    return people


def _hire(
    world: Any, team: Team, profession: str, role: str, title: str, share: Decimal, number: int
) -> Professional:
    first, last = world.faker.first_name(), world.faker.last_name()
    account = User(id=new_id(), username=f"demo-{world.next_number()}", password=make_password(None))
    account.save(force_insert=True)
    professional = Professional(id=new_id(), account=account, first_name=first, last_name=last)
    professional.save(force_insert=True)
    post = Post(
        id=new_id(),
        team=team,
        profession=Profession.objects.get(code=profession),
        role=role,
        title=title,
        fte=share,
        period=DateRange(SINCE, None, "[)"),
        phone=team.phone,
    )
    post.save(force_insert=True)
    Assignment(
        id=new_id(),
        post=post,
        professional=professional,
        period=DateRange(date(2021 + number % 3, 1 + number, 1), None, "[)"),
        share=share,
    ).save(force_insert=True)
    return professional


def lay_teams(world: Any) -> None:
    """One team a sector: the cast's three first, then made-up ones; each with a zone, posts and a little absence."""
    sectors = list(world.sectors)
    cast_teams = [Team.objects.get(pk=key) for key in world.cast_teams]
    centre = cast_teams[0].structure.parent or cast_teams[0].structure
    for sector in sectors[len(cast_teams) :]:
        site = Structure(
            id=new_id(),
            name=f"Maison du département, {sector.name}",
            kind="site",
            parent=centre,
            phone="05 00 00 00 00",
        )
        site.save(force_insert=True)
        team = Team(
            id=new_id(), structure=site, name=f"Équipe action sociale, {sector.name}", phone="05 00 00 00 01"
        )
        team.save(force_insert=True)
        cast_teams.append(team)
    for team, sector in zip(cast_teams, sectors, strict=False):
        TeamZone(id=new_id(), team=team, zone=sector, period=DateRange(SINCE, None, "[)")).save(
            force_insert=True
        )
        taken = set(team.posts.values_list("title", flat=True))
        staff(world, team, taken)
    world.teams = list(zip(cast_teams, sectors, strict=False))
    _absences(world)


def _absences(world: Any) -> None:
    """A few people away now and then; one for long, so that a gap to come shows."""
    professionals = list(
        Professional.objects.filter(assignments__post__role=access.CASE_WORKER).order_by("pk")
    )
    for professional in world.rng.sample(professionals, k=min(4, len(professionals))):
        start = world.day(-world.rng.randint(3, 200))
        Absence(
            id=new_id(), professional=professional, period=DateRange(start, world.day_after(start, 9), "[)")
        ).save(force_insert=True)


demo_parts.add("organisations", DemoStep("organisations", lay_teams, order=30))
