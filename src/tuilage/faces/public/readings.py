"""A year of the access journal, made up: the teams open the files of the people they work with, and look for others.

Lines come month by month and are sealed as they would have been: the journal of the demonstration verifies.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from tuilage.core import access
from tuilage.core.database.keys import new_id
from tuilage.core.journal.sealing import seal_all
from tuilage.core.registries import DemoStep, demo_parts
from tuilage.foundation.organisations.models import Assignment

MONTHS = 12  # what is kept at most by default (CNIL 2021-122)
COLUMNS = ("id", "at", "actor_id", "system", "service", "act", "person_id", "part", "reason")
PARTS = ("file", "file", "file", "file", "circle", "identity", "support", "request")
# How many times a file is opened in a month, once in how many files; the rest stay closed.
OPENED, TIMES = 0.38, ((1, 2, 3, 4, 6), (40, 25, 18, 11, 6))
SEARCHES = 0.12  # a search by name, for so many openings
SECONDS_A_DAY = 9 * 3600 + 1800
AT_ONCE = 50_000

Reader = tuple[UUID, str]


def readers_by_team() -> dict[UUID, list[Reader]]:
    """Who works in each team, and the post they read from."""
    found: dict[UUID, list[Reader]] = defaultdict(list)
    held = Assignment.objects.filter(post__role__in=access.TEAM_ROLES).order_by("pk")
    fields = ("post__team_id", "professional_id", "post__title", "post__team__name")
    for team, who, title, name in held.values_list(*fields):
        found[team].append((who, f"{title}, {name}"))
    return found


def months(today: date) -> Iterator[tuple[date, date]]:
    """The twelve months that end yesterday, oldest first, as [start, end)."""
    starts = [today.replace(day=1)]
    while len(starts) < MONTHS:
        starts.append((starts[-1] - timedelta(days=1)).replace(day=1))
    ends = [today, *starts[:-1]]
    return ((start, end) for start, end in reversed(list(zip(starts, ends, strict=True))) if start < end)


def opening_days(start: date, end: date) -> list[datetime]:
    """Half past seven of each working day, as the services' clocks have it in UTC."""
    days = [start + timedelta(days=number) for number in range((end - start).days)]
    return [datetime.combine(day, time(7, 30), UTC) for day in days if day.weekday() < 5]


def lines(
    rng: random.Random, persons: list[Any], days: list[datetime], readers: dict[UUID, list[Reader]]
) -> Iterator[tuple[Any, ...]]:
    """Who opened which file that month, and what they looked for, in no order."""
    last = days[-1].date()
    for made in persons:
        team = readers.get(made.team_id)
        if not team or rng.random() > OPENED or made.since > last:
            continue
        for _time in range(rng.choices(*TIMES)[0]):
            at = days[int(rng.random() * len(days))] + timedelta(seconds=rng.random() * SECONDS_A_DAY)
            who, service = team[int(rng.random() * len(team))]
            if at.date() < made.since:
                continue
            if rng.random() < SEARCHES:
                yield new_id(), at - timedelta(seconds=9), who, "", service, "search", None, "identity", ""
            yield new_id(), at, who, "", service, "read", made.id, PARTS[int(rng.random() * len(PARTS))], ""


def build(world: Any) -> None:
    """Write and seal the journal of `world.persons`, one month after the other."""
    readers = readers_by_team()
    for start, end in months(world.today):
        if days := opening_days(start, end):
            world.copy("journal_entry", COLUMNS, lines(world.rng, world.persons, days, readers))
            seal_all(AT_ONCE)


demo_parts.add("readings", DemoStep("readings", build, order=490))
