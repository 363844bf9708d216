"""Uniting two files of the same person, taking them apart again, and saying which files may be one."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tuilage.core import journal
from tuilage.core.database.context import Actor, check_constraints_now
from tuilage.core.database.keys import new_id
from tuilage.core.forms.versions import StaleVersion, save_checked
from tuilage.core.refusals import Refused

from .actions import IDENTITY_FIELDS, update_person
from .models import DoubleVerdict, Merge, Person
from .names import clean_line, identity_keys, query_units

MOST_CANDIDATES = 2000


@dataclass(frozen=True)
class Alike:
    """Two rows of a table that agree in these columns say the same of one person: united, their periods become one."""

    table: str
    column: str
    same: tuple[str, ...]


_alike: list[Alike] = []


def say_alike(table: str, column: str, *same: str) -> None:
    """A room says which of its rows repeat each other when two files become one. The table has a `period`."""
    _alike.append(Alike(table, column, same))


say_alike("people_householdmembership", "person_id", "household_id")
say_alike("people_relation", "person_id", "other_id", "other_name", "kind")
say_alike("people_relation", "other_id", "person_id", "kind")
say_alike("people_legalprotection", "person_id", "kind", "exercised_by")


@dataclass(frozen=True)
class Held:
    """How many rows of a room a file holds."""

    room: str
    rows: int


@dataclass(frozen=True)
class Pair:
    """Two files that may be of one person; `proposed` when somebody said that they are."""

    first: Person
    second: Person
    proposed: bool = False


def held(survivor: Person, absorbed: Person) -> list[Held]:
    """What the file of `absorbed` holds, by room, that would move to `survivor`. One query."""
    with connection.cursor() as cursor:
        cursor.execute("select tab, n from people_merge_preview(%s, %s)", [survivor.pk, absorbed.pk])
        counted = cursor.fetchall()
    rooms = {model._meta.db_table: model._meta.app_config.verbose_name for model in apps.get_models()}
    total: dict[str, int] = {}
    for table, rows in counted:
        room = str(rooms.get(table, table))
        total[room] = total.get(room, 0) + rows
    return [Held(room, rows) for room, rows in sorted(total.items())]


def merge(
    actor: Actor,
    survivor: Person,
    expected_version: int,
    absorbed: Person,
    taken: Collection[str] = (),
    reason: str = "",
) -> Merge:
    """Unite the file of `absorbed` with that of `survivor`, taking these fields of its identity; nothing is lost.

    Raises Refused (not one's own two files; a file that is part of another), StaleVersion.
    """
    unknown = set(taken) - set(IDENTITY_FIELDS)
    if unknown:
        raise ValueError(f"these are no fields of an identity: {sorted(unknown)}")
    key = new_id()
    with transaction.atomic(), _explained():
        before = {name: _plain(survivor, name) for name in taken}
        if survivor.version != expected_version:
            raise StaleVersion(survivor, [])
        if taken:
            update_person(
                actor, survivor, expected_version, {name: getattr(absorbed, name) for name in taken}
            )
        choice = {name: [value, _plain(survivor, name)] for name, value in before.items()}
        rules = [{"table": each.table, "column": each.column, "same": each.same} for each in _alike]
        with connection.cursor() as cursor:
            cursor.execute(
                "select people_merge(%s, %s, %s, %s, %s::jsonb, %s::jsonb)",
                [
                    key,
                    survivor.pk,
                    absorbed.pk,
                    clean_line(reason)[:200],
                    json.dumps(choice),
                    json.dumps(rules),
                ],
            )
        check_constraints_now()
        survivor.write_keys()
        for each in (survivor.pk, absorbed.pk):
            journal.record("read", each, "merge", actor=actor)
        return Merge.objects.get(pk=key)


def unmerge(actor: Actor, done: Merge) -> UUID:
    """Take the two files apart as they were; what was written since stays with the survivor. The key of the other.

    Raises Refused when a later merge stands on this one, or when something written since needs both to be one.
    """
    with transaction.atomic(), _explained():
        with connection.cursor() as cursor:
            cursor.execute("select people_unmerge(%s)", [done.pk])
        check_constraints_now()
        survivor = Person.objects.get(pk=done.survivor_id)
        _give_back(survivor, done.chosen)
        survivor.write_keys()
        for each in (survivor.pk, done.absorbed_id):
            journal.record("read", each, "merge undone", actor=actor)
    return done.absorbed_id


def _give_back(survivor: Person, chosen: Mapping[str, Sequence[Any]]) -> None:
    """The survivor's own identity again, but for what somebody corrected in the meantime."""
    back = {name: old for name, (old, new) in chosen.items() if _plain(survivor, name) == new and old != new}
    if not back:
        return
    for name, value in back.items():
        column = _column(name)
        setattr(survivor, column, Person._meta.get_field(name).to_python(value) if column == name else value)  # type: ignore[union-attr]
    save_checked(survivor, survivor.version, [_column(name) for name in back])


def _column(name: str) -> str:
    return str(Person._meta.get_field(name).attname)  # type: ignore[union-attr]


def _plain(person: Person, name: str) -> Any:
    """A value of an identity as it is kept: a day as text, a commune by its key."""
    value = getattr(person, _column(name))
    return (
        value if value is None or isinstance(value, str | int | bool) else DjangoJSONEncoder().default(value)
    )


@contextmanager
def _explained() -> Iterator[None]:
    """What the database refuses, in words."""
    try:
        yield
    except IntegrityError as error:
        raise Refused(
            _(
                "Something written in these files does not allow it: what one says cannot stand beside what the other says."
            )
        ) from error
    except DatabaseError as error:
        state = getattr(error.__cause__, "sqlstate", "")
        if state == "42501":
            raise Refused(
                _(
                    "Two files are united, or taken apart, by a case worker or a head of service who stands around both."
                )
            ) from error
        if state == "55000":
            raise Refused(
                _("One of these files was united with another since: undo the latest union first.")
            ) from error
        raise


def now_in(person_id: UUID) -> UUID | None:
    """The person whose file this one is part of today, if the actor may see it. One query."""
    with connection.cursor() as cursor:
        cursor.execute("select people_now(%s)", [person_id])
        row = cursor.fetchone()
    return row[0] if row else None


def absorbed_in(person_id: UUID) -> list[UUID]:
    """The keys of the files that went into this one, and into those. One query; empty outside the actor's circle."""
    with connection.cursor() as cursor:
        cursor.execute("select people_absorbed_in(%s)", [person_id])
        return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def say_of_two(actor: Actor, one: Person, other: Person, verdict: str) -> DoubleVerdict:
    """Somebody says of two files that they are of the same person (proposed), or not: then they are not shown again."""
    if one.pk == other.pk:
        raise Refused(_("These are not two files."))
    if actor.id is None:
        raise Refused(_("You hold no post in a team today."))
    take_back(one.pk, other.pk)
    first, second = sorted((one.pk, other.pk))
    said = DoubleVerdict(first_id=first, second_id=second, verdict=verdict, said_by_id=actor.id)
    said.save(force_insert=True)
    return said


def take_back(one: UUID, other: UUID) -> None:
    """What was said of two files is not said any more."""
    both = Q(first_id=one, second_id=other) | Q(first_id=other, second_id=one)
    DoubleVerdict.objects.filter(both).delete()


def possible_doubles(actor: Actor, most: int = 50) -> list[Pair]:
    """Pairs of files of the actor's circle that may be of one person: proposed first, then by name. Three queries."""
    with connection.cursor() as cursor:
        cursor.execute("select first, second from people_doubles(%s)", [MOST_CANDIDATES])
        found: list[tuple[UUID, UUID]] = cursor.fetchall()
    said = DoubleVerdict.objects.filter(verdict=DoubleVerdict.Verdict.SAME)
    proposed = {tuple(sorted(pair)) for pair in said.values_list("first_id", "second_id")}
    pairs = list(dict.fromkeys([*sorted(proposed), *(tuple(sorted(pair)) for pair in found)]))
    known = Person.objects.select_related("commune").in_bulk({key for pair in pairs for key in pair})
    shown = [
        Pair(known[one], known[other], (one, other) in proposed)
        for one, other in pairs
        if one in known and other in known
    ]
    kept = [pair for pair in shown if pair.proposed or resemble(pair.first, pair.second)]
    return sorted(kept, key=lambda pair: (not pair.proposed, pair.first.name, pair.first.pk))[:most]


def resemble(one: Person, other: Person) -> bool:
    """Whether a first name and a surname of one are found, slips allowed, in the other: twins do not resemble."""
    return _found(one, other) or _found(other, one)


def _found(one: Person, other: Person) -> bool:
    keys = set(identity_keys(*other.names))
    firsts = query_units([one.usual_first_name, one.first_names])
    lasts = query_units([one.used_name, one.birth_name])
    if not firsts or not lasts:
        units = firsts or lasts
        return bool(units) and all(keys & _any(unit) for unit in units)
    # The first of the first names is the one that is used; either surname may have been given.
    return bool(keys & _any(firsts[0])) and any(keys & _any(unit) for unit in lasts)


def _any(unit: Mapping[str, Sequence[str]]) -> set[str]:
    return {*unit["exact"], *unit["sound"], *unit["near"]}
