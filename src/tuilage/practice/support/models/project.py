"""What was agreed with the person: goals, criteria, steps, and the moments when both look at it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.models import Base, Versioned
from tuilage.core.history import tracked
from tuilage.foundation.organisations.models import Professional
from tuilage.foundation.people.models import Person
from tuilage.practice.support.models.kinds import LifeDomain, policy, says_something
from tuilage.practice.support.models.supports import Support, rated


@tracked()
class Goal(Base, Versioned):
    """A goal, as a sentence, set with the person (S1-048). Kept with its support."""

    class Status(models.TextChoices):
        OPEN = "open", _("under way")
        REACHED = "reached", _("reached")
        PARTLY = "partly", _("partly reached")
        NOT = "not", _("not reached")
        DROPPED = "dropped", _("set aside")

    support = models.ForeignKey(Support, models.PROTECT, related_name="goals")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=1)
    sentence = models.CharField(_("the goal, as a sentence"), max_length=300)
    person_words = models.TextField(_("in the person's words"), blank=True)
    baseline = models.CharField(_("where things stand today"), max_length=300, blank=True)
    target = models.CharField(_("what will have changed"), max_length=300, blank=True)
    domain = models.CharField(_("area of life"), max_length=20, choices=LifeDomain.choices, blank=True)
    difficulty = models.CharField(_("what makes it hard today"), max_length=300, blank=True)
    together = models.UUIDField(null=True, blank=True, editable=False)
    set_with_person_on = models.DateField(_("set with the person on"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.OPEN)
    reached_on = models.DateField(_("reached on"), null=True, blank=True)

    class Meta:
        ordering = ["position", "created_at"]
        verbose_name = _("goal")
        constraints = [
            policy("goal", ("id", "support_id", "status", "set_with_person_on", "reached_on")),
            models.CheckConstraint(
                condition=says_something("sentence"),
                name="support_goal_said",
                violation_error_message=_("Write the goal as a sentence."),
            ),
            models.CheckConstraint(
                condition=Q(status="reached", reached_on__isnull=False)
                | (~Q(status="reached") & Q(reached_on__isnull=True)),
                name="support_goal_reached_on",
                violation_error_message=_("A goal that was reached has its date."),
            ),
            models.CheckConstraint(
                condition=Q(reached_on__isnull=True) | Q(reached_on__gte=models.F("set_with_person_on")),
                name="support_goal_dates",
                violation_error_message=_("A goal is reached after it was set."),
            ),
        ]

    def __str__(self) -> str:
        return self.sentence


@tracked()
class Criterion(Base):
    """How both will see that it went well: fixed beforehand (S1-050), answered one by one at the end."""

    class Answer(models.TextChoices):
        MET = "met", _("yes")
        PARTLY = "partly", _("partly")
        NOT_MET = "not_met", _("no")
        UNKNOWN = "unknown", _("could not be asked")

    support = models.ForeignKey(Support, models.PROTECT, related_name="criteria")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    sentence = models.CharField(_("we will see that it went well when…"), max_length=300)
    fixed_on = models.DateField(_("fixed on"))
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices, blank=True)
    answer_comment = models.TextField(_("comment"), blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)

    class Meta:
        ordering = ["fixed_on", "created_at"]
        verbose_name = _("evaluation criterion")
        constraints = [
            policy("criterion", ("id", "support_id", "answer", "fixed_on")),
            models.CheckConstraint(
                condition=says_something("sentence"),
                name="support_criterion_said",
                violation_error_message=_("Write the criterion as a sentence."),
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_on__isnull=True)
                | (~Q(answer="") & Q(answered_on__isnull=False, answered_on__gte=models.F("fixed_on"))),
                name="support_criterion_answered",
                violation_error_message=_("A criterion is answered after it was fixed."),
            ),
        ]

    def __str__(self) -> str:
        return self.sentence


@tracked()
class Step(Base):
    """Something to do on the way, by the person or by a professional."""

    class By(models.TextChoices):
        PERSON = "person", _("the person")
        PROFESSIONAL = "professional", _("a professional")

    support = models.ForeignKey(Support, models.PROTECT, related_name="steps")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    goal = models.ForeignKey(Goal, models.SET_NULL, null=True, blank=True, related_name="steps")
    what = models.CharField(_("what"), max_length=300)
    by = models.CharField(_("who does it"), max_length=12, choices=By.choices)
    professional = models.ForeignKey(Professional, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("for"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    leans_on = models.CharField(_("what it leans on"), max_length=300, blank=True)
    dropped_on = models.DateField(_("taken away on"), null=True, blank=True)

    class Meta:
        ordering = ["done_on", "due_on", "created_at"]
        verbose_name = _("step")
        constraints = [
            policy("step", ("id", "support_id", "by", "due_on", "done_on")),
            models.CheckConstraint(
                condition=says_something("what"),
                name="support_step_said",
                violation_error_message=_("Write the step in words."),
            ),
            models.CheckConstraint(
                condition=Q(by="person", professional__isnull=True)
                | Q(by="professional", professional__isnull=False),
                name="support_step_by",
                violation_error_message=_("Say who does it: the person, or which professional."),
            ),
        ]

    def __str__(self) -> str:
        return self.what


@tracked()
class Review(Base):
    """Where are we? Both rate, the person first (point d'étape, bilan)."""

    support = models.ForeignKey(Support, models.PROTECT, related_name="reviews")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    held_on = models.DateField(_("held on"))
    person_rating = models.PositiveSmallIntegerField(_("the person's rating"), null=True, blank=True)
    person_words = models.TextField(_("what the person says"), blank=True)
    professional_rating = models.PositiveSmallIntegerField(
        _("the professional's rating"), null=True, blank=True
    )
    professional_words = models.TextField(_("what the professional says"), blank=True)
    living_conditions = models.TextField(_("how life is going there"), blank=True)
    held_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    next_on = models.DateField(_("next review"), null=True, blank=True)
    progress = models.JSONField(_("goals at that moment"), default=dict, blank=True)

    class Meta:
        ordering = ["-held_on", "-created_at"]
        verbose_name = _("review")
        constraints = [
            policy(
                "review", ("id", "support_id", "held_on", "next_on", "person_rating", "professional_rating")
            ),
            rated("support_review_rated", "person_rating", "professional_rating"),
            models.CheckConstraint(
                condition=Q(person_rating__isnull=False) | says_something("person_words"),
                name="support_review_theirs",
                violation_error_message=_("A review holds the person's rating or their words."),
            ),
            models.CheckConstraint(
                condition=Q(next_on__isnull=True) | Q(next_on__gt=models.F("held_on")),
                name="support_review_next",
                violation_error_message=_("The next review comes after this one."),
            ),
        ]
