"""Nothing typed is lost, nothing sent twice counts twice."""

from __future__ import annotations

from django.db import models

from tuilage.core.database.models import Base
from tuilage.core.database.rowsecurity import RowPolicy, both, either, is_me, system


class Draft(Base):
    """What somebody was typing in a form, kept for them alone until it is sent, dropped or expired."""

    author_id = models.UUIDField()
    form = models.CharField(max_length=80)
    object_id = models.UUIDField(null=True, blank=True)
    data = models.JSONField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "forms_draft"
        constraints = [
            models.UniqueConstraint(
                fields=["author_id", "form", "object_id"], nulls_distinct=False, name="forms_one_draft"
            ),
            RowPolicy(
                name="forms_draft_rows",
                read=either(is_me("author_id"), both(system("clock"), "expires_at < now()")),
                insert=is_me("author_id"),
                update=is_me("author_id"),
                delete=either(is_me("author_id"), both(system("clock"), "expires_at < now()")),
            ),
        ]


OVER = "at < now() - interval '6 days'"


class SentForm(models.Model):
    """A form that was sent, and the answer it got: sent again (double click, lost answer), it gets the same answer.

    Holds no content: a key, a fingerprint, an address to go to; addresses name persons by key, so each sees their own.
    """

    key = models.UUIDField()
    fingerprint = models.CharField(max_length=64)
    actor_id = models.UUIDField(null=True)
    path = models.CharField(max_length=300)
    status = models.PositiveSmallIntegerField(null=True)
    location = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    pk = models.CompositePrimaryKey("key", "fingerprint")

    class Meta:
        db_table = "forms_sentform"
        constraints = [
            RowPolicy(
                name="forms_sentform_rows",
                read=either(is_me("actor_id"), both(system("clock"), OVER)),
                insert=is_me("actor_id"),
                update=is_me("actor_id"),
                delete=either(is_me("actor_id"), both(system("clock"), OVER)),
            )
        ]
        indexes = [models.Index(fields=["at"], name="forms_sent_at")]
