"""Supports ended together at a regulation, because nobody has heard of the person: one act, undone as one."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.models import Base
from tuilage.foundation.organisations.models import Professional, Team


class ClosureBatch(Base):
    """A batch of ends: which team, who, when; and when it was undone. Says nothing of a person. Kept for good."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    on = models.DateField(_("ended on"))
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
