"""The support itself: from a proposal to an evaluated end."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.models import Base, Versioned
from tuilage.core.history import tracked
from tuilage.foundation.organisations.models import Professional, Team
from tuilage.foundation.people.models import Person
from tuilage.practice.support.models.closing import ClosureBatch
from tuilage.practice.support.models.kinds import (
    KindVersion,
    LifeDomain,
    SupportForm,
    SupportKind,
    policy,
    says_something,
)

RATING = (1, 5)


def rated(name: str, *fields: str) -> models.CheckConstraint:
    """Each of `fields` is unknown or between 1 and 5."""
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__range": RATING})
    return models.CheckConstraint(
        condition=condition, name=name, violation_error_message=_("A rating goes from 1 to 5.")
    )


@tracked()
class Support(Base, Versioned):
    """A voluntary support of a person (S1-045). Kept as long as the person's file.

    `running` is the period during which it runs, '[)', without end until it is closed; `planned_end` is only what
    was agreed. Started, it has at every instant exactly one responsible keyworker: the database holds that.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        PREPARING = "preparing", _("in preparation")
        ENGAGED = "engaged", _("running")
        CLOSED = "closed", _("ended")
        ABANDONED = "abandoned", _("not followed up")

    class Origin(models.TextChoices):
        SPONTANEOUS = "spontaneous", _("the person asked for it")
        PROPOSED = "proposed", _("the person agreed to a proposal")

    class How(models.TextChoices):
        ORAL = "oral", _("by word of mouth")
        SIGNED = "signed", _("by signature")

    class Pace(models.TextChoices):
        ORDINARY = "ordinary", _("ordinary")
        LIGHT = "light", _("lightened")
        PAUSED = "paused", _("paused")

    class Opinion(models.TextChoices):
        FAVOURABLE = "favourable", _("in favour")
        ADVICE = "advice", _("in favour, with advice")
        AGAINST = "against", _("not in favour for now")

    class Reason(models.TextChoices):
        REACHED = "reached", _("goals reached")
        TERM = "term", _("agreed end reached")
        WISH = "wish", _("the person wishes to stop")
        RELAY = "relay", _("another service takes over")
        MOVED = "moved", _("moved away")
        LOST = "lost", _("no contact any more")
        DEATH = "death", _("death")
        OTHER = "other", _("other reason")

    class Network(models.TextChoices):
        CREATED = "created", _("the support helped to create it")
        REVIVED = "revived", _("the support helped to revive it")
        USED = "used", _("it was there already")

    class Result(models.TextChoices):
        """What a person gained, employment or not (S0-107, S0-109)."""

        WORK = "work", _("ordinary work")
        PART_TIME = "part_time", _("half-time work")
        SUBSIDISED = "subsidised", _("a subsidised contract")
        IAE = "iae", _("integration through economic activity")
        TRAINING = "training", _("training")
        HOME = "home", _("a home")
        RIGHTS = "rights", _("rights opened")
        RECOGNITION = "recognition", _("social recognition")
        TIES = "ties", _("new ties")

    person = models.ForeignKey(Person, models.PROTECT, related_name="supports")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    kind = models.ForeignKey(SupportKind, models.PROTECT, related_name="+")
    terms = models.ForeignKey(KindVersion, models.PROTECT, related_name="+", editable=False)
    voluntary = models.BooleanField(default=True, editable=False)
    needs_duration = models.BooleanField(default=True, editable=False)
    form = models.ForeignKey(SupportForm, models.PROTECT, null=True, related_name="+", editable=False)
    form_texts = models.JSONField(_("what is written under each heading"), default=dict, blank=True)
    together = models.UUIDField(_("one entry with another support"), null=True, blank=True, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PROPOSED)
    origin = models.CharField(_("origin"), max_length=12, choices=Origin.choices)
    proposed_on = models.DateField(_("proposed on"))
    proposed_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    preparing_since = models.DateField(_("in preparation since"), null=True, blank=True)
    domains = ArrayField(
        models.CharField(max_length=20, choices=LifeDomain.choices),
        verbose_name=_("areas of life"),
        default=list,
        blank=True,
    )
    own_words = models.TextField(_("what the person wants, in their words"), blank=True)
    wishes = models.JSONField(_("wishes and needs, by area of life"), default=dict, blank=True)
    about_others = models.TextField(_("about somebody else"), blank=True)
    strengths = models.TextField(_("what the person can lean on"), blank=True)
    life_project = models.TextField(_("life project"), blank=True)
    work_project = models.TextField(_("work the person can and wants to do"), blank=True)
    networks = models.CharField(_("networks it draws on"), max_length=300, blank=True)
    network_effect = models.CharField(
        _("what it did for them"), max_length=10, choices=Network.choices, blank=True
    )

    programme = models.CharField(_("programme it uses"), max_length=200, blank=True)
    programme_period = DateRangeField(_("the programme's own dates"), null=True, blank=True)

    adhesion_on = models.DateField(_("adhesion given on"), null=True, blank=True)
    adhesion_how = models.CharField(_("how"), max_length=10, choices=How.choices, blank=True)
    adhesion_recorded_by = models.ForeignKey(
        Professional, models.PROTECT, null=True, blank=True, related_name="+"
    )
    adhesion_withdrawn_on = models.DateField(_("adhesion taken back on"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("duration, in months"), null=True, blank=True)
    months_because = models.CharField(_("why that long, for this person"), max_length=300, blank=True)
    started_on = models.DateField(_("started on"), null=True, blank=True)
    planned_end = models.DateField(_("agreed end"), null=True, blank=True)
    lasting = models.BooleanField(_("meant to last"), default=False)
    lasting_because = models.CharField(_("why it is meant to last"), max_length=300, blank=True)
    resumed_on = models.DateField(_("taken up in Tuilage on"), null=True, blank=True)
    completed_on = models.DateField(_("completed on"), null=True, blank=True)
    running = DateRangeField(_("runs"), null=True, blank=True)
    pace = models.CharField(_("pace"), max_length=10, choices=Pace.choices, default=Pace.ORDINARY)
    pace_since = models.DateField(_("since"), null=True, blank=True)

    team_opinion_on = models.DateField(_("seen by the team on"), null=True, blank=True)
    team_opinion = models.CharField(
        _("the team's opinion"), max_length=10, choices=Opinion.choices, blank=True
    )
    team_opinion_text = models.TextField(_("what came out of it"), blank=True)
    team_opinion_by = models.ForeignKey(Professional, models.PROTECT, null=True, blank=True, related_name="+")
    team_opinion_present = ArrayField(
        models.UUIDField(), verbose_name=_("who was there"), default=list, blank=True
    )
    power_before = models.PositiveSmallIntegerField(
        _("power to act, at the beginning"), null=True, blank=True
    )
    power_after = models.PositiveSmallIntegerField(_("power to act, at the end"), null=True, blank=True)

    closed_on = models.DateField(_("ended on"), null=True, blank=True)
    closure_reason = models.CharField(_("why it ends"), max_length=10, choices=Reason.choices, blank=True)
    person_evaluation = models.TextField(_("what the person says of it"), blank=True)
    person_rating = models.PositiveSmallIntegerField(_("the person's rating"), null=True, blank=True)
    evaluation_missing = models.CharField(_("why the person's word is missing"), max_length=300, blank=True)
    exit_plan = models.TextField(_("what is left to do, and whom to turn to"), blank=True)
    results = ArrayField(
        models.CharField(max_length=12, choices=Result.choices),
        verbose_name=_("what was gained"),
        default=list,
        blank=True,
    )
    closure_batch = models.ForeignKey(
        ClosureBatch, models.PROTECT, null=True, blank=True, related_name="supports", editable=False
    )
    follow_up_on = models.DateField(_("to be asked again on"), null=True, blank=True)
    abandoned_on = models.DateField(_("set aside on"), null=True, blank=True)
    abandoned_because = models.CharField(_("why it was set aside"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("support")
        verbose_name_plural = _("supports")
        constraints = [
            policy(
                "support",
                ("id", "person_id", "team_id", "kind_id", "status", "origin", "proposed_on", "started_on",
                 "planned_end", "closed_on", "closure_reason", "running", "adhesion_how", "lasting",
                 "power_before", "power_after", "person_rating", "results", "team_opinion_on", "resumed_on",
                 "completed_on", "preparing_since", "follow_up_on", "voluntary", "closure_batch_id", "together"),
                "demo", "import", "clock",
            ),
            models.CheckConstraint(
                condition=Q(own_words="") | says_something("own_words"),
                name="support_own_words_said",
                violation_error_message=_("Write what the person says, in words."),
            ),
            models.CheckConstraint(
                condition=Q(adhesion_on__isnull=True, adhesion_how="")
                | (Q(adhesion_on__isnull=False, adhesion_recorded_by__isnull=False) & ~Q(adhesion_how="")),
                name="support_adhesion_whole",
                violation_error_message=_("An adhesion has its date, how it was given and who wrote it down."),
            ),
            models.CheckConstraint(
                condition=Q(adhesion_on__isnull=True) | Q(adhesion_on__gte=models.F("proposed_on")),
                name="support_adhesion_after_proposal",
                violation_error_message=_("The person cannot agree before the support was proposed."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["engaged", "closed"], started_on__isnull=False, running__isnull=False)
                & (Q(months__isnull=False) | Q(needs_duration=False)
                   | Q(resumed_on__isnull=False, completed_on__isnull=True))
                | Q(status__in=["proposed", "preparing", "abandoned"], started_on__isnull=True, running__isnull=True),
                name="support_started_whole",
                violation_error_message=_("A support that started has its first day and its duration."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["engaged", "closed"])
                | Q(voluntary=False)
                | Q(resumed_on__isnull=False, completed_on__isnull=True)
                | Q(adhesion_on__isnull=False, adhesion_on__lte=models.F("started_on"))
                | Q(adhesion_on__isnull=False, adhesion_on__lte=models.F("completed_on")),
                name="support_adhesion_before_start",
                violation_error_message=_("The support cannot start before the person's adhesion is recorded."),
            ),
            models.CheckConstraint(
                condition=Q(months__isnull=True) | Q(months__range=(1, 120)),
                name="support_months",
                violation_error_message=_("A duration is between 1 and 120 months."),
            ),
            models.CheckConstraint(
                condition=Q(planned_end__isnull=True) | Q(started_on__isnull=True)
                | Q(planned_end__gt=models.F("started_on")),
                name="support_end_after_start",
                violation_error_message=_("The end comes after the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_on__isnull=False, closed_on__gt=models.F("started_on"))
                & ~Q(closure_reason="")
                | (~Q(status="closed") & Q(closed_on__isnull=True)),
                name="support_closed_whole",
                violation_error_message=_("An end has its date, after the beginning, and its reason."),
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | says_something("person_evaluation")
                | says_something("evaluation_missing"),
                name="support_closed_with_their_word",
                violation_error_message=_("Write what the person says of the support, or why their word is missing."),
            ),
            models.CheckConstraint(
                condition=~Q(status="abandoned") | (Q(abandoned_on__isnull=False) & says_something("abandoned_because")),
                name="support_abandoned_why",
                violation_error_message=_("Say why it is set aside."),
            ),
            models.CheckConstraint(
                condition=Q(resumed_on__isnull=True, completed_on__isnull=True)
                | Q(resumed_on__isnull=False, started_on__isnull=False, started_on__lt=models.F("resumed_on"),
                    proposed_on__lte=models.F("started_on"))
                & (Q(completed_on__isnull=True) | Q(completed_on__gte=models.F("resumed_on"))),
                name="support_resumed_whole",
                violation_error_message=_("A support taken up in Tuilage began before that day."),
            ),
            models.CheckConstraint(
                condition=Q(lasting=False) | Q(lasting_because="") | says_something("lasting_because"),
                name="support_lasting_said",
                violation_error_message=_("Say in words why it is meant to last."),
            ),
            models.CheckConstraint(
                condition=Q(follow_up_on__isnull=True) | Q(status="closed", follow_up_on__gte=models.F("closed_on")),
                name="support_follow_up_after",
                violation_error_message=_("One asks how it is after the end."),
            ),
            rated("support_rated", "person_rating", "power_before", "power_after"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["person", "status"], name="support_person"),
            models.Index(fields=["team", "status"], name="support_team"),
            models.Index(fields=["closed_on"], name="support_closed"),
            models.Index(fields=["together"], name="support_together", condition=Q(together__isnull=False)),
            models.Index(
                fields=["follow_up_on"], name="support_follow_up", condition=Q(follow_up_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.kind)

    @property
    def open(self) -> bool:
        """Whether something can still be done with it."""
        return self.status in (self.Status.PROPOSED, self.Status.PREPARING, self.Status.ENGAGED)

    @property
    def being_prepared(self) -> bool:
        return self.status in (self.Status.PROPOSED, self.Status.PREPARING)

    @property
    def to_complete(self) -> bool:
        """Whether it ran before Tuilage and what it lacks is still to be completed: not formalised until then."""
        return self.engaged and self.resumed_on is not None and self.completed_on is None

    @property
    def prepared_since(self) -> date:
        """Since when it is being prepared: since it was proposed, when nobody said."""
        return self.preparing_since or self.proposed_on

    @property
    def engaged(self) -> bool:
        return self.status == self.Status.ENGAGED

    @property
    def domain_labels(self) -> list[str]:
        """The areas of life it covers, in words."""
        return [str(LifeDomain(code).label) for code in self.domains if code in LifeDomain.values]

    @property
    def result_labels(self) -> list[str]:
        return [str(self.Result(code).label) for code in self.results if code in self.Result.values]
