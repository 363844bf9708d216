"""The demonstration's consignes and numbers in other software, for the cast and for some of the crowd; Enzo's two homes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tuilage.core.database.keys import new_id
from tuilage.core.registries import DemoStep, demo_parts
from tuilage.foundation.people.demo import moment, period
from tuilage.foundation.people.models import CautionKind, ExternalSystem

from . import cast
from .demo import authors_by_team

SYSTEMS = (
    ("social-aid", "Aide sociale", "https://aide-sociale.example/dossiers/{value}"),
    ("family-allowance", "Caisse d’allocations familiales", ""),
)
# key of the cast, kind of consigne, a few words, days from now
CAST_CAUTIONS = (
    ("older_lady", "no-message", "le téléphone est celui de la voisine", 120),
    ("older_lady", "step-free", "", 200),
    ("young_person", "accompanied", "vient avec son éducateur", 60),
)
CAST_NUMBERS = (("older_lady", "social-aid", "AS-104417"), ("young_person", "family-allowance", "2274081"))
# A household's name, and how Enzo lives there.
ENZO = (
    ("Roussel", "une semaine sur deux, chez sa mère"),
    ("Roussel-Petit", "une semaine sur deux, chez son père"),
)
CAUTION = (
    "id", "created_at", "person_id", "kind_id", "detail", "author_id", "team_id", "since", "until", "ended_at", "ended_by_id",
)  # fmt: skip
IDENTIFIER = (
    "id", "created_at", "version", "person_id", "system_id", "type", "value", "use", "period", "added_by_id",
)  # fmt: skip
STAY = ("id", "created_at", "household_id", "person_id", "period", "residence", "rhythm")
Row = tuple[Any, ...]


def caution_row(
    person: UUID, kind: UUID, author: UUID, team: UUID, since: date, until: date, detail: str = ""
) -> Row:
    """A consigne that nobody ended."""
    return new_id(), moment(since), person, kind, detail, author, team, since, until, None, None


def caution_rows(world: Any, kinds: dict[str, UUID], authors: dict[UUID, list[UUID]]) -> Iterator[Row]:
    """The cast's; and one person in forty of the crowd has one, over by now for some. Asks the database nothing."""
    since, keyworker, team = world.day(-20), cast.key("keyworker"), cast.key("team west")
    for key, code, detail, days in CAST_CAUTIONS:
        yield caution_row(cast.key(key), kinds[code], keyworker, team, since, world.day(days), detail)
    rng, choices = world.rng, list(kinds.values())
    for made in world.persons:
        writers = authors.get(made.team_id)
        if made.died_on or not writers or rng.random() > 0.025:
            continue
        since = max(world.day(-rng.randint(1, 300)), made.since)
        until = since + timedelta(days=rng.choice((90, 180, 365)))
        yield caution_row(made.id, rng.choice(choices), rng.choice(writers), made.team_id, since, until)


def identifier_rows(world: Any, systems: dict[str, UUID]) -> Iterator[Row]:
    """The cast's; and one person in three of the crowd is known to another software by a number."""
    known = [(cast.key(key), systems[code], value, world.day(-400)) for key, code, value in CAST_NUMBERS]
    known += [
        (made.id, systems[SYSTEMS[0][0]], f"AS-{number:07d}", made.since)
        for number, made in enumerate(world.persons, 1)
        if world.rng.random() < 0.33
    ]
    for person, system, value, since in known:
        yield (
            new_id(), moment(since), 1, person, system, "dossier", value, "usual", period(since, None), None,
        )  # fmt: skip


def two_homes(world: Any) -> None:
    """Enzo lives by turns in two households, as the children of parents who live apart do."""
    since, commune = world.day(-500), world.communes[0][0].pk
    homes = [(new_id(), moment(since), name, commune, None) for name, _rhythm in ENZO]
    world.copy("people_household", ("id", "created_at", "name", "commune_id", "created_by_id"), homes)
    world.copy(
        "people_householdmembership",
        STAY,
        [
            (new_id(), moment(since), home[0], cast.key("young_person"), period(since, None), "alternating", rhythm)
            for home, (_name, rhythm) in zip(homes, ENZO, strict=True)
        ],
    )  # fmt: skip


def build(world: Any) -> None:
    """After the persons and those who stand around them; by COPY, whatever their number."""
    systems = {code: cast.key(f"system {code}") for code, _name, _address in SYSTEMS}
    for order, (code, name, address) in enumerate(SYSTEMS, 1):
        ExternalSystem(id=systems[code], code=code, name=name, address=address, order=order).save(
            force_insert=True
        )
    kinds = {kind.code: kind.pk for kind in CautionKind.objects.order_by("order", "code")}
    authors = authors_by_team()  # before the copy: while it runs, its connection answers nothing else
    world.copy("people_caution", CAUTION, caution_rows(world, kinds, authors))
    world.copy("people_externalidentifier", IDENTIFIER, identifier_rows(world, systems))
    two_homes(world)


demo_parts.add("around", DemoStep("around", build, order=48))
