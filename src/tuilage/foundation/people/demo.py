"""Made-up persons and households: ordinary lives, with their ordinary messiness, from the seed only.

Two passes: `make_persons` invents (plain values, no database), `build` writes them by COPY. The same code makes
2,000 persons or 300,000.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from typing import Any
from uuid import UUID

from faker.providers.person.fr_FR import Provider

from tuilage.core.database.keys import new_id
from tuilage.core.registries import DemoStep, demo_parts

from .names import identity_keys

WOMEN, MEN, SURNAMES = (
    tuple(dict.fromkeys(names))
    for names in (Provider.first_names_female, Provider.first_names_male, Provider.last_names)
)
# Names from elsewhere, of one letter, in other scripts: files are full of them.
UNUSUAL = (
    ("Nguyễn", "Thị Minh Khai"), ("O'Brien-Le Gall", "Maëlys"), ("Ô", "Jean"), ("محمد علي", "ليلى"), ("Traoré", "Aïssatou"),
    ("da Conceição", "João"), ("Şahin", "Gül"), ("Коваленко", "Оксана"), ("de La Tour du Pin", "Hugues"), ("Li", "Na"),
)  # fmt: skip
LANGUAGES = (
    "arabe",
    "portugais",
    "turc",
    "dari",
    "ukrainien",
    "bambara",
    "espagnol",
    "langue des signes française",
)
STREETS = ("rue des Tilleuls", "rue de la République", "avenue Jean-Jaurès", "place du Marché", "chemin du Lavoir",
           "impasse des Acacias", "route de la Plaine", "rue du Moulin", "allée des Pins", "rue Victor-Hugo")  # fmt: skip
WAYS = (
    "Madame, jamais par le prénom",
    "Parler lentement et bien en face",
    "Appeler après 14 h",
    "Ne pas laisser de message",
)
PROTECTORS = ("UDAF", "Association tutélaire du Sud-Ouest", "mandataire privé, M. Bernès", "sa fille aînée")
PERSON = (
    "id", "created_at", "version", "birth_name", "used_name", "first_names", "usual_first_name", "gender", "birth_year",
    "birth_month", "birth_day", "birth_place", "died_on", "housing", "address", "commune_id", "phone", "email", "no_phone",
    "language", "needs_interpreter", "easy_to_read", "hearing_impaired", "sight_impaired", "how_to_address", "digital_ease",
    "created_by_id",
)  # fmt: skip
KEYS = ("person_id", "keys", "birth_year", "birth_month", "birth_day")


@dataclass(slots=True)
class MadePerson:
    """A made-up person: what other rooms' parts need to know of them. `since`: the day they were first received."""

    id: UUID
    gender: str
    first_name: str
    birth_name: str
    used_name: str
    born: date
    commune_id: UUID
    team_id: UUID
    since: date
    died_on: date | None = None
    known_to: str = "day"  # how much of the birth is known: day, month, year, nothing
    home: int = 0
    double_of: UUID | None = None
    row: tuple[Any, ...] = field(default=())

    def age(self, day: date) -> int:
        """Whole years on a day."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


class Hat:
    """Things drawn by weight, quickly: the weights are summed once."""

    def __init__(self, things: Sequence[Any], weights: Sequence[float]) -> None:
        self.things, self.sums = things, list(accumulate(weights))

    def draw(self, rng: random.Random) -> Any:
        return rng.choices(self.things, cum_weights=self.sums)[0]


def _by_rank(names: Sequence[str]) -> Hat:
    """The first ones are common, the last ones rare, as names are."""
    return Hat(names, [1 / (rank + 50) for rank in range(len(names))])


class Maker:
    """Invents households one after the other until there are enough persons."""

    def __init__(self, world: Any, teams_of: dict[UUID, list[UUID]]) -> None:
        self.world, self.rng, self.teams_of = world, world.rng, teams_of
        self.teams = [team.pk for team, _zone in world.teams]
        self.women, self.men, self.surnames = _by_rank(WOMEN), _by_rank(MEN), _by_rank(SURNAMES)
        communes = [commune for commune, _weight in world.communes]
        self.communes = Hat(communes, [max(weight, 1) for _commune, weight in world.communes])
        self.homes = 0

    def persons(self, size: int) -> Iterator[MadePerson]:
        """Exactly `size` persons, households whole but the last."""
        made = 0
        while made < size:
            for person in self._household():
                if made < size:
                    made += 1
                    yield person

    def _household(self) -> list[MadePerson]:
        rng = self.rng
        self.homes += 1
        commune = self.communes.draw(rng)
        home = commune, rng.choice(self.teams_of.get(commune.pk) or self.teams)
        surname = self.surnames.draw(rng)
        since = self.world.day(-int(730 * rng.random() ** 1.3))
        adult = 18 + int(min(rng.gammavariate(3.2, 11), 78))
        people = [self._person(surname, adult, home, since)]
        shape = rng.random()
        if shape > 0.55 and adult < 75:
            people += [
                self._person(surname, rng.randint(0, 17), home, since) for _child in range(rng.randint(1, 3))
            ]
        if shape > 0.75:
            people.append(
                self._person(self.surnames.draw(rng), max(18, adult + rng.randint(-6, 6)), home, since)
            )
        if rng.random() < 0.012:
            people.append(self._double(people[0]))
        return people

    def _person(self, surname: str, age: int, home: tuple[Any, UUID], since: date) -> MadePerson:
        rng, (commune, team) = self.rng, home
        woman = rng.random() < 0.56
        first = (self.women if woman else self.men).draw(rng)
        if rng.random() < 0.006:
            surname, first = rng.choice(UNUSUAL)
        born = self.world.day(-int((age + rng.random()) * 365.25))
        used = self.surnames.draw(rng) if woman and age > 25 and rng.random() < 0.4 else ""
        made = MadePerson(
            new_id(), "woman" if woman else "man", first, surname, used, born, commune.pk,
            team, max(since, born), home=self.homes,
            known_to=rng.choices(("day", "month", "year", "nothing"), (94, 2, 3, 1))[0],
        )  # fmt: skip
        if age > 68 and rng.random() < 0.05:
            made.died_on = self.world.day_after(
                made.since, rng.randint(0, max((self.world.today - made.since).days, 0))
            )
        made.row = self._row(made, age)
        return made

    def _double(self, known: MadePerson) -> MadePerson:
        """The same person entered twice, with a slip: what the search for duplicates is for."""
        name = known.birth_name
        at = self.rng.randrange(len(name))
        slip = name[:at] + name[at + 1 :] if len(name) > 3 else name
        made = MadePerson(
            new_id(), known.gender, known.first_name, slip, "", known.born, known.commune_id, known.team_id, known.since,
            home=-self.homes, double_of=known.id,
        )  # fmt: skip
        made.row = self._row(made, known.age(self.world.today))
        return made

    def _row(self, made: MadePerson, age: int) -> tuple[Any, ...]:
        rng = self.rng
        housing = rng.choices(("home", "hosted", "domiciled", "none", "unknown"), (86, 6, 3, 2, 3))[0]
        no_phone = rng.random() < 0.04
        foreign = rng.random() < 0.07
        ease = Hat(
            ("at_ease", "with_help", "not_at_all", "unknown"),
            (20, 30, 40, 10) if age > 70 else (50, 25, 10, 15),
        )
        known = made.known_to
        number = f"{rng.randint(1, 98)} " if housing == "home" else ""
        return (
            made.id, moment(made.since, rng.randint(8, 16)), 1, made.birth_name, made.used_name,
            f"{made.first_name} {(self.women if made.gender == 'woman' else self.men).draw(rng)}"
            if rng.random() < 0.3 and made.first_name < "\u0600" else made.first_name,
            made.first_name if rng.random() < 0.05 else "", made.gender,
            made.born.year if known != "nothing" else None,
            made.born.month if known in ("day", "month") else None,
            made.born.day if known == "day" else None,
            "", made.died_on, housing, number + rng.choice(STREETS) if housing == "home" else "",
            made.commune_id if housing != "unknown" else None,
            "" if no_phone else f"06 00 {rng.randint(0, 99):02d} {rng.randint(0, 99):02d} {rng.randint(0, 99):02d}",
            "", no_phone, rng.choice(LANGUAGES) if foreign else "", foreign and rng.random() < 0.5, rng.random() < 0.03,
            rng.random() < (0.2 if age > 75 else 0.02), rng.random() < (0.1 if age > 75 else 0.01),
            rng.choice(WAYS) if rng.random() < 0.04 else "", ease.draw(rng), None,
        )  # fmt: skip


def moment(day: date, hour: int = 10) -> datetime:
    """An instant of a day, as rows are dated."""
    return datetime.combine(day, time(hour), UTC)


def teams_by_commune(world: Any) -> dict[UUID, list[UUID]]:
    """Which teams receive the inhabitants of a commune."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for team, zone in world.teams:
        for commune_id in zone.communes.values_list("pk", flat=True):
            found[commune_id].append(team.pk)
    return found


def key_rows(persons: Sequence[MadePerson]) -> Iterator[tuple[Any, ...]]:
    """The identity keys, as the guard would write them."""
    for made in persons:
        row = made.row
        yield made.id, identity_keys(row[3], row[4], row[5], row[6]), row[8], row[9], row[10]


def stay_rows(
    world: Any, persons: Sequence[MadePerson]
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Households and who lives there; one child in nine lives by turns at another address of the same commune."""
    households: dict[int, UUID] = {}
    rows, stays = [], []
    last: dict[UUID, tuple[UUID | None, UUID | None]] = {}  # the household before this one, and this one
    for made in persons:
        start = moment(made.since)
        if made.home not in households:
            households[made.home] = new_id()
            rows.append(
                (households[made.home], start, made.used_name or made.birth_name, made.commune_id, None)
            )
        home = households[made.home]
        end = made.died_on if made.died_on and made.died_on > made.since else None
        before, now = last.get(made.commune_id, (None, None))
        if now != home:
            before, now = last[made.commune_id] = (now, home)
        lives: tuple[str, str] = ("usual", "")
        if before and made.age(world.today) < 18 and world.rng.random() < 0.11:
            lives = ("alternating", "une semaine sur deux")
            stays.append((new_id(), start, before, made.id, period(made.since, None), *lives))
        stays.append((new_id(), start, home, made.id, period(made.since, end), *lives))
    return rows, stays


def period(start: date, end: date | None) -> str:
    """A period as PostgreSQL reads it."""
    return f"[{start.isoformat()},{end.isoformat() if end else ''})"


def called(made: MadePerson) -> str:
    """The name they are called by."""
    return f"{made.first_name} {made.used_name or made.birth_name}"


def relation_rows(world: Any, persons: Sequence[MadePerson]) -> Iterator[tuple[Any, ...]]:
    """Parents and children of a household; carers of the oldest, with a file or only a name."""
    rng, head = world.rng, None
    for made in persons:
        if head is None or head.home != made.home:
            head = made
        elif made.age(world.today) < 18:
            start = moment(made.since)
            yield (
                new_id(),
                start,
                1,
                head.id,
                made.id,
                called(made),
                "child",
                False,
                "",
                period(made.born, None),
            )
            yield (
                new_id(),
                start,
                1,
                made.id,
                head.id,
                called(head),
                "parent",
                True,
                "",
                period(made.born, None),
            )
        if made.age(world.today) > 74 and rng.random() < 0.45:
            name = f"{rng.choice(WOMEN)} {made.used_name or made.birth_name}"
            kind = rng.choice(("child", "child", "neighbour", "sibling", "friend"))
            yield (
                new_id(),
                moment(made.since),
                1,
                made.id,
                None,
                name,
                kind,
                True,
                "06 00 00 00 00",
                period(made.since, None),
            )


def protection_rows(world: Any, persons: Sequence[MadePerson]) -> Iterator[tuple[Any, ...]]:
    """Legal protections, of the old mostly."""
    for made in persons:
        age = made.age(world.today)
        if age >= 18 and world.rng.random() < (0.06 if age > 78 else 0.012):
            kind = world.rng.choice(("guardianship", "curatorship", "reinforced", "family"))
            yield (
                new_id(), moment(made.since), 1, made.id, kind, world.rng.choice(PROTECTORS), "05 00 00 00 09",
                period(made.since - timedelta(days=400), None),
            )  # fmt: skip


def build(world: Any) -> None:
    """Write the persons of the département; `world.persons` holds them for the parts that follow."""
    persons = list(Maker(world, teams_by_commune(world)).persons(world.size))
    world.persons = persons
    world.copy("people_person", PERSON, (made.row for made in persons))
    world.copy("people_identitykey", KEYS, key_rows(persons))
    households, stays = stay_rows(world, persons)
    world.copy("people_household", ("id", "created_at", "name", "commune_id", "created_by_id"), households)
    world.copy(
        "people_householdmembership",
        ("id", "created_at", "household_id", "person_id", "period", "residence", "rhythm"),
        stays,
    )
    world.copy(
        "people_relation",
        (
            "id",
            "created_at",
            "version",
            "person_id",
            "other_id",
            "other_name",
            "kind",
            "is_carer",
            "phone",
            "period",
        ),
        relation_rows(world, persons),
    )
    world.copy(
        "people_legalprotection",
        ("id", "created_at", "version", "person_id", "kind", "exercised_by", "contact", "period"),
        protection_rows(world, persons),
    )
    for made in persons:
        made.row = ()  # written: at full scale it would be half the memory


demo_parts.add("people", DemoStep("people", build, order=40))
