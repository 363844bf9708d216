"""The made-up département: what each room's part of the demonstration reads and fills."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import connection
from faker import Faker

from tuilage.core.database.context import acting, system
from tuilage.core.registries import DemoStep, demo_parts
from tuilage.faces.public.lifting import dated_events, lifted
from tuilage.foundation.organisations.models import Team
from tuilage.foundation.sharing import cast
from tuilage.foundation.territory.models import Commune, Departement, Zone, Zoning

# How many persons a scale means, and which département when none is named. `full` is the size of a large one: 1.4
# million inhabitants, whichever lends its communes.
SCALES = {"small": (2_000, "47"), "full": (300_000, "77")}
PERSONS_A_TEAM, PERSONS_A_SECTOR, PERSONS_AN_AGENT = 2_500, 5_000, 100
FEWEST_TEAMS = 6
# From this size on, what arrives one row after the other costs more than what is laid anew at the end.
LARGE = 20_000
# Steps from CROWD to AFTER fill tables by the hundred thousand: their indexes and foreign keys may be lifted then.
CROWD, AFTER = 40, 500

# Nothing else tells the planner, before the end of the transaction, that a table is no longer empty: without it each
# row's constraint, and each figure, reads whole tables.
ANALYSED_FROM = 500


@dataclass
class World:
    """One département being made: same seed, same day, same size: same rows (but for their keys)."""

    departement: str
    seed: int
    today: date
    size: int
    rng: random.Random = field(init=False)
    faker: Faker = field(init=False)
    communes: list[tuple[Commune, int]] = field(default_factory=list)
    sectors: Sequence[Zone] = ()
    teams: list[tuple[Team, Zone]] = field(default_factory=list)
    persons: list[Any] = field(default_factory=list)
    cast_teams: list[UUID] = field(default_factory=list)
    counted: int = 0
    events: dict[str, int] = field(default_factory=dict)
    lifted: bool = False  # whether indexes and foreign keys are: statistics are taken when they are back
    professions: dict[str, UUID] = field(default_factory=dict)

    @property
    def wanted_teams(self) -> int:
        """How many teams of social action: six, and more when there are more persons to receive."""
        return max(FEWEST_TEAMS, self.size // PERSONS_A_TEAM)

    @property
    def wanted_sectors(self) -> int:
        """How many sectors the territory is cut into."""
        return max(FEWEST_TEAMS, self.size // PERSONS_A_SECTOR)

    @property
    def agents(self) -> int:
        """How many people work there, about."""
        return self.size // PERSONS_AN_AGENT

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.faker = Faker("fr_FR")
        self.faker.seed_instance(self.seed)

    def next_number(self) -> int:
        """A number that no other made-up thing has."""
        self.counted += 1
        return self.counted

    def day(self, offset: int) -> date:
        """Today, so many days later (earlier when negative)."""
        return self.today + timedelta(days=offset)

    @staticmethod
    def day_after(day: date, days: int) -> date:
        """A day, so many days later."""
        return day + timedelta(days=days)

    def copy(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        """Write rows by COPY (owner, row security lifted for the length of the load). Returns how many."""
        names = ", ".join(f'"{column}"' for column in columns)
        written = 0
        with connection.cursor() as cursor, cursor.copy(f"copy {table} ({names}) from stdin") as copy:
            for row in rows:
                copy.write_row(row)
                written += 1
        if written > ANALYSED_FROM and not self.lifted:
            with connection.cursor() as cursor:
                cursor.execute(f"analyze {table}")
        return written


def lay_cast(world: World) -> None:
    """The cast of the tests, in this département."""
    departement = Departement.objects.get(code=world.departement)
    communes = list(
        Commune.objects.filter(departement=departement).smallest().order_by("-population", "code")
    )
    world.communes = [(commune, commune.population or 0) for commune in communes]
    sectors = Zone.objects.filter(zoning=Zoning.objects.get(departement=departement, key="sectors"))
    home = Zone.objects.get(pk__in=sectors, communes=communes[0])
    world.sectors = [home, *sectors.exclude(pk=home.pk).order_by("code")]
    world.cast_teams = [cast.key(f"team {name}") for name in ("west", "east", "far")]
    towns = communes[:2] if len(communes) > 1 else communes * 2
    cast.build_professionals(departement.name, towns)
    cast.build_persons(towns)


def everyone_visible(tables: Iterable[str], forced: bool) -> None:
    """Lift (or put back) the owner's own obligation to row security, so that a bulk load can read what it writes."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        for table in tables:
            cursor.execute(f'alter table "{table}" {"force" if forced else "no force"} row level security')


def protected_tables() -> list[str]:
    """Tables under forced row security."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relforcerowsecurity"
        )
        return [row[0] for row in cursor.fetchall()]


def build(world: World, say: Any = lambda sentence: None) -> None:
    """Run every room's part, in order, in one transaction of the owner role: all of it or nothing."""
    tables = protected_tables()
    with acting(system("demo"), purpose="demonstration"):
        everyone_visible(tables, forced=False)
        steps = list(demo_parts)
        _run([step for step in steps if step.order < CROWD], world, say)
        world.lifted = world.size >= LARGE
        with lifted(lambda words: say(f"  {words}")) if world.lifted else nullcontext():
            _run([step for step in steps if CROWD <= step.order < AFTER], world, say)
        world.lifted = False
        _run([step for step in steps if step.order >= AFTER], world, say)
        world.events = dated_events()
        everyone_visible(tables, forced=True)


def _run(steps: Iterable[DemoStep], world: World, say: Any) -> None:
    for step in steps:
        began = monotonic()
        step.build(world)
        say(f"{step.code}: {monotonic() - began:.1f} s")


demo_parts.add("cast", DemoStep("cast", lay_cast, order=20))
