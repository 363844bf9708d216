"""The access journal: who looked at what about whom, and why. Insert-only, sealed in a chain, purged by month."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.keys import new_id


class Act(models.TextChoices):
    """What was done (CNIL 2021-122: reading, search, export and refusal are all written down)."""

    READ = "read", _("consulted")
    SEARCH = "search", _("searched")
    EXPORT = "export", _("exported")
    REFUSED = "refused", _("was refused")
    BREAK_GLASS = "break_glass", _("opened exceptionally")
    ACCOUNT = "account", _("changed an account")
    PURGE = "purge", _("purged the journal")


class Entry(models.Model):
    """One line. The table is partitioned by month and its policies are written in this room's migration."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    system = models.CharField(max_length=30, blank=True)
    service = models.CharField(max_length=200, blank=True)
    act = models.CharField(max_length=20, choices=Act.choices)
    person_id = models.UUIDField(null=True)
    part = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        db_table = "journal_entry"
        indexes = [
            models.Index(fields=["person_id", "-at"], name="journal_entry_person"),
            models.Index(fields=["actor_id", "-at"], name="journal_entry_actor"),
        ]


class Seal(models.Model):
    """An entry's place in the chain: `hash` is SHA-256 of the hash before it and of the entry's digest.

    Holds no identity. Once the entry is purged its key is taken away too: the chain still verifies.
    """

    seq = models.BigIntegerField(primary_key=True)
    entry_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    digest = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        db_table = "journal_seal"
