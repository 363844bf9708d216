"""What was published: a count by month and its moment. No identity, and no small figure: the database refuses it.

Exempt from row security (core/database/exempt.py): everyone signed in reads what is published.
"""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.models import Base
from tuilage.foundation.organisations.models import Team
from tuilage.foundation.territory.models import Zone


class Publication(Base):
    """An indicator was counted and published for a period, with the words that defined it on that day.

    `digest` tells two definitions apart; `period` is '[)', a month, a quarter or a year.
    """

    code = models.CharField(_("indicator"), max_length=60)
    period = DateRangeField(_("period"))
    computed_at = models.DateTimeField(_("computed at"))
    label = models.CharField(_("name"), max_length=200)
    definition = models.TextField(_("definition"))
    population = models.TextField(_("population"))
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=10)
    digest = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "period"], name="observatory_published_once"),
            models.CheckConstraint(
                condition=Q(
                    period__isempty=False, period__startswith__isnull=False, period__endswith__isnull=False
                ),
                name="observatory_period_closed",
                violation_error_message=_("A published period has a beginning and an end."),
            ),
        ]


class IndicatorValue(Base):
    """One published figure: for the département, a zone, a team, a profession, or a profession of a team.

    `people` is the population behind it, which suppression looks at. A hidden figure keeps nothing of what it
    hides: `few` (fewer than five people), `alone` (the work of one worker) or `shield` (shown, it would give a small figure away).
    """

    class Hidden(models.TextChoices):
        FEW = "few", _("fewer than five people")
        ALONE = "alone", _("would tell of one worker alone")
        SHIELD = "shield", _("would give a small figure away")

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="values")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    zone = models.ForeignKey(Zone, models.CASCADE, null=True, blank=True, related_name="+")
    profession = models.SlugField(_("profession"), max_length=40, null=True, blank=True)
    numerator = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4, null=True, blank=True)
    hidden = models.CharField(max_length=6, choices=Hidden.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "team", "zone", "profession"],
                nulls_distinct=False,
                name="observatory_value_once",
            ),
            models.CheckConstraint(
                condition=Q(hidden="") | Q(numerator=None, denominator=None, people=None, value=None),
                name="observatory_hidden_is_empty",
                violation_error_message=_("A hidden figure holds no figure."),
            ),
            models.CheckConstraint(
                condition=~Q(hidden="") | Q(people=0) | Q(people__gte=5),
                name="observatory_few_is_hidden",
                violation_error_message=_("A figure about fewer than five people is not published."),
            ),
            models.CheckConstraint(
                condition=Q(zone=None) | Q(team=None, profession=None),
                name="observatory_zone_alone",
                violation_error_message=_("A figure is by zone, or by team and profession."),
            ),
        ]

    @property
    def suppressed(self) -> bool:
        """Whether nothing of it is shown."""
        return bool(self.hidden)
