"""The counter of the demonstration: passages, messages, forms on hold, urgencies that climbed, words on leaving."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from tuilage.core.database.keys import new_id
from tuilage.foundation.sharing.cast import key

from . import rules
from .stories import CLOSES, OPENS

PASSAGE = (
    "id", "created_at", "team_id", "author_id", "at", "act", "channel", "theme", "person_id", "expected_by_id", "undone_at",
)  # fmt: skip
MESSAGE = (
    "id", "created_at", "team_id", "author_id", "to_id", "person_id", "passage_id", "left_at", "from_whom", "words",
    "phone", "asks", "seen_at", "seen_by_id", "called_back",
)  # fmt: skip
HELD = (
    "id", "created_at", "team_id", "author_id", "held_at", "label", "urgent", "data", "dropped_at", "dropped_by_id",
    "dropped_why",
)  # fmt: skip
ESCALATION = ("id", "created_at", "request_id", "team_id", "clock_at", "step", "whom", "told_id", "told_at")
SLIP = ("id", "created_at", "team_id", "given_on", "rating", "words")

STEP = timedelta(minutes=30)
REQUEST = (
    "id", "created_at", "version", "person_id", "team_id", "received_by_id", "received_at", "channel", "path", "words",
    "themes", "tier", "vulnerable", "status", "closed_at", "urgent", "signalled_by_id", "signalled_at", "due_at",
    "qualified_by_id", "qualified_at", "danger", "danger_kind", "danger_words", "outside_why", "outside_to",
)  # fmt: skip
DAYS = 60  # of passages and slips
ACTS = (("arrived", "papers", "information", "telephone"), (34, 16, 24, 26))
SAID = (
    "Mme {} rappellera demain matin.", "M. {} a apporté l’attestation, peut-on la joindre ?",
    "La maison de santé voudrait un point sur la sortie.", "Le bailleur accepte l’échéancier.",
    "Ne pourra pas venir jeudi, souhaite un autre jour.",
)  # fmt: skip
NAMES = ("Roux", "Faure", "Delmas", "Benali", "Costes")
LEAVING = (
    "",
    "",
    "",
    "On m’a écoutée.",
    "Longue attente, mais bien reçu.",
    "Enfin quelqu’un au téléphone.",
    "Trop de papiers.",
)


@dataclass(slots=True)
class CounterRows:
    """The rows of the counter, by table."""

    passages: list[tuple[Any, ...]] = field(default_factory=list)
    messages: list[tuple[Any, ...]] = field(default_factory=list)
    held: list[tuple[Any, ...]] = field(default_factory=list)
    escalations: list[tuple[Any, ...]] = field(default_factory=list)
    slips: list[tuple[Any, ...]] = field(default_factory=list)


def counter(
    rng: random.Random, today: date, now: datetime, staff: Mapping[UUID, Any], themes: list[str]
) -> CounterRows:
    """Two months at each team's counter."""
    rows, zone = CounterRows(), timezone.get_default_timezone()
    for team, people in staff.items():
        for back in range(DAYS, -1, -1):
            day = today - timedelta(days=back)
            if not rules.is_open_day(day):
                continue
            for _turn in range(rng.randint(3, 9)):
                at = rules.at(day, OPENS, zone) + timedelta(minutes=rng.randint(0, 505))
                if at < now:
                    _passage(rng, rows, team, people, at, now, themes)
            if rng.random() < 0.3:
                rating = rng.choices((4, 3, 2, 1), (48, 38, 10, 4))[0]
                words = rng.choice(LEAVING) if rating > 2 else ""
                rows.slips.append((new_id(), rules.at(day, CLOSES, zone), team, day, rating, words))
    return rows


def _passage(
    rng: random.Random,
    rows: CounterRows,
    team: UUID,
    people: Any,
    at: datetime,
    now: datetime,
    themes: list[str],
) -> None:
    desk, passage = rng.choice(people.desk), new_id()
    act = rng.choices(*ACTS)[0] if rng.random() > 0.08 else "message"
    channel = "telephone" if act == "telephone" else "desk"
    theme = rng.choice(themes) if act == "information" and rng.random() < 0.6 else ""
    to = rng.choice(people.duty)
    expected = to if act == "message" or (act == "arrived" and rng.random() < 0.5) else None
    rows.passages.append((passage, at, team, desk, at, act, channel, theme, None, expected, None))
    if act == "message":
        asks, seen = rng.choice(("", "call_back")), at + timedelta(hours=rng.randint(1, 30))
        waits = now - at < timedelta(days=2)
        rows.messages.append((
            new_id(), at, team, desk, to, None, passage, at, "", rng.choice(SAID).format(rng.choice(NAMES)),
            "05 53 00 00 00" if asks else "", asks, None if waits else seen, None if waits else to, bool(asks) and not waits,
        ))  # fmt: skip


def climbed(requests: Iterable[tuple[Any, ...]], staff: Mapping[UUID, Any]) -> list[tuple[Any, ...]]:
    """The steps taken while urgencies of the crowd waited to be qualified: thirty minutes, the backup; that is all."""
    places = {
        name: REQUEST.index(name) for name in ("id", "team_id", "urgent", "signalled_at", "qualified_at")
    }
    found = []
    for row in requests:
        request, team, urgent, signalled, qualified = (row[place] for place in places.values())
        if urgent and qualified and qualified - signalled > STEP and len(staff[team].duty) > 1:
            told = next(
                (who for who in staff[team].duty if who != row[REQUEST.index("qualified_by_id")]), None
            )
            at = signalled + STEP
            found.append((new_id(), at, request, team, signalled, "30:backup", "backup", told, at))
    return found


def cast_counter(now: datetime, urgent: UUID | None, clock_at: datetime | None) -> CounterRows:
    """The cast's own counter of today: two forms on hold, a message for the keyworker, the lady's urgency that climbs."""
    rows, team, desk = CounterRows(), key("team west"), key("secretary")
    for minutes, label, is_urgent, data in (
        (25, "J. P.", False, {"first_names": "Jeanne", "birth_name": "Pagès", "born": "1961", "channel": "desk"}),
        (9, "Le propriétaire veut que", True,
         {"words": "Le propriétaire veut que je parte demain, j’ai deux enfants.", "channel": "telephone", "urgent": "yes"}),
    ):  # fmt: skip
        at = now - timedelta(minutes=minutes)
        rows.held.append((new_id(), at, team, desk, at, label, is_urgent, json.dumps(data), None, None, ""))
    at, passage = now - timedelta(minutes=40), new_id()
    rows.passages.append(
        (passage, at, team, desk, at, "message", "desk", "", key("older_lady"), key("keyworker"), None)
    )
    rows.messages.append((
        new_id(), at, team, desk, key("keyworker"), key("older_lady"), passage, at, "Martine, sa fille",
        "Le chauffagiste passe demain à 9 h, elle sera là.", "06 00 00 00 01", "call_back", None, None, False,
    ))  # fmt: skip
    if urgent is not None and clock_at is not None:
        told = clock_at + timedelta(minutes=30)
        if told < now:
            rows.escalations.append(
                (new_id(), told, urgent, team, clock_at, "30:backup", "backup", key("adviser"), told)
            )
    return rows
