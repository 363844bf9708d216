"""Counts written as SQL, so that many of them, over many periods, are one question to the database."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from tuilage.core.registries import Cell

NAMED = re.compile(r"%\((\w+)\)s")
COLUMNS = ("numerator", "denominator", "people", "team", "commune", "profession", "workers")
TYPES = ("numeric", "numeric", "int", "uuid", "text", "text", "int")
# Statements put together: more, and planning them takes longer than asking twice.
AT_ONCE = 60

Facts = Callable[[date, date], Mapping[str, Any]]
Wanted = tuple["SqlCount", date, date]


class SqlCount:
    """A count over [start, end): one select of the columns of `Cell`, in its order; the last ones may be left out.

    `facts(start, end)` gives its named parameters. Called alone it asks alone; `ask` asks many at once.
    """

    def __init__(self, statement: str, facts: Facts, columns: int = len(COLUMNS)) -> None:
        self.statement, self.facts = statement, facts
        missing = len(COLUMNS) - columns
        names = ", ".join(COLUMNS[:columns])
        known = [f"q.{name}::{kind}" for name, kind in zip(COLUMNS[:columns], TYPES, strict=False)]
        unknown = [f"null::{kind}" for kind in TYPES[columns:]] if missing else []
        self._shape = f"select {{at}}, {', '.join(known + unknown)} from ({{inner}}) q ({names})"  # noqa: S608 (no word of it comes from outside)

    def __call__(self, start: date, end: date) -> list[Cell]:
        return ask([(self, start, end)])[0]

    def part(self, at: int, start: date, end: date) -> tuple[str, dict[str, Any]]:
        """Its share of a question, numbered `at`."""
        facts = self.facts(start, end)
        used = set(NAMED.findall(self.statement))
        inner = NAMED.sub(lambda found: f"%(q{at}_{found[1]})s", self.statement)
        return self._shape.format(at=at, inner=inner), {f"q{at}_{name}": facts[name] for name in used}


def ask(wanted: Sequence[Wanted]) -> list[list[Cell]]:
    """The cells of each count over its period, in their order. One query for sixty of them."""
    found: list[list[Cell]] = [[] for _one in wanted]
    for first in range(0, len(wanted), AT_ONCE):
        parts: list[str] = []
        given: dict[str, Any] = {}
        for at, (count, start, end) in enumerate(wanted[first : first + AT_ONCE], first):
            statement, facts = count.part(at, start, end)
            parts.append(statement)
            given |= facts
        with connection.cursor() as cursor:
            cursor.execute(" union all ".join(parts), given)
            for at, *values in cursor.fetchall():
                found[at].append(Cell(values[0] or 0, *values[1:]))
    return found


class SqlOpening:
    """What lies behind a count: the keys of its rows that the reader may see, for row security filters underneath.

    `statement` selects (key, team) over the same rows as the count; `facts(start, end)` gives its named parameters.
    """

    def __init__(self, statement: str, facts: Facts) -> None:
        self.statement, self.facts = statement, facts

    def __call__(self, start: date, end: date, teams: Collection[UUID] | None = None) -> list[UUID]:
        """The keys over [start, end), of these teams only where given, in the order of the statement. One query."""
        kept = "" if teams is None else " where q.team = any(%(teams)s)"
        given = {**self.facts(start, end), "teams": list(teams or ())}
        with connection.cursor() as cursor:
            cursor.execute(f"select q.key from ({self.statement}) q (key, team){kept}", given)  # noqa: S608 (no word of it comes from outside)
            return [row[0] for row in cursor.fetchall()]
