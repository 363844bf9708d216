"""What reception knows of the last time somebody was heard of: requests, what came of them at the counter, messages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import connection

from tuilage.practice.support.regulation import CONTACTS

# A passage undone is none; a message is one even when somebody else left it about the person: it is news of them.
LAST = """
select person_id, max((at at time zone current_setting('TimeZone'))::date) from (
    select person_id, received_at as at from reception_request where person_id = any(%(persons)s)
    union all select person_id, at from reception_passage where person_id = any(%(persons)s) and undone_at is null
    union all select person_id, left_at from reception_message where person_id = any(%(persons)s)
) heard group by person_id
"""


def last_heard(persons: Iterable[UUID]) -> dict[UUID, date]:
    """The last local day on which reception heard of each person; whoever it never heard of is left out. One query."""
    with connection.cursor() as cursor:
        cursor.execute(LAST, {"persons": list(persons)})
        return dict(cursor.fetchall())


CONTACTS.append(last_heard)
