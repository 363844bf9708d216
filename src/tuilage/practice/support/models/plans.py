"""What was agreed, as it was on the day: versions of the project, and how it is once it is over."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.models import Base
from tuilage.core.history import tracked
from tuilage.foundation.organisations.models import Professional
from tuilage.foundation.people.models import Person
from tuilage.practice.support.models.kinds import policy, says_something
from tuilage.practice.support.models.supports import Support, rated


@tracked()
class PlanVersion(Base):
    """The project as the person agreed to it on a day: goals, criteria, duration (SupportPlan). Kept with its support.

    `content` is plain: see `plans.content_of`. A new agreement is a new version, never a change of this one.
    """

    class Why(models.TextChoices):
        START = "start", _("start")
        CHANGE = "change", _("change of the project")
        END = "end", _("another agreed end")
        COMPLETED = "completed", _("completed after it was taken up")

    support = models.ForeignKey(Support, models.PROTECT, related_name="plans")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    agreed_on = models.DateField(_("agreed on"))
    how = models.CharField(_("how"), max_length=10, choices=Support.How.choices, blank=True)
    why = models.CharField(_("why"), max_length=10, choices=Why.choices)
    recorded_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    content = models.JSONField(default=dict)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("version of the project")
        constraints = [
            policy("planversion", ("id", "support_id", "number", "agreed_on", "how", "why")),
            models.UniqueConstraint(fields=["support", "number"], name="support_planversion_number"),
        ]


@tracked()
class FollowUp(Base):
    """How is it since? Asked some time after the end, in the person's words."""

    class Reached(models.TextChoices):
        TOLD = "told", _("the person told us")
        NEAR = "near", _("somebody close told us")
        NOBODY = "nobody", _("nobody could be reached")

    support = models.ForeignKey(Support, models.PROTECT, related_name="follow_ups")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField(_("asked on"))
    reached = models.CharField(_("who told it"), max_length=10, choices=Reached.choices)
    words = models.TextField(_("how it is, in their words"), blank=True)
    rating = models.PositiveSmallIntegerField(_("the person's rating"), null=True, blank=True)
    by = models.ForeignKey(Professional, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-on", "-created_at"]
        verbose_name = _("follow-up")
        constraints = [
            policy("followup", ("id", "support_id", "on", "reached", "rating")),
            rated("support_followup_rated", "rating"),
            models.CheckConstraint(
                condition=Q(reached="nobody") | says_something("words"),
                name="support_followup_said",
                violation_error_message=_("Write how it is, in their words."),
            ),
        ]
