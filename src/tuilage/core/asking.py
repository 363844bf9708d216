"""What a composed page asks, asked at once: each part says beforehand what it will read, the page reads it together.

A part's `reads` (see `core.registries`) is marked `once_a_page` and gives its reads unasked; the part itself begins with
`ask(...)` of the same reads. On a composed page they are already answered; alone, the part asks for itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.db import DEFAULT_DB_ALIAS

from tuilage.core.database.together import fetch

WIDEST = 100
NAMED = re.compile(r"%\((\w+)\)s")


class Statement:
    """A question in SQL that can be asked with others: iterated, it gives its rows as tuples.

    `given` are the values of its `%s` or `%(name)s` places; a literal per cent sign is written twice, as ever.
    """

    db = DEFAULT_DB_ALIAS

    def __init__(self, sql: str, given: Mapping[str, Any] | Iterable[Any], columns: int) -> None:
        names = [f"c{number}" for number in range(columns)]
        self.select = [(None, None, name) for name in names]
        self.sql, self.given = _in_order(sql, given)
        self.sql = f"select * from ({self.sql}) told ({', '.join(names)})"  # noqa: S608 (names made here)
        self._result_cache: list[tuple[Any, ...]] | None = None
        # What `fetch` asks of a queryset and of its compiler: this is both.
        self.query = self
        self._iterable_class: Callable[[Any], Iterable[Any]] = lambda told: told.execute_sql()[0]

    def get_compiler(self, **_kwargs: Any) -> Statement:
        return self

    def as_sql(self, **_kwargs: Any) -> tuple[str, list[Any]]:
        return self.sql, list(self.given)

    def _chain(self) -> Statement:
        return self

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        ask(self)
        return iter(self._result_cache or [])


def _in_order(sql: str, named: Mapping[str, Any] | Iterable[Any]) -> tuple[str, list[Any]]:
    """The same statement with places by order: those of several statements can then stand behind each other."""
    if not isinstance(named, Mapping):
        return sql, list(named)
    values = [named[name] for name in NAMED.findall(sql)]
    return NAMED.sub("%s", sql), values


def ask(*reads: Any) -> None:
    """Answer those that are not answered yet, in one statement. None when all are; wide rows are asked apart."""
    waiting = [rows for rows in reads if rows._result_cache is None and not _wide(rows)]
    if waiting:
        fetch(*waiting)


def _wide(rows: Any) -> bool:
    """Whether a row has more columns than a function of the database takes: such a read asks for itself, later."""
    if isinstance(rows, Statement):
        return False
    compiler = rows.query.clone().get_compiler(using=rows.db)
    compiler.setup_query()
    return len(compiler.select) > WIDEST
