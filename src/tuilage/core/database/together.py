"""Several reads in one question: what a page shows of one thing is asked at once, whatever the number of tables.

Each read is an ordinary queryset; the database answers all of them in one statement, under the same row security.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from psycopg.adapt import Transformer
from psycopg.pq import Format

M = TypeVar("M", bound=Model)
MOST_ARGUMENTS = 100
BOOLEAN = 16  # the only type whose text by a cast ("true") is not the text of the wire ("t")


def fetch(*reads: QuerySet[Any]) -> None:
    """Run the reads in one statement and keep each one's rows in it, as if it had been iterated.

    Ordering, slices, annotations and select_related stay; prefetch_related and combined queries (union) do not belong
    here. A read that cannot match anything costs nothing.
    """
    prepared, parts, parameters = [], [], []
    for rows in reads:
        compiler: Any = rows.query.get_compiler(using=rows.db)
        try:
            statement, given = compiler.as_sql(with_col_aliases=True)
        except EmptyResultSet:
            rows._result_cache = []
            continue
        names = [alias for _column, _sql, alias in compiler.select]
        prepared.append((rows, compiler))
        parts.append(_part(statement, names))
        parameters += given
    if not prepared:
        return
    with connection.cursor() as cursor:
        cursor.execute("select " + ", ".join(parts), parameters)
        answers = cursor.fetchone()
        loaders = Transformer.from_context(cursor.cursor)
    for (rows, compiler), answer in zip(prepared, answers, strict=True):
        _keep(rows, compiler, _loaded(answer, loaders))


def _part(statement: str, names: Sequence[str]) -> str:
    """One read as a single value: the types of its columns, and its rows as texts."""
    columns = [f'q."{name}"' for name in names]
    types = _array([f"pg_typeof({column})::oid::int8" for column in columns])
    texts = _array([f"{column}::text" for column in columns])
    return (
        f"(select jsonb_build_object('types', (array_agg({types}))[1],"
        f" 'rows', jsonb_agg({texts}))::text from ({statement}) q)"
    )


def _array(values: Sequence[str]) -> str:
    """The values as one array, however many: PostgreSQL passes at most a hundred arguments to a function."""
    slices = [values[at : at + MOST_ARGUMENTS] for at in range(0, len(values), MOST_ARGUMENTS)]
    return "(" + " || ".join(f"jsonb_build_array({', '.join(each)})" for each in slices) + ")"


def _loaded(answer: str, loaders: Any) -> list[tuple[Any, ...]]:
    """The rows as the driver would have given them."""
    found = json.loads(answer)
    if not found["rows"]:
        return []
    load = [
        (lambda text: text == b"true") if oid == BOOLEAN else loaders.get_loader(oid, Format.TEXT).load
        for oid in found["types"]
    ]
    return [
        tuple(None if text is None else one(text.encode()) for one, text in zip(load, row, strict=True))
        for row in found["rows"]
    ]


def _keep(rows: QuerySet[Any], compiler: Any, values: list[tuple[Any, ...]]) -> None:
    """Let the queryset build its objects from these rows instead of asking for them."""
    compiler.execute_sql = lambda *_args, **_kwargs: [values]
    asked = rows._chain()  # type: ignore[attr-defined]
    asked.query.get_compiler = lambda *_args, **_kwargs: compiler
    rows._result_cache = list(asked._iterable_class(asked))


def place(parents: Iterable[Model], name: str, children: Iterable[Any], key: str) -> None:
    """Lay rows already read under their parents, as prefetch_related would: `parent.<name>.all()` asks nothing more."""
    by_parent: dict[Any, list[Any]] = {}
    for child in children:
        by_parent.setdefault(getattr(child, key), []).append(child)
    for parent in parents:
        kept = getattr(parent, name).get_queryset()
        kept._result_cache = by_parent.get(parent.pk, [])
        kept._prefetch_done = True
        if not hasattr(parent, "_prefetched_objects_cache"):
            parent._prefetched_objects_cache = {}  # type: ignore[attr-defined]
        parent._prefetched_objects_cache[name] = kept  # type: ignore[attr-defined]
