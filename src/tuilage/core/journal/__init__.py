"""Appending to the access journal, in the reader's own transaction: if it cannot be written, nothing is read."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from tuilage.core.database.context import Actor, current
from tuilage.core.database.keys import new_id


def record(
    act: str,
    person: UUID | None = None,
    part: str = "",
    reason: str = "",
    actor: Actor | None = None,
) -> None:
    """Append one line for the acting professional (or `actor`): `act` is one of `models.Act`.

    Raises the database's error when the line cannot be written: the act must not go on then.
    """
    who = actor or current()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into journal_entry (id, at, actor_id, system, service, act, person_id, part, reason)"
            # The database's clock, which the row policy checks: an instant cannot be made up.
            " values (%s, clock_timestamp(), %s, %s, %s, %s, %s, %s, %s)",
            [
                new_id(),
                who.id,
                who.name if who.kind == "system" else "",
                who.post_label[:200],
                act,
                person,
                part[:200],
                reason,
            ],
        )
