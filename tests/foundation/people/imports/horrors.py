"""A horrible file of identities, of any length, the same for the same seed: what nightly files really hold."""

from __future__ import annotations

import random
from collections.abc import Iterator

from faker.providers.person.fr_FR import Provider

HEADINGS = [
    "N° individu",
    "NOM",
    "Nom d'usage",
    "Prénom",
    "Sexe",
    "Date naiss.",
    "Lieu naissance",
    "Adresse",
    "CP",
    "Ville",
    "Tél",
    "Courriel",
    "Date décès",
]
FIRST = [*Provider.first_names_female, *Provider.first_names_male]
LAST = list(Provider.last_names)
SYLLABLES = ("ma", "lan", "bou", "tre", "vi", "gar", "del", "pon", "si", "ro", "che", "nau")


def _row(rng: random.Random, n: int, towns: list[tuple[str, str]]) -> list[str]:
    last = (
        rng.choice(LAST) if rng.random() < 0.5 else "".join(rng.choice(SYLLABLES) for _ in range(3)).title()
    )
    first = rng.choice(FIRST)
    born = f"{rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/{rng.randint(1930, 2020)}"
    postcode, town = rng.choice(towns)
    return [
        f"A{n:07d}", last.upper(), "", first, rng.choice("FM12"), born, town.title(), f"{rng.randint(1, 99)} rue du Port",
        postcode, town.upper(), f"06{rng.randint(0, 99999999):08d}", "", "",
    ]  # fmt: skip


def rows(n: int, seed: int = 1, towns: list[tuple[str, str]] | None = None) -> Iterator[list[str]]:  # noqa: C901
    """`n` rows, of which about one in five has something wrong."""
    rng = random.Random(seed)  # noqa: S311
    towns = towns or [("47000", "Agen"), ("47300", "Villeneuve-sur-Lot"), ("47200", "Marmande")]
    kept: list[list[str]] = []
    for number in range(n):
        row = _row(rng, number, towns)
        chance = rng.random()
        if kept and chance < 0.02:  # the same person under two numbers
            row = [row[0], *rng.choice(kept)[1:]]
        elif kept and chance < 0.03:  # a slip of the keyboard in a double
            row = [row[0], *rng.choice(kept)[1:]]
            row[1] = row[1][:2] + row[1][3:] if len(row[1]) > 5 else row[1]
        elif kept and chance < 0.04:  # a double whose name and first name are exchanged
            other = rng.choice(kept)
            row = [row[0], other[3].upper(), "", other[1].title(), *other[4:]]
        elif chance < 0.10:
            row[5] = rng.choice(
                ["01/01/1900", "01/01/1900", "00/00/1950", "31/02/1990", "12/25/1980", "5/3/71", ""]
            )
        elif chance < 0.12:
            row[12] = rng.choice(["12/03/2021", "01/05/1901"])
        elif chance < 0.14:
            row[8], row[9] = "99999", "Nulle-Part"
        elif chance < 0.15:
            row[3] = ""
        elif chance < 0.16:
            row = row[:7]
        elif chance < 0.17:
            row[10], row[11] = "0000000000", "sans"
        elif chance < 0.175:
            row[7] = "=cmd|' /C calc'!A0"
        if len(row) == 13 and row[3] and len(kept) < 2_000:
            kept.append(row)
        yield row


def as_csv(
    n: int, seed: int = 1, encoding: str = "latin-1", towns: list[tuple[str, str]] | None = None
) -> bytes:
    """The file, semicolons and Latin-1 as an old software writes it."""
    lines = [";".join(HEADINGS), *(";".join(row) for row in rows(n, seed, towns))]
    return "\r\n".join(lines).encode(encoding, "replace") + b"\r\n"
