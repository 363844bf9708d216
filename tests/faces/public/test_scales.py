"""What a scale means, and how a département grows with it."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from tuilage.faces.public.demonstration import Wanted
from tuilage.faces.public.readings import months
from tuilage.foundation.organisations.demo import teams_by_zone


def test_a_scale_names_a_size_and_a_departement() -> None:
    small, full = Wanted().world(), Wanted(scale="full").world()
    assert (small.size, small.departement) == (2_000, "47")
    assert (full.size, full.departement) == (300_000, "77")


def test_what_is_said_comes_before_what_the_scale_says() -> None:
    world = Wanted(departement=" 2a ", size=40, scale="full", today=date(2026, 3, 2)).world()
    assert (world.size, world.departement, world.today) == (40, "2A", date(2026, 3, 2))


def test_teams_sectors_and_agents_grow_with_the_persons() -> None:
    small, full = Wanted().world(), Wanted(scale="full").world()
    assert (small.wanted_teams, small.wanted_sectors) == (6, 6)
    assert (full.wanted_teams, full.wanted_sectors, full.agents) == (120, 60, 3_000)


def test_teams_go_where_people_live_and_every_sector_has_one() -> None:
    assert teams_by_zone([50_000, 20_000, 0], 8) == [5, 2, 1]
    assert teams_by_zone([10, 10], 1) == [1, 1]


@pytest.mark.parametrize("today", [date(2026, 3, 1), date(2026, 3, 2), date(2024, 2, 29)])
def test_the_journal_covers_the_months_that_are_kept_and_no_day_to_come(today: date) -> None:
    found = list(months(today))
    assert all(before[1] == after[0] for before, after in pairwise(found))
    assert found[-1][1] == today
    assert (today - found[0][0]).days < 366
