"""Diagnoses, by immutable versions, and answers: under the same policies as the requests they belong to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.models import Base
from tuilage.core.database.rowsecurity import (
    NOBODY,
    RowPolicy,
    both,
    circle,
    either,
    is_me,
    own_team,
    system,
    through,
    tiered,
)
from tuilage.core.history import tracked
from tuilage.foundation.organisations.models import Professional, Team
from tuilage.foundation.people.models import Person
from tuilage.foundation.sharing.models import Tier
from tuilage.practice.reception.models.reference import AnswerKind, Domain
from tuilage.practice.reception.models.requests import SAYS_SOMETHING, Request


class Diagnosis(Base):
    """A dated version of what a person and a professional see together, domain by domain; own words first.

    A version is never changed: the next one is `based_on` it, and a version has only one next in a team.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="diagnoses")
    request = models.ForeignKey(Request, models.PROTECT, null=True, blank=True, related_name="diagnoses")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    author = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    held_on = models.DateField(_("date"))
    own_words = models.TextField(_("in their own words"))
    understanding = models.TextField(_("what we understood together"), blank=True)
    tier = models.CharField(
        _("who can read it"), max_length=10, choices=Tier.choices[:2], default=Tier.SHARED
    )
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="next_versions")

    class Meta:
        verbose_name = _("diagnosis")
        verbose_name_plural = _("diagnoses")
        constraints = [
            RowPolicy(
                name="reception_diagnosis_rows",
                read=either(tiered(), system("demo")),
                insert=either(
                    both(is_me("author_id"), own_team("team_id"), circle("person_id")), system("demo")
                ),
                update=NOBODY,
                stats=("id", "person_id", "team_id", "request_id", "held_on", "created_at"),
            ),
            models.CheckConstraint(
                condition=Q(own_words__regex=SAYS_SOMETHING),
                name="reception_diagnosis_own_words",
                violation_error_message=_("Begin with what the person says, in their own words."),
            ),
            models.UniqueConstraint(
                fields=["person", "team", "based_on"],
                nulls_distinct=False,
                name="reception_diagnosis_one_next",
                violation_error_message=_("Somebody wrote another version in the meantime."),
            ),
        ]
        indexes = [models.Index(fields=["person", "-held_on"], name="reception_diagnosis_person")]


class DiagnosisDomain(Base):
    """One domain of life in a diagnosis: what the person says, wants, can do; what hinders, what helps."""

    diagnosis = models.ForeignKey(Diagnosis, models.CASCADE, related_name="domains")
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="+")
    own_words = models.TextField(_("what they say of it"), blank=True)
    wants = models.TextField(_("what they want"), blank=True)
    can = models.TextField(_("what they can do"), blank=True)
    hinders = models.TextField(_("what hinders"), blank=True)
    helps = models.TextField(_("what helps"), blank=True)
    place = models.PositiveSmallIntegerField(
        _("where they place themselves, from 1 to 5"), null=True, blank=True
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=True)
                | Q(place__gte=1, place__lte=5, own_words__regex=SAYS_SOMETHING),
                name="reception_diagnosisdomain_words_first",
                violation_error_message=_("Their words first, then where they place themselves."),
            ),
            RowPolicy(
                name="reception_diagnosisdomain_rows",
                read=through("reception_diagnosis", "diagnosis_id"),
                insert="exists (select 1 from reception_diagnosis parent where parent.id = diagnosis_id"
                " and (parent.author_id = (select my_id()) or (select acting_as('demo'))))",
                update=NOBODY,
                stats=("id", "diagnosis_id", "domain_id"),
            ),
            models.UniqueConstraint(
                fields=["diagnosis", "domain"],
                name="reception_diagnosisdomain_once",
                violation_error_message=_("Each domain is written once in a version."),
            ),
        ]


@tracked(exclude=())
class Answer(Base):
    """An answer given to a request. A mistake is undone (kept, struck out) the same day by its author."""

    class MadeUpBy(models.TextChoices):
        NO_FILE = "", _("no file to make up")
        PERSON = "person", _("the person")
        PROFESSIONAL = "professional", _("a professional, with them")

    request = models.ForeignKey(Request, models.PROTECT, related_name="answers")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    author = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    kind = models.ForeignKey(AnswerKind, models.PROTECT, related_name="+", verbose_name=_("kind of answer"))
    answered_at = models.DateTimeField(_("answered"))
    text = models.TextField(_("what is answered"))
    referred_to = models.CharField(_("referred to"), max_length=300, blank=True)
    made_up_by = models.CharField(
        _("who makes the file up"), max_length=12, choices=MadeUpBy.choices, blank=True
    )
    made_up_reason = models.CharField(_("why not the person alone"), max_length=300, blank=True)
    tier = models.CharField(
        _("who can read it"), max_length=10, choices=Tier.choices[:2], default=Tier.SHARED
    )
    support_key = models.UUIDField(null=True, blank=True, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_why = models.CharField(_("why it is undone"), max_length=300, blank=True)

    class Meta:
        ordering = ["answered_at"]
        constraints = [
            RowPolicy(
                name="reception_answer_rows",
                read=both(
                    through("reception_request", "request_id"),
                    "not (select acting_as('escalation'))",  # it knows the urgency, never what was answered
                    either("tier = 'shared'", own_team("team_id"), is_me("author_id"), system("demo")),
                ),
                insert=both(
                    through("reception_request", "request_id"),
                    either(both(is_me("author_id"), own_team("team_id")), system("demo")),
                ),
                update=both(through("reception_request", "request_id"), is_me("author_id")),
                stats=(
                    "id",
                    "request_id",
                    "team_id",
                    "kind_id",
                    "answered_at",
                    "undone_at",
                    "made_up_by",
                    "support_key",
                ),
            ),
            models.CheckConstraint(
                condition=Q(text__regex=SAYS_SOMETHING),
                name="reception_answer_says",
                violation_error_message=_("Say what is answered, in a few words."),
            ),
            models.CheckConstraint(
                condition=~Q(made_up_by="professional") | Q(made_up_reason__regex=SAYS_SOMETHING),
                name="reception_answer_made_up",
                violation_error_message=_("The person makes the file up; say why not this time."),
            ),
        ]
        indexes = [models.Index(fields=["request", "answered_at"], name="reception_answer_request")]
