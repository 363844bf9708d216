"""What changes around a support while its people stay: the ground it stands on, the person's status."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.models import Base, Versioned
from tuilage.core.history import tracked
from tuilage.foundation.organisations.models import Professional
from tuilage.foundation.people.models import Person, lasting
from tuilage.practice.support.models.kinds import policy
from tuilage.practice.support.models.supports import Support
from tuilage.practice.support.models.words import GroundKind, Term


@tracked()
class StatusChange(Base, Versioned):
    """A change of status, prepared up to a year before: on its day the status and the ground change, nobody leaves.

    S0-070: a young person followed at 17 keeps the same professionals at majority. Its date alone brings it about;
    a deferred trigger refuses that a keyworker or a co-worker stops on that very day. Kept with the person's file.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        CANCELLED = "cancelled", _("cancelled")

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    to_status = models.ForeignKey(Term, models.PROTECT, related_name="+", verbose_name=_("new status"))
    to_ground = models.ForeignKey(
        GroundKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("new ground")
    )
    happens_on = models.DateField(_("from"))
    done = models.JSONField(_("what is ready"), default=list, blank=True)
    person_words = models.TextField(_("what the person says of it"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    planned_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-happens_on"]
        verbose_name = _("change of status")
        constraints = [
            policy(
                "statuschange",
                ("id", "person_id", "happens_on", "state", "to_status_id"),
                "demo",
                "import",
            ),
            models.UniqueConstraint(
                fields=["person", "happens_on"],
                condition=Q(state="planned"),
                name="support_statuschange_once",
                violation_error_message=_("A change of status is already planned on that day."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.to_status)


@tracked()
class PersonStatus(Base):
    """What a person is, in the services' words, over a period: minor in care, young adult, disabled adult… (S0-071).

    Several may hold at once; the same one never twice (migration 0005). Kept with the person's file.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.ForeignKey(Term, models.PROTECT, related_name="+", verbose_name=_("status"))
    period = DateRangeField(_("period"))
    change = models.ForeignKey(StatusChange, models.PROTECT, null=True, blank=True, related_name="statuses")
    noted_by = models.ForeignKey(Professional, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["period"]
        verbose_name = _("status of a person")
        constraints = [
            policy(
                "personstatus",
                ("id", "person_id", "kind_id", "period", "change_id"),
                "demo",
                "import",
            ),
            lasting("support_personstatus_lasts"),
        ]


@tracked()
class SupportGround(Base):
    """The legal ground on which a support stands over a period; without any, it is ordinary social action.

    One support at most stands, for a person, on a ground that the law wants sole, and a support has one keyworker
    at any instant: so one person answers for each such ground (CASF L.262-27; migration 0005).
    """

    support = models.ForeignKey(Support, models.PROTECT, related_name="grounds")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.ForeignKey(GroundKind, models.PROTECT, related_name="+", verbose_name=_("ground"))
    sole = models.BooleanField(editable=False, default=False)
    period = DateRangeField(_("period"))
    change = models.ForeignKey(StatusChange, models.PROTECT, null=True, blank=True, related_name="grounds")
    laid_by = models.ForeignKey(Professional, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["period"]
        verbose_name = _("ground of a support")
        constraints = [
            policy(
                "supportground", ("id", "support_id", "person_id", "kind_id", "period", "change_id"),
                "demo", "import",
            ),
            lasting("support_supportground_lasts"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["support"], name="support_ground_support")]
