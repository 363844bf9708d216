"""Made-up persons: the same from the same seed, ordinary and messy, with rows that fit their tables."""

from __future__ import annotations

import random
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from tuilage.foundation.people import demo
from tuilage.foundation.people.models import Person
from tuilage.foundation.people.names import identity_keys
from tuilage.foundation.people.rules import Birth, check_birth

TODAY = date(2026, 11, 22)


def world(seed: int = 1) -> SimpleNamespace:
    """Two communes, two teams, no database."""
    communes = [SimpleNamespace(pk=UUID(int=number)) for number in (1, 2)]
    teams = [(SimpleNamespace(pk=UUID(int=number)), None) for number in (11, 12)]
    return SimpleNamespace(
        rng=random.Random(seed),  # noqa: S311
        today=TODAY,
        communes=[(communes[0], 900), (communes[1], 100)],
        teams=teams,
        day=lambda offset: TODAY + timedelta(days=offset),
        day_after=lambda day, days: day + timedelta(days=days),
    )


def people(seed: int = 1, size: int = 1500) -> list[demo.MadePerson]:
    return list(demo.Maker(world(seed), {UUID(int=1): [UUID(int=11)]}).persons(size))


def told(made: demo.MadePerson) -> tuple[Any, ...]:
    return made.row[1:]


def test_the_same_seed_gives_the_same_persons() -> None:
    assert [told(made) for made in people()] == [told(made) for made in people()]
    assert [told(made) for made in people(2)] != [told(made) for made in people()]
    assert len(people(size=1501)) == 1501


def test_ordinary_messiness() -> None:
    made = people()
    assert {each.known_to for each in made} == {"day", "month", "year", "nothing"}
    assert any(each.double_of for each in made)
    assert any(each.died_on for each in made)
    housing = demo.PERSON.index("housing")
    assert {each.row[housing] for each in made} == {"home", "hosted", "domiciled", "none", "unknown"}
    assert any(each.row[demo.PERSON.index("no_phone")] for each in made)
    assert all(
        each.since <= TODAY and (each.died_on is None or each.since <= each.died_on <= TODAY) for each in made
    )
    for each in made:
        check_birth(Birth(*each.row[8:11]), TODAY)


def test_a_double_would_be_found() -> None:
    made = {each.id: each for each in people()}
    for each in made.values():
        if each.double_of:
            known = made[each.double_of]
            assert set(identity_keys(known.birth_name)) & set(identity_keys(each.birth_name))


def test_rows_fit_their_tables() -> None:
    given, made = world(), people()
    assert {len(each.row) for each in made} == {len(demo.PERSON)}
    assert {len(row) for row in demo.key_rows(made)} == {len(demo.KEYS)}
    homes, stays = demo.stay_rows(given, made)
    assert len(homes) < len(made) < len(stays)
    assert {len(row) for row in demo.relation_rows(given, made)} == {10}
    assert {len(row) for row in demo.protection_rows(given, made)} == {8}


def test_the_columns_are_those_of_the_table() -> None:
    assert set(demo.PERSON) == {field.column for field in Person._meta.local_fields}
