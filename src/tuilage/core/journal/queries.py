"""Reading the journal: by keyset (never by counting pages), newest first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from tuilage.core.database.clock import end_of_day, start_of_day
from tuilage.core.journal.models import Entry

LATEST = 10_000
COUNTED = 10_000


def entries(wanted: dict[str, Any]) -> QuerySet[Entry]:
    """The lines that answer a filter, newest first."""
    rows = Entry.objects.order_by("-at", "-id")
    if wanted.get("du"):
        rows = rows.filter(at__gte=start_of_day(wanted["du"]))
    if wanted.get("au"):
        rows = rows.filter(at__lt=end_of_day(wanted["au"]))
    for name, column in (
        ("acte", "act"),
        ("service", "service"),
        ("personne", "person_id"),
        ("agent", "actor_id"),
    ):
        if wanted.get(name):
            rows = rows.filter(**{column: wanted[name]})
    return rows


def before(rows: QuerySet[Entry], cursor: str) -> QuerySet[Entry]:
    """The lines older than the cursor; all of them when it is not one of ours."""
    try:
        instant, key = cursor.split("_")
        at = datetime.fromisoformat("1970-01-01T00:00:00+00:00") + timedelta(microseconds=int(instant))
        return rows.filter(Q(at__lt=at) | Q(at=at, id__lt=UUID(key)))
    except (ValueError, OverflowError):
        return rows


def cursor_of(entry: Entry) -> str:
    """Where the next page begins: an instant in microseconds and a key."""
    micro = (entry.at - datetime.fromisoformat("1970-01-01T00:00:00+00:00")) // timedelta(microseconds=1)
    return f"{micro}_{entry.pk}"


def services() -> list[str]:
    """The services of the latest lines, to choose from."""
    latest = Entry.objects.order_by("-at", "-id").values("service")[:LATEST]
    return sorted({row["service"] for row in latest if row["service"]})


def count(rows: QuerySet[Entry]) -> int:
    """How many lines, counted up to 10,000 and one."""
    return rows.order_by()[: COUNTED + 1].count()
