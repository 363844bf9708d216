"""Who else stands around a support: co-workers, a coordinator, who is asked to take it, and handovers of many at once."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.models import Base, Versioned
from tuilage.core.history import tracked
from tuilage.foundation.organisations.models import Professional, Team
from tuilage.foundation.people.models import Person, lasting
from tuilage.foundation.sharing.models import Participation
from tuilage.practice.support.models.kinds import policy, says_something
from tuilage.practice.support.models.supports import Support
from tuilage.practice.support.models.words import Term


class BulkHandover(Base):
    """The supports of somebody who leaves, handed over in one act, and undone in one. Kept for good."""

    leaver = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    planned_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    starts_on = models.DateField(_("works beside from"))
    passes_on = models.DateField(_("answers for it from"))
    reason = models.CharField(_("why it changes hands"), max_length=300)
    planned_on = models.DateField(_("planned on"))
    undone_on = models.DateField(_("undone on"), null=True, blank=True)
    amount = models.PositiveIntegerField(_("supports"), default=0)

    class Meta:
        ordering = ["-planned_on", "-created_at"]
        verbose_name = _("handover of many supports")


@tracked()
class CoWorker(Base):
    """Somebody who works on a support beside its keyworker (an AS and CESF pair, for instance). Kept with it."""

    support = models.ForeignKey(Support, models.PROTECT, related_name="coworkers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    professional = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    role = models.ForeignKey(Term, models.PROTECT, related_name="+", verbose_name=_("for what"))
    period = DateRangeField(_("period"))
    participation = models.ForeignKey(
        Participation, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    added_by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["period"]
        verbose_name = _("co-worker")
        constraints = [
            policy("coworker", ("id", "support_id", "professional_id", "team_id", "role_id", "period")),
            lasting("support_coworker_lasts"),
        ]
        indexes = [models.Index(fields=["support"], name="support_coworker_support")]


@tracked()
class Coordinator(Base):
    """Who coordinates the services around a person, distinct from the keyworkers (S0-035, S2-162)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    professional = models.ForeignKey(
        Professional, models.PROTECT, related_name="+", verbose_name=_("coordinator")
    )
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    period = DateRangeField(_("period"))
    tasks = ArrayField(models.CharField(max_length=40), verbose_name=_("tasks"), default=list, blank=True)
    reason = models.CharField(_("why"), max_length=300)
    participation = models.ForeignKey(
        Participation, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    named_by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["period"]
        verbose_name = _("coordinator")
        constraints = [
            policy("coordinator", ("id", "person_id", "professional_id", "team_id", "period")),
            lasting("support_coordinator_lasts"),
            models.CheckConstraint(
                condition=says_something("reason"),
                name="support_coordinator_reason",
                violation_error_message=_("Say why somebody coordinates."),
            ),
        ]
        indexes = [models.Index(fields=["person"], name="support_coordinator_person")]


@tracked()
class Attribution(Base, Versioned):
    """Somebody is asked to take a support; they may object with a reason, the head of service decides."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        ACCEPTED = "accepted", _("accepted")
        OBJECTED = "objected", _("objected")
        CONFIRMED = "confirmed", _("confirmed after an objection")
        WITHDRAWN = "withdrawn", _("withdrawn")

    support = models.ForeignKey(Support, models.PROTECT, related_name="attributions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    professional = models.ForeignKey(
        Professional, models.PROTECT, related_name="+", verbose_name=_("keyworker to come")
    )
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    asked_on = models.DateField(_("asked on"))
    answer_by = models.DateField(_("answer before"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    objection = models.TextField(_("why they object"), blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    decision = models.CharField(_("what the head of service decided"), max_length=300, blank=True)
    told_on = models.DateField(_("the person was told on"), null=True, blank=True)

    class Meta:
        ordering = ["-asked_on"]
        verbose_name = _("attribution")
        constraints = [
            policy(
                "attribution",
                ("id", "support_id", "team_id", "asked_on", "answer_by", "state", "answered_on", "told_on"),
            ),
            models.UniqueConstraint(
                fields=["support"],
                condition=Q(state__in=["asked", "objected"]),
                name="support_attribution_one",
                violation_error_message=_("Somebody was already asked to take this support."),
            ),
            models.CheckConstraint(
                condition=~Q(state="objected") | says_something("objection"),
                name="support_attribution_why",
                violation_error_message=_("Say why you object."),
            ),
            models.CheckConstraint(
                condition=Q(answer_by__gt=models.F("asked_on")),
                name="support_attribution_time",
                violation_error_message=_("There is a day at least to answer."),
            ),
        ]
