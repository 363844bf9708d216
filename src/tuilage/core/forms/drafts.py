"""Drafts: what is being typed is kept within five seconds and found again after a crash or an expired session."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from tuilage.core.database.context import Actor
from tuilage.core.database.keys import new_id
from tuilage.core.forms.models import Draft

KEPT_FOR = timedelta(days=30)
LARGEST = 200_000


def _author(actor: Actor) -> UUID:
    if actor.id is None:
        raise ValueError("a draft has an author")
    return actor.id


class TooLarge(ValueError):
    """The draft is larger than a form can be (200,000 characters)."""


def keep_draft(actor: Actor, form: str, data: dict[str, Any], object_id: UUID | None = None) -> Draft:
    """Write or replace the actor's draft of `form` (about `object_id`). Raises TooLarge."""
    if len(json.dumps(data)) > LARGEST:
        raise TooLarge
    now = timezone.now()
    # Two tabs may save the same draft at once: the second waits for the first, then replaces it.
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{actor.id}/{form}/{object_id}"]
        )
    mine = Draft.objects.filter(author_id=_author(actor), form=form, object_id=object_id)
    if not mine.update(data=data, updated_at=now, expires_at=now + KEPT_FOR):
        Draft(
            id=new_id(),
            author_id=_author(actor),
            form=form,
            object_id=object_id,
            data=data,
            updated_at=now,
            expires_at=now + KEPT_FOR,
        ).save(force_insert=True)
    return mine.get()


def find_draft(actor: Actor, form: str, object_id: UUID | None = None) -> Draft | None:
    """The actor's own draft, or None."""
    return Draft.objects.filter(author_id=_author(actor), form=form, object_id=object_id).first()


def drop_draft(actor: Actor, form: str, object_id: UUID | None = None) -> None:
    """Forget the draft: it was sent, or its author said so."""
    Draft.objects.filter(author_id=_author(actor), form=form, object_id=object_id).delete()


def drop_expired() -> int:
    """Delete the drafts past their date; run daily by the clock. Returns how many."""
    deleted, _ = Draft.objects.filter(expires_at__lt=timezone.now()).delete()
    return deleted
