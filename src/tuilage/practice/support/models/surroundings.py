"""What stands around a support: decisions awaited from institutions, and the places somebody has at the same time."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.models import Base
from tuilage.core.history import tracked
from tuilage.foundation.organisations.models import Professional
from tuilage.foundation.people.models import Person
from tuilage.practice.support.models.kinds import policy, says_something


@tracked()
class AwaitedDecision(Base):
    """A decision awaited from an institution since somebody's situation changed (S0-048). Kept with the file."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="awaited_decisions")
    change = models.CharField(_("what changed for the person"), max_length=300)
    changed_on = models.DateField(_("changed on"))
    institution = models.CharField(_("who decides"), max_length=200)
    what = models.CharField(_("what is awaited"), max_length=300)
    asked_on = models.DateField(_("asked on"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decision = models.CharField(_("what was decided"), max_length=300, blank=True)
    by = models.ForeignKey(Professional, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["changed_on", "created_at"]
        verbose_name = _("awaited decision")
        constraints = [
            policy("awaiteddecision", ("id", "changed_on", "asked_on", "decided_on")),
            models.CheckConstraint(
                condition=says_something("change") & says_something("institution") & says_something("what"),
                name="support_decision_said",
                violation_error_message=_("Say what changed, who decides, and what is awaited."),
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True, decision="")
                | (Q(decided_on__gte=models.F("changed_on")) & says_something("decision")),
                name="support_decision_whole",
                violation_error_message=_("A decision has its date, after the change, and what was decided."),
            ),
        ]


@tracked()
class Place(Base):
    """A place or a service somebody has; several at once are usual, none closes another (S0-084). Kept with the file."""

    class Kind(models.TextChoices):
        PERMANENT = "permanent", _("permanent place")
        TEMPORARY = "temporary", _("temporary place")
        DAY = "day", _("day place")
        SERVICE = "service", _("service that comes to the person (SAVS, SAMSAH…)")

    person = models.ForeignKey(Person, models.PROTECT, related_name="places")
    kind = models.CharField(_("kind of place"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("where"), max_length=200)
    period = DateRangeField(_("period"))
    by = models.ForeignKey(Professional, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["period"]
        verbose_name = _("place")
        constraints = [
            policy("place", ("id", "kind", "period")),
            models.CheckConstraint(
                condition=says_something("name"),
                name="support_place_said",
                violation_error_message=_("Say where it is."),
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__startswith__isnull=False),
                name="support_place_lasts",
                violation_error_message=_("A place lasts for a day at least."),
            ),
        ]
