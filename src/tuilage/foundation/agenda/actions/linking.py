"""The address at which a professional's own calendar reads their appointments: made, renewed, revoked."""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from tuilage.core.database.context import Actor
from tuilage.core.database.keys import new_id

from ..models import CalendarLink

BITS: Final = 256
SHAPE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def hash_of(token: str) -> str:
    """What is kept of a secret. It has 256 bits of chance: no salt and no slow hash would add to it."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def renew_link(actor: Actor) -> str:
    """Make an address, or a new one in place of the old: returns its secret, which nobody can read again."""
    if actor.id is None:
        raise ValueError("a calendar belongs to a professional")
    revoke_link(actor)
    token = secrets.token_urlsafe(BITS // 8)
    CalendarLink(id=new_id(), professional_id=actor.id, token_hash=hash_of(token)).save(force_insert=True)
    return token


def revoke_link(actor: Actor) -> None:
    """The address answers nobody any more, from now on."""
    CalendarLink.objects.filter(professional=actor.id, revoked_at__isnull=True).update(
        revoked_at=timezone.now()
    )


def holder_of(token: str) -> UUID | None:
    """The professional whose calendar a secret opens; None for what opens nothing. One query, before anyone acts."""
    if not SHAPE.fullmatch(token):
        return None
    with connection.cursor() as cursor:
        cursor.execute("select agenda_calendar_of(%s)", [hash_of(token)])
        found: tuple[UUID | None] | None = cursor.fetchone()
    return found[0] if found else None
