"""Deciding who is the same person: one act each. What is decided is remembered; the next file asks no more."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tuilage.core import journal
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor, acting, system
from tuilage.core.database.keys import new_id
from tuilage.core.refusals import Refused

from ..models import ExternalSystem, Person, Resemblance, SourceRecord
from .applying import P_SAYS, WRITE, as_row, write_keys
from .fields import DEFAULT_SOURCE
from .judging import settle


@transaction.atomic
def decide(actor: Actor, asked: Resemblance, *, same: bool) -> UUID:
    """The row is that person's (its number is linked, what was empty is filled), or another's (created). The person's key.

    Written by the system actor "import" on behalf of `actor`, whom the row and the journal name. Raises Refused when
    a colleague answered meanwhile.
    """
    with acting(system("import"), purpose="people.resemblance"):
        row = Resemblance.objects.select_for_update().get(pk=asked.pk)
        if row.state != Resemblance.State.PENDING:
            raise Refused(_("Somebody has already answered for this one."))
        person_id = _link(row) if same else _create(row)
        leads = not SourceRecord.objects.filter(person_id=person_id, source=row.source, leads=True).exists()
        SourceRecord(
            person_id=person_id, source=row.source, value=row.value, said=row.row, leads=leads, made_by=None
        ).save(force_insert=True)
        _number(row, person_id, usual=leads)
        row.state = Resemblance.State.SAME if same else Resemblance.State.ANOTHER
        row.decided_by, row.decided_at, row.row, row.known = actor.id, timezone.now(), {}, {}
        row.save(update_fields=["state", "decided_by", "decided_at", "row", "known"])
    journal.record("read", person_id, "identity", actor=actor)
    return person_id


def _link(row: Resemblance) -> UUID:
    """Fill what was empty; what is known here stays."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {P_SAYS} from people_person p where id = %s", [row.person_id])  # noqa: S608
        known = json.loads(cursor.fetchone()[0])
        taken, _kept = settle(known, {}, row.row)
        if taken:
            cursor.execute(WRITE, [[row.person_id], [json.dumps(as_row(known | taken))]])
    write_keys([row.person_id])
    return row.person_id


def _create(row: Resemblance) -> UUID:
    fields: dict[str, Any] = as_row(row.row)
    person = Person(
        id=new_id(),
        birth_year=fields.pop("y"),
        birth_month=fields.pop("m"),
        birth_day=fields.pop("d"),
        housing="home" if fields["address"] else "unknown",
        **fields,
    )
    person.save(force_insert=True)
    return person.pk


def _number(row: Resemblance, person_id: UUID, usual: bool) -> None:
    found = ExternalSystem.objects.filter(code=row.source).first()
    if row.source == DEFAULT_SOURCE or row.value.startswith("~") or found is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into people_externalidentifier (id, created_at, version, person_id, system_id, type, value, use, period)"
            " select %s, now(), 1, %s, %s, '', %s, %s, daterange(%s, null) where not exists"
            " (select 1 from people_externalidentifier where system_id = %s and value = %s)",
            [
                new_id(),
                person_id,
                found.pk,
                row.value,
                "usual" if usual else "secondary",
                today(),
                found.pk,
                row.value,
            ],
        )
