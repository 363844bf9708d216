"""Consignes: what to know before speaking to somebody, said as facts, with an end."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.models import Base
from tuilage.core.database.rowsecurity import RowPolicy, both, circle, either, is_me, own_team, system
from tuilage.core.history import tracked
from tuilage.foundation.organisations.models import Professional, Team

from .persons import BY_A_TEAM, Person

LONGEST = timedelta(days=366)  # a year: then somebody looks at it again or it goes
# Before the circle: whoever is told that they may ask for an exceptional access is at the desk with the person.
BEFORE_THE_CIRCLE = both(
    BY_A_TEAM,
    "kind_id in (select k.id from people_cautionkind k where k.for_safety)",
    "my_today() < until and ended_at is null",
    "exists (select 1 from people_reach(person_id) r where r.openable)",
)


class CautionKind(Base):
    """A consigne that may be given: its wording is data, so that it stays factual. Kept for good."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    wording = models.CharField(_("wording"), max_length=120)
    for_safety = models.BooleanField(_("needed for safety: read before the file is opened"), default=False)
    icon = models.CharField(max_length=40, default="exclamation-circle")
    in_use = models.BooleanField(_("in use"), default=True)
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["order", "wording"]

    def __str__(self) -> str:
        return self.wording


@tracked()
class Caution(Base):
    """A consigne on a person's banner: factual, dated, signed, and gone on a day that is set (a year at most).

    `detail` is short; the person can read it. Kept with the file, as what was once said about them.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="cautions")
    kind = models.ForeignKey(CautionKind, models.PROTECT, related_name="+")
    detail = models.CharField(_("detail"), max_length=120, blank=True)
    author = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(Professional, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("consigne")
        verbose_name_plural = _("consignes")
        constraints = [
            RowPolicy(
                name="people_caution_rows",
                read=either(
                    circle("person_id"), own_team("team_id"), BEFORE_THE_CIRCLE, system("demo", "import")
                ),
                insert=either(
                    both(is_me("author_id"), own_team("team_id"), circle("person_id"), BY_A_TEAM),
                    system("demo"),
                ),
                update=both(circle("person_id"), BY_A_TEAM),
                stats=("id", "kind_id", "team_id", "since", "until", "ended_at"),
            ),
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("since")),
                name="people_caution_in_order",
                violation_error_message=_("The end comes after the start: look at the two dates again."),
            ),
            models.CheckConstraint(
                condition=models.Q(until__lte=models.F("since") + LONGEST),
                name="people_caution_a_year",
                violation_error_message=_("A year at most: somebody looks at it again before."),
            ),
        ]
        indexes = [models.Index(fields=["person", "until"], name="people_caution_person")]

    def __str__(self) -> str:
        return f"{self.kind}{f' : {self.detail}' if self.detail else ''}"

    def runs_on(self, day: date) -> bool:
        """Whether it is shown on a day."""
        return self.ended_at is None and self.since <= day < self.until
