"""What happened at the desk to two people of the cast, as rows of the demonstration."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from tuilage.core.database.keys import new_id
from tuilage.foundation.sharing.cast import key

from . import rules

OPENS, CLOSES = time(8, 30), time(17, 0)


@dataclass(slots=True)
class Rows:
    """The rows of a batch, by table."""

    requests: list[tuple[Any, ...]] = field(default_factory=list)
    actions: list[tuple[Any, ...]] = field(default_factory=list)
    diagnoses: list[tuple[Any, ...]] = field(default_factory=list)
    domains: list[tuple[Any, ...]] = field(default_factory=list)
    answers: list[tuple[Any, ...]] = field(default_factory=list)


def stories(today: date, now: datetime, kinds: dict[str, UUID], domains: dict[str, UUID]) -> Rows:
    """The older lady (heating cut last winter, seen to that day; back today) and the young person (a place of his own)."""
    rows, zone = Rows(), timezone.get_default_timezone()
    team, keyworker = key("team west"), key("keyworker")
    lady, young = key("older_lady"), key("young_person")
    then = rules.at(_open(today - timedelta(days=64)), time(9, 40), zone)
    today_at = min(rules.at(today, time(9, 40), zone), now - timedelta(minutes=10))
    cold, second, home = new_id(), new_id(), new_id()
    _story(
        rows,
        cold,
        lady,
        then,
        "first",
        "Ils m’ont coupé le gaz. La nuit je garde mon manteau.",
        ["housing", "ageing"],
        True,
        "answered",
        then + timedelta(hours=5),
    )
    rows.actions.append(
        (
            new_id(),
            then,
            cold,
            keyworker,
            then + timedelta(hours=2),
            "Fournisseur appelé avec elle : gaz rétabli à 13 h. Une couverture et un chauffage d’appoint prêtés.",
            "",
        )
    )
    rows.answers.append((
        new_id(), then, cold, team, keyworker, kinds["aid"], then + timedelta(hours=5), "Aide au paiement de la facture demandée à la commission.",
        "", "professional", "Ne voit plus assez pour écrire", "shared", None, None, "",
    ))  # fmt: skip
    _story(
        rows,
        second,
        lady,
        today_at,
        "continued",
        "Le chauffage s’est encore arrêté, j’ai froid et j’ai peur de tomber.",
        ["housing", "ageing"],
        True,
        "waiting",
        None,
    )
    asked = rules.at(_open(today - timedelta(days=20)), time(14, 15), zone)
    _story(
        rows,
        home,
        young,
        asked,
        "first",
        "Dans quatre mois j’ai 18 ans, je veux mon propre logement et mon apprentissage.",
        ["housing", "work"],
        False,
        "in_progress",
        None,
    )
    before: UUID | None = None
    for day, words, wants, can in (
        (then, "Je veux rester chez moi, mais l’hiver me fait peur.", "Rester dans ma maison", "Faire mes repas, recevoir ma fille le dimanche"),
        (then + timedelta(days=30), "Avec le gaz revenu, ça va mieux. Ce sont les escaliers, maintenant.", "Dormir en bas", "Marcher avec ma canne jusqu’à la boulangerie"),
    ):  # fmt: skip
        version = new_id()
        rows.diagnoses.append(
            (
                version,
                day,
                lady,
                cold,
                team,
                keyworker,
                day.date(),
                words,
                "La maison d’abord, puis l’aide à domicile.",
                "shared",
                before,
            )
        )
        rows.domains.append(
            (
                new_id(),
                day,
                version,
                domains["housing"],
                "C’est ma maison depuis cinquante ans.",
                wants,
                can,
                "Une chaudière de 1985",
                "Sa fille Martine",
            )
        )
        before = version
    version = new_id()
    rows.diagnoses.append(
        (
            version,
            asked,
            young,
            home,
            team,
            keyworker,
            asked.date(),
            "J’en ai marre de changer de lit. Je veux une clé à moi.",
            "",
            "shared",
            None,
        )
    )
    rows.domains.append(
        (
            new_id(),
            asked,
            version,
            domains["housing"],
            "Une clé à moi",
            "Un studio près du centre d’apprentissage",
            "Tenir un budget de la semaine",
            "Pas de garant",
            "Karim, à la mission locale",
        )
    )
    rows.domains.append(
        (
            new_id(),
            asked,
            version,
            domains["work-training"],
            "La menuiserie, c’est sûr",
            "Signer mon apprentissage",
            "Me lever à six heures",
            "Pas de permis",
            "Un patron prêt à me prendre",
        )
    )
    return rows


def _open(day: date) -> date:
    while not rules.is_open_day(day):
        day -= timedelta(days=1)
    return day


def _story(
    rows: Rows, request: UUID, person: UUID, at: datetime, path: str, words: str, themes: list[str], urgent: bool, status: str,
    closed: datetime | None,
) -> None:  # fmt: skip
    team, secretary, keyworker = key("team west"), key("secretary"), key("keyworker")
    due = rules.due_at(at, OPENS, CLOSES, timezone.get_default_timezone()) if urgent else None
    seen = urgent and status == "answered"
    rows.requests.append((
        request, at, 1, person, team, secretary, at, "desk", path, words, themes, "team", True, status, closed, urgent,
        secretary if urgent else None, at if urgent else None, due, keyworker if seen else None,
        at + timedelta(minutes=30) if seen else None, True if seen else None, "cold" if seen else "",
        "82 ans, seule, 11 degrés dans la chambre." if seen else "", "", "",
    ))  # fmt: skip
