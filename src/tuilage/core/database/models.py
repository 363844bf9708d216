"""What every row has: a key made by the application, and, where people edit it, a version."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from tuilage.core.database.keys import new_id


class Base(models.Model):
    """A row with a UUIDv7 key and the instant it was written."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """A row that people edit: `core.forms.versions.save_checked` refuses a save made from a stale copy."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
