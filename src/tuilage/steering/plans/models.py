"""The plan as the département wrote it: levels, actions, what each is for, its calendar, how it will be known.

A public document: it names organisations and kinds of actors, never a person, so these tables are exempt from row
security (core/database/exempt.py). Labels, levels, periods and deadlines are data.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuilage.core.database.models import Base, Versioned
from tuilage.core.history import tracked


class Plan(Base, Versioned):
    """A schéma, an offer of service, or any plan: the département gives its name and its kind (S4-003, S1-009).

    `levels` are the names of its levels, the action's last: ["Axe", "Orientation", "Fiche action"].
    `renewed_every`, `evaluated_every` in years; `announced_before` in months.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("plan", "being written")
        ADOPTED = "adopted", pgettext_lazy("plan", "adopted")
        ENDED = "ended", pgettext_lazy("plan", "ended")

    key = models.SlugField(_("identifier"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=300)
    kind = models.CharField(_("kind of plan"), max_length=80)
    author = models.CharField(_("who adopted it"), max_length=200, blank=True)
    summary = models.TextField(_("what it is for"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    period = DateRangeField(_("years covered"))
    levels = ArrayField(models.CharField(max_length=80), verbose_name=_("names of its levels"))
    status = models.CharField(
        pgettext_lazy("plan", "status"), max_length=10, choices=Status.choices, default=Status.ADOPTED
    )
    renewed_every = models.PositiveSmallIntegerField(_("renewed every (years)"), null=True, blank=True)
    announced_before = models.PositiveSmallIntegerField(_("announced before (months)"), default=18)
    evaluated_every = models.PositiveSmallIntegerField(_("evaluated every (years)"), null=True, blank=True)

    class Meta:
        ordering = ["-period", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    period__isempty=False, period__startswith__isnull=False, period__endswith__isnull=False
                ),
                name="plans_plan_period_closed",
                violation_error_message=_("A plan has a first and a last year."),
            ),
            models.CheckConstraint(
                condition=~Q(renewed_every=0) & ~Q(evaluated_every=0),
                name="plans_plan_terms",
                violation_error_message=_("A term is at least one year."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlanNode(Base):
    """An axis, an orientation… `level` counts from 0; its name is `plan.levels[level]`."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="nodes")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    level = models.PositiveSmallIntegerField()
    code = models.CharField(_("code"), max_length=30)
    title = models.CharField(_("title"), max_length=300)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "code"],
                name="plans_node_code",
                violation_error_message=_("A part of the plan already bears this code."),
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")),
                name="plans_node_not_in_itself",
                violation_error_message=_("A part of the plan is not inside itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


@tracked()
class PlanAction(Base, Versioned):
    """A *fiche action*: its code, its title, where it stands. What it says is in its lines, in their order."""

    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("action of a plan", "not started")
        RUNNING = "running", pgettext_lazy("action of a plan", "started")
        DONE = "done", pgettext_lazy("action of a plan", "done")
        PAUSED = "paused", pgettext_lazy("action of a plan", "paused")
        DROPPED = "dropped", pgettext_lazy("action of a plan", "given up")

    class Term(models.TextChoices):
        SHORT = "short", _("short term")
        MEDIUM = "medium", _("medium term")
        LONG = "long", _("long term")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="actions")
    node = models.ForeignKey(PlanNode, models.CASCADE, null=True, blank=True, related_name="actions")
    code = models.CharField(_("code"), max_length=30)
    title = models.CharField(_("title"), max_length=400)
    position = models.PositiveSmallIntegerField()
    term = models.CharField(_("term"), max_length=6, choices=Term.choices, blank=True)
    status = models.CharField(
        pgettext_lazy("action of a plan", "where it stands"),
        max_length=10,
        choices=Status.choices,
        default=Status.PLANNED,
    )
    progress = models.TextField(
        _("what was done, what is left"),
        blank=True,
        help_text=_("Everyone reads this: name no person served."),
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "code"],
                name="plans_action_code",
                violation_error_message=_("An action of this plan already bears this code."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class ActionLine(Base):
    """One line of an action sheet, in its place under its heading; `part` is the number of the sub-action it is in."""

    class Kind(models.TextChoices):
        LEGAL_BASIS = "legal_basis", _("legal basis")
        FINDING = "finding", pgettext_lazy("action of a plan", "finding")
        STAKE = "stake", pgettext_lazy("action of a plan", "issue")
        PART = "part", _("sub-action")
        WHAT = "what", pgettext_lazy("action of a plan", "what")
        HOW = "how", pgettext_lazy("action of a plan", "how")
        EXPECTED_BENEFIT = "benefit", _("expected benefit")
        VIGILANCE_POINT = "vigilance", _("point of vigilance")
        COORDINATOR = "coordinator", pgettext_lazy("action of a plan", "coordinator")
        CONTRIBUTOR = "contributor", pgettext_lazy("action of a plan", "contributor")

    action = models.ForeignKey(PlanAction, models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    part = models.PositiveSmallIntegerField(default=0)
    position = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["part", "position"]
        constraints = [
            models.UniqueConstraint(fields=["action", "kind", "part", "position"], name="plans_line_place")
        ]


class ActionLink(Base):
    """Another plan or regulation that an action is linked to; with its own years when they are known (S3-057)."""

    action = models.ForeignKey(PlanAction, models.CASCADE, related_name="links")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=400)
    period = DateRangeField(_("years"), null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["action", "position"], name="plans_link_place")]


@tracked(exclude=())
class ActionYear(Base):
    """A year of an action's calendar: planned in the document, done or not in life."""

    action = models.ForeignKey(PlanAction, models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField(_("year"))
    planned = models.BooleanField(pgettext_lazy("a year", "planned"), default=False)
    done = models.BooleanField(pgettext_lazy("a year", "done"), default=False)

    class Meta:
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(fields=["action", "year"], name="plans_year_once"),
            models.CheckConstraint(
                condition=Q(year__range=(1900, 2200)),
                name="plans_year_range",
                violation_error_message=_("A year has four digits."),
            ),
        ]


class ActionIndicator(Base):
    """How we will know: the indicator in the document's words, and the count of Tuilage that answers it, if any.

    `code` names an indicator of the registry, `profession` narrows it; `low` and `high` are the range aimed at.
    `waiting_for` says why it cannot be counted yet, and where it will be.
    """

    action = models.ForeignKey(PlanAction, models.CASCADE, related_name="indicators")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(_("indicator"), max_length=400)
    tool = models.CharField(_("measuring tool"), max_length=300, blank=True)
    code = models.CharField(_("counted by"), max_length=60, blank=True)
    profession = models.SlugField(_("profession"), max_length=40, blank=True)
    low = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    target = models.CharField(_("target"), max_length=200, blank=True)
    waiting_for = models.CharField(_("not counted yet because"), max_length=300, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["action", "position"], name="plans_indicator_place"),
            models.CheckConstraint(
                condition=Q(low=None) | Q(high=None) | Q(low__lte=F("high")),
                name="plans_indicator_range",
                violation_error_message=_("A range goes from the lower to the higher figure."),
            ),
        ]
