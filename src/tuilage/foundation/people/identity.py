"""Finding a person by their identity: tolerant of slips, silent about those outside the asker's circle."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from tuilage.core import journal
from tuilage.core.database.context import Actor
from tuilage.foundation.territory.models import Commune

from .models import Person
from .names import query_units
from .rules import Birth, birth_in_words

# Points of people_find: 1 for every word right, 0.9 for its sound, 0.8 for one slip, their mean; up to 0.3 more for
# the date of birth, 0.5 less for another one.
LIKELY = 0.75
UNKNOWN_BIRTH = Birth()


@dataclass(frozen=True, slots=True)
class Match:
    """One answer. A person of the asker's circle, or only "known to the département, call `phone`".

    `person_id` of somebody outside the circle is given only where exceptional access may be asked for (`openable`).
    `unattended`: a file brought them in, nobody has received them yet, and this desk may; `hint` tells namesakes apart.
    """

    person_id: UUID | None
    visible: bool
    openable: bool
    phone: str
    score: float
    person: Person | None = None
    unattended: bool = False
    hint: str = ""

    @property
    def label(self) -> str:
        """How the answer is headed: the name of a person one may see, else nothing that tells who."""
        if self.person:
            return self.person.name
        return _("Known from another software") if self.unattended else _("Known to the département")

    @property
    def text(self) -> str:
        """What tells two namesakes apart, or whom to call."""
        if self.unattended:
            return " · ".join(filter(None, [self.hint, _("nobody has received them yet")]))
        if self.person is None:
            return (
                _("Call %(phone)s.") % {"phone": self.phone}
                if self.phone
                else _("Call the desk of the département.")
            )
        commune = self.person.commune.name if self.person.commune else ""
        births = (
            [f"{_('birth name')} {self.person.birth_name}"]
            if self.person.used_name and self.person.birth_name
            else []
        )
        return " · ".join([*births, birth_in_words(self.person.birth), *([commune] if commune else [])])


def search_identity(actor: Actor, words: str, birth: Birth = UNKNOWN_BIRTH) -> list[Match]:
    """At most 20 persons whose names hold the words, in any order, best first. One line in the journal.

    One name alone finds only in the asker's circle; elsewhere two are needed, or the whole date of birth.
    """
    units = query_units([words])
    needed = len(units) if len(units) < 3 else len(units) - 1
    if birth.full and len(units) > 1:
        needed = len(units) - 1
    journal.record("search", part="identity", actor=actor)
    return _find(units, needed, birth) if units else []


def likely_duplicates(actor: Actor, fields: Mapping[str, Any]) -> list[Match]:
    """Persons already known who may be the one about to be created. One line in the journal.

    `fields`: birth_name, used_name, first_names, usual_first_name, birth_year, birth_month, birth_day (any missing).
    """
    given = [str(fields.get(name) or "") for name in ("first_names", "used_name", "birth_name")]
    if not any(given):
        given = [str(fields.get("usual_first_name") or "")]
    birth = Birth(*(fields.get(f"birth_{part}") or None for part in ("year", "month", "day")))
    units = query_units(given)
    if not units or (len(units) < 2 and birth.year is None):
        return []
    journal.record("search", part="likely duplicates", actor=actor)
    needed = 1 if birth.year and birth.month and birth.day else min(2, len(units))
    return [match for match in _find(units, needed, birth) if match.score >= LIKELY]


def _find(units: list[dict[str, list[str]]], needed: int, birth: Birth) -> list[Match]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id, visible, openable, phone, score from people_find(%s, %s, %s, %s, %s)",
            [json.dumps(units), needed, birth.year, birth.month, birth.day],
        )
        rows = cursor.fetchall()
    mine = [row[0] for row in rows if row[1]]
    persons = Person.objects.select_related("commune").in_bulk(mine) if mine else {}
    hints = _unattended([row[0] for row in rows if row[2]])
    matches: list[Match] = []
    told: set[tuple[UUID | None, str]] = set()
    for person_id, visible, openable, phone, score in rows:
        # Two hidden persons behind the same telephone are one answer: how many there are is nobody's business.
        if not visible and (person_id, phone) in told:
            continue
        told.add((person_id, phone))
        hint = hints.get(person_id)
        matches.append(
            Match(
                person_id,
                visible,
                openable,
                phone,
                score,
                persons.get(person_id),
                hint is not None,
                hint or "",
            )
        )
    return matches


def _unattended(openable: list[UUID]) -> dict[UUID, str]:
    """Of these, those around whom nobody stands: the year of birth and the commune. No query when there are none."""
    if not openable:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select person_id, birth_year, commune_id from people_unattended(%s)", [openable])
        rows = cursor.fetchall()
    communes = Commune.objects.in_bulk({row[2] for row in rows if row[2]}) if rows else {}
    return {
        person_id: " · ".join(
            filter(
                None,
                [
                    _("born in %(year)s") % {"year": year} if year else "",
                    communes[commune].name if commune in communes else "",
                ],
            )
        )
        for person_id, year, commune in rows
    }


SPEED_QUERIES = ("jean martin", "marie bernar", "petit sofie", "o'brien-le gall", "zzyzx qwrtp", "laurent")


def bench_search(n: int) -> dict[str, float]:
    """Milliseconds of `n` searches by identity on the database as it is, run inside somebody's context."""
    from statistics import quantiles
    from time import perf_counter

    took = []
    for turn in range(n):
        units = query_units([SPEED_QUERIES[turn % len(SPEED_QUERIES)]])
        start = perf_counter()
        _find(units, len(units), UNKNOWN_BIRTH)
        took.append((perf_counter() - start) * 1000)
    cuts = quantiles(took, n=20, method="inclusive") if len(took) > 1 else took * 19
    return {"median_ms": cuts[9], "p95_ms": cuts[18], "max_ms": max(took)}
