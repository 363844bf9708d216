"""Who stands around the made-up persons, what they agreed to share, and what was written of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tuilage.core import access
from tuilage.core.database.keys import new_id
from tuilage.core.registries import DemoStep, demo_parts
from tuilage.foundation.organisations.models import Assignment, Team
from tuilage.foundation.people.demo import MadePerson, moment, period

WHAT = (
    "mon projet de logement",
    "mes démarches pour l’emploi",
    "ma situation, pour éviter de tout redire",
    "mon budget",
)
NOTES = (
    (
        "interview",
        "Reçu{e} ce matin. « Je ne sais plus par quel bout prendre tout ça. » Nous avons fait la liste ensemble.",
    ),
    ("interview", "Visite à domicile. Le logement est humide ; le propriétaire a promis de passer."),
    ("note", "A appelé : le rendez-vous à la caisse est déplacé à la semaine prochaine."),
    ("note", "Préfère qu’on écrive plutôt qu’on appelle."),
    ("step", "Demande de complémentaire santé envoyée avec les pièces."),
    ("step", "Dossier de surendettement : il manque les trois derniers relevés."),
    ("meeting", "Point avec le CCAS : l’aide alimentaire continue deux mois, puis on refait le budget."),
    ("interview", "Se sent moins seul{e} depuis l’atelier du jeudi. Veut y retourner."),
)
PLACE = (
    "id",
    "created_at",
    "person_id",
    "professional_id",
    "team_id",
    "role",
    "period",
    "ground",
    "added_by_id",
)


def authors_by_team() -> dict[UUID, list[UUID]]:
    """The case workers of each team."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    held = Assignment.objects.filter(post__role=access.CASE_WORKER).order_by("pk")
    for team_id, professional_id in held.values_list("post__team_id", "professional_id"):
        found[team_id].append(professional_id)
    return found


def place_rows(world: Any, persons: Sequence[MadePerson]) -> Iterator[tuple[Any, ...]]:
    """Each person is known to the team that received them; a few also to a second one, to work beside it."""
    rng, teams = world.rng, [team.pk for team, _zone in world.teams]
    for made in persons:
        start = moment(made.since)
        yield new_id(), start, made.id, None, made.team_id, "reception", period(made.since, None), "", None
        other = rng.choice(teams)
        if other != made.team_id and rng.random() < 0.03:
            end = made.since + timedelta(days=rng.randint(60, 500)) if rng.random() < 0.5 else None
            yield (
                new_id(),
                start,
                made.id,
                None,
                other,
                "coworker",
                period(made.since, end),
                "appui au budget",
                None,
            )


def consents(
    world: Any, persons: Sequence[MadePerson], authors: dict[UUID, list[UUID]], partners: Sequence[UUID]
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Consents with partners, one in six taken back, and the places that go with them."""
    rng = world.rng
    given, places = [], []
    for made in persons:
        if not partners or not authors.get(made.team_id) or rng.random() > 0.06:
            continue
        start, team = made.since, rng.choice(partners)
        back: date | None = None
        if rng.random() < 0.17 and (world.today - start).days > 40:
            back = start + timedelta(days=rng.randint(20, (world.today - start).days))
        author = rng.choice(authors[made.team_id])
        how = rng.choice(("oral", "signed"))
        given.append((new_id(), moment(start), made.id, team, rng.choice(WHAT), start, how, back, author))
        places.append(
            (new_id(), moment(start), made.id, None, team, "partner", period(start, back), "", author)
        )
    return given, places


def note_rows(
    world: Any, persons: Sequence[MadePerson], authors: dict[UUID, list[UUID]]
) -> Iterator[tuple[Any, ...]]:
    """Zero to four notes a person, shared for the most part."""
    rng = world.rng
    for made in persons:
        writers = authors.get(made.team_id)
        days = max((min(world.today, made.died_on or world.today) - made.since).days, 0)
        for _note in range(rng.choices((0, 1, 2, 3, 4), (30, 30, 20, 12, 8))[0] if writers else 0):
            at = moment(made.since + timedelta(days=rng.randint(0, days)), rng.randint(8, 16))
            kind, text = rng.choice(NOTES)
            tier = "shared" if rng.random() < 0.8 else "team"
            text = text.format(e="e" if made.gender == "woman" else "")
            yield (
                new_id(),
                at,
                1,
                made.id,
                made.team_id,
                rng.choice(writers or ()),
                kind,
                tier,
                at,
                text,
                None,
            )


def build(world: Any) -> None:
    """Write the circles, consents and notes of `world.persons`."""
    authors = authors_by_team()
    own = {team.pk for team, _zone in world.teams}
    outside = (
        Team.objects.exclude(pk__in=own).exclude(structure__kind__in=("department", "site")).order_by("pk")
    )
    given, places = consents(world, world.persons, authors, list(outside.values_list("pk", flat=True)))
    world.copy("sharing_participation", PLACE, place_rows(world, world.persons))
    world.copy("sharing_participation", PLACE, places)
    world.copy(
        "sharing_consent",
        (
            "id",
            "created_at",
            "person_id",
            "team_id",
            "what",
            "given_on",
            "how",
            "withdrawn_on",
            "recorded_by_id",
        ),
        given,
    )
    world.copy(
        "sharing_note",
        ("id", "created_at", "version", "person_id", "team_id", "author_id", "kind", "tier", "happened_at", "text",
         "expires_at"),
        note_rows(world, world.persons, authors),
    )  # fmt: skip


demo_parts.add("sharing", DemoStep("sharing", build, order=45))
