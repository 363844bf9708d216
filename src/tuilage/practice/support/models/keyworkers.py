"""Who answers for a support at each instant, and how it passes from one to the next without a gap."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuilage.core.database.models import Base, Versioned
from tuilage.core.history import tracked
from tuilage.foundation.organisations.models import Post, Professional, Team
from tuilage.foundation.people.models import Person
from tuilage.foundation.sharing.models import Participation
from tuilage.practice.support.models.around import BulkHandover
from tuilage.practice.support.models.kinds import policy, says_something
from tuilage.practice.support.models.supports import Support


@tracked()
class Handover(Base, Versioned):
    """A handover (tuilage): from `starts_on` the next keyworker works beside; on `passes_on` they answer for it."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        RUNNING = "running", _("under way")
        PASSED = "passed", pgettext_lazy("handover", "done")
        CANCELLED = "cancelled", _("cancelled")

    support = models.ForeignKey(Support, models.PROTECT, related_name="handovers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    from_professional = models.ForeignKey(
        Professional, models.PROTECT, null=True, blank=True, related_name="+"
    )
    from_post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    to_professional = models.ForeignKey(
        Professional, models.PROTECT, related_name="+", verbose_name=_("next keyworker")
    )
    to_team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    starts_on = models.DateField(_("works beside from"))
    passes_on = models.DateField(_("answers for it from"))
    reason = models.CharField(_("why it changes hands"), max_length=300)
    checklist = models.JSONField(_("what was done"), default=dict, blank=True)
    met_on = models.DateField(_("the three met on"), null=True, blank=True)
    person_words = models.TextField(_("what the person says of it"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PLANNED)
    planned_by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
    bulk = models.ForeignKey(BulkHandover, models.PROTECT, null=True, blank=True, related_name="handovers")

    class Meta:
        ordering = ["starts_on"]
        verbose_name = _("handover")
        constraints = [
            policy(
                "handover",
                ("id", "support_id", "starts_on", "passes_on", "status", "met_on", "to_team_id"),
                "demo", "import", "clock",
            ),
            models.CheckConstraint(
                condition=Q(passes_on__gt=models.F("starts_on")),
                name="support_handover_overlap",
                violation_error_message=_("The next keyworker works beside for at least one day before answering for it."),
            ),
            models.CheckConstraint(
                condition=says_something("reason"),
                name="support_handover_reason",
                violation_error_message=_("Say why it changes hands."),
            ),
            models.CheckConstraint(
                condition=Q(from_professional__isnull=True) | ~Q(from_professional=models.F("to_professional")),
                name="support_handover_to_another",
                violation_error_message=_("A handover goes to somebody else."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["passes_on"], name="support_handover_passes")]

    @property
    def overlap_days(self) -> int:
        """How many days both are there."""
        return (self.passes_on - self.starts_on).days

    @property
    def live(self) -> bool:
        return self.status in (self.Status.PLANNED, self.Status.RUNNING)


@tracked()
class Keyworker(Base):
    """A period during which a professional, or a post par intérim, is a support's keyworker.

    Lane `responsible`: exactly one at any instant of a running support. Lane `incoming`: the next one, beside, only
    during a handover. Both are temporal keys of the database (migration 0002).
    """

    class Lane(models.TextChoices):
        RESPONSIBLE = "responsible", _("keyworker")
        INCOMING = "incoming", _("next keyworker, beside")

    support = models.ForeignKey(Support, models.PROTECT, related_name="keyworkers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    professional = models.ForeignKey(
        Professional, models.PROTECT, null=True, blank=True, related_name="keyworker_of"
    )
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    period = DateRangeField(_("period"))
    lane = models.CharField(max_length=12, choices=Lane.choices, default=Lane.RESPONSIBLE)
    handover = models.ForeignKey(Handover, models.PROTECT, null=True, blank=True, related_name="keyworkers")
    participation = models.ForeignKey(
        Participation, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    ground = models.CharField(_("on what ground"), max_length=200, blank=True)

    class Meta:
        ordering = ["period"]
        verbose_name = _("keyworker")
        constraints = [
            policy(
                "keyworker",
                ("id", "support_id", "professional_id", "post_id", "period", "lane", "handover_id"),
                "demo", "import", "clock",
            ),
            models.CheckConstraint(
                condition=Q(professional__isnull=False, post__isnull=True)
                | Q(professional__isnull=True, post__isnull=False),
                name="support_keyworker_who",
                violation_error_message=_("A keyworker is a professional, or a post par intérim."),
            ),
            models.CheckConstraint(
                condition=Q(lane="responsible") | Q(lane="incoming", handover__isnull=False, professional__isnull=False),
                name="support_keyworker_incoming",
                violation_error_message=_("Whoever works beside comes with a handover."),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["professional"], name="support_keyworker_who_idx"),
            models.Index(fields=["support"], name="support_keyworker_support"),
        ]

    @property
    def name(self) -> str:
        """Who, in words: the professional, or the post par intérim."""
        return str(self.professional) if self.professional_id else str(self.post)
