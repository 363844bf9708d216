"""The steps by which an urgency that nobody takes climbs, as data; and who was told of which one, once a step."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.models import Base, Versioned
from tuilage.core.database.rowsecurity import RowPolicy, either, is_me, own_team, system
from tuilage.core.history import tracked
from tuilage.foundation.organisations.models import Professional, Team
from tuilage.practice.reception.models.requests import Request


class Whom(models.TextChoices):
    """Who is told."""

    DUTY = "duty", _("the duty worker")
    BACKUP = "backup", _("the duty worker's backup")
    HEAD = "head", _("the head of service")
    ON_CALL = "on_call", _("whoever is on call")


@tracked()
class EscalationPlan(Base, Versioned):
    """A team's steps (of the département when `team` is empty): [{"after": minutes, "whom": Whom}, …], in order.

    A step is taken when nobody has qualified the urgency nor acted `after` minutes after it was signalled. After
    closing, it goes at once to whoever is on call.
    """

    team = models.OneToOneField(Team, models.PROTECT, null=True, blank=True, related_name="+")
    steps = models.JSONField(default=list)
    on_call_at_once = models.BooleanField(
        _("after closing, told at once to whoever is on call"), default=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(team__isnull=True),
                name="reception_escalationplan_one_default",
                violation_error_message=_("The département has one list of steps."),
            )
        ]


class Escalation(Base):
    """A step taken: who was told of an urgency, as what, when. Exactly one for a step of a clock; never changed."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="escalations")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    clock_at = models.DateTimeField(_("signalled"))
    step = models.CharField(max_length=40)
    whom = models.CharField(_("who is told"), max_length=10, choices=Whom.choices)
    told = models.ForeignKey(Professional, models.PROTECT, null=True, blank=True, related_name="+")
    told_at = models.DateTimeField(_("told"))

    class Meta:
        ordering = ["told_at"]
        constraints = [
            RowPolicy(
                name="reception_escalation_rows",
                read=either(is_me("told_id"), own_team("team_id"), system("escalation", "demo")),
                insert=system("escalation", "demo"),
                update="false",
                stats=("id", "request_id", "team_id", "step", "whom", "told_at"),
            ),
            models.UniqueConstraint(
                fields=["request", "clock_at", "step"], name="reception_escalation_once_a_step"
            ),
        ]
        indexes = [models.Index(fields=["told", "told_at"], name="reception_escalation_told")]
