"""Appointments: with whom, when, in which form, what became of it, to which other hour it was moved.

Who can read. About a person: the teams of the département that stand in the person's circle; and whoever is to hold
it, until it is over (somebody who has left the circle keeps no past). Without a person (somebody who gives no name):
the team, and there is no label that could be one. A team mate outside the circle learns from `agenda_busy` that an
hour is taken, nothing else: the database itself has no name to give.
Kept as long as the person's file.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuilage.core.access import TEAM_ROLES
from tuilage.core.database.models import Base, Versioned
from tuilage.core.database.rowsecurity import (
    ANYONE_KNOWN,
    RowPolicy,
    both,
    circle,
    either,
    has_role,
    is_me,
    own_team,
    system,
)
from tuilage.core.history import tracked
from tuilage.foundation.organisations.models import Professional, Structure, Team
from tuilage.foundation.people.models import Person

BY_A_TEAM = has_role(*sorted(TEAM_ROLES))
OURS = either(both("person_id is null", own_team("team_id")), circle("person_id"))
TO_HOLD = both(either(is_me("professional_id"), is_me("co_professional_id")), "upper(period) > now()")
WRITE = either(both(BY_A_TEAM, own_team("team_id"), OURS), system("demo"))


class PaperToBring(Base):
    """A paper that people are often asked to bring: a list as data, in the département's words."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    label = models.CharField(_("name"), max_length=120)
    rank = models.PositiveSmallIntegerField(default=100)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["rank", "label"]

    def __str__(self) -> str:
        return self.label


@tracked()
class Appointment(Base, Versioned):
    """One hour kept for somebody. Moved: this one stays, and `moved_to` is the new one (same `uid` in calendars)."""

    class Form(models.TextChoices):
        OFFICE = "office", _("at the office")
        HOME = "home", _("at the person's home")
        ELSEWHERE = "elsewhere", _("elsewhere")
        TELEPHONE = "telephone", _("by telephone")
        VIDEO = "video", _("by video")

    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("appointment", "planned")
        ARRIVED = "arrived", pgettext_lazy("appointment", "arrived")
        CAME = "came", pgettext_lazy("appointment", "came")
        MISSED = "missed", pgettext_lazy("appointment", "did not come")
        MOVED = "moved", pgettext_lazy("appointment", "moved")
        CANCELLED = "cancelled", pgettext_lazy("appointment", "cancelled")

    class By(models.TextChoices):
        PERSON = "person", _("the person")
        SERVICE = "service", _("the service")

    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="appointments")
    professional = models.ForeignKey(
        Professional,
        models.PROTECT,
        related_name="appointments",
        verbose_name=pgettext_lazy("appointment", "with"),
    )
    co_professional = models.ForeignKey(
        Professional, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("and with")
    )
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name=_("team"))
    period = DateTimeRangeField(_("when"))
    # The local day on which it begins: an index serves it under row security, it serves no range.
    day = models.DateField(_("day"))
    form = models.CharField(
        _("form of the appointment"), max_length=10, choices=Form.choices, default=Form.OFFICE
    )
    site = models.ForeignKey(
        Structure, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    place_words = models.CharField(_("where exactly"), max_length=200, blank=True)
    subject = models.CharField(_("about"), max_length=120, blank=True)
    papers = ArrayField(
        models.SlugField(max_length=40), verbose_name=_("papers to bring"), default=list, blank=True
    )
    papers_more = models.CharField(_("other papers"), max_length=300, blank=True)

    status = models.CharField(
        pgettext_lazy("appointment", "state"), max_length=10, choices=Status.choices, default=Status.PLANNED
    )
    status_by = models.ForeignKey(Professional, models.PROTECT, null=True, blank=True, related_name="+")
    status_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    called_off_by = models.CharField(_("called off by"), max_length=10, choices=By.choices, blank=True)
    moved_to = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="moved_from")
    to_call = models.BooleanField(_("the person is to be called"), default=False)
    called_at = models.DateTimeField(null=True, blank=True)
    # Calendars follow an appointment by its uid; a higher sequence replaces what they hold (RFC 5545).
    uid = models.UUIDField(editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    booked_by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            RowPolicy(
                name="agenda_appointment_rows",
                read=either(
                    both(BY_A_TEAM, either(OURS, TO_HOLD)), system("demo", "import")
                ),
                insert=WRITE,
                update=WRITE,
                # Only to undo what was just moved: the history keeps it.
                delete=both(WRITE, "created_at > now() - interval '2 days'"),
                stats=(
                    "id", "person_id", "team_id", "professional_id", "period", "day", "form", "status", "called_off_by", "uid",
                    "sequence", "created_at",
                ),
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
                name="agenda_appointment_lasts",
                violation_error_message=_("An appointment ends after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(co_professional__isnull=True) | ~Q(co_professional=models.F("professional")),
                name="agenda_appointment_two",
                violation_error_message=_("Choose somebody else as the second professional."),
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(subject="", place_words="", papers_more=""),
                name="agenda_appointment_no_label",
                violation_error_message=_("Without a name, an appointment has no words: they could name somebody."),
            ),
            models.CheckConstraint(
                condition=Q(status="moved", moved_to__isnull=False) | ~Q(status="moved") & Q(moved_to__isnull=True),
                name="agenda_appointment_moved",
                violation_error_message=_("A moved appointment leads to the new one."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["moved", "cancelled"]) & ~Q(called_off_by="")
                | ~Q(status__in=["moved", "cancelled"]) & Q(called_off_by=""),
                name="agenda_appointment_called_off",
                violation_error_message=_("Say who called it off: the person or the service."),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["person", "day"], name="agenda_appointment_person"),
            models.Index(fields=["professional", "day"], name="agenda_appointment_who"),
            models.Index(fields=["team", "day"], name="agenda_appointment_team"),
            models.Index(fields=["uid"], name="agenda_appointment_uid"),
            models.Index(
                fields=["team"],
                condition=Q(to_call=True, called_at__isnull=True),
                name="agenda_appointment_calls",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class WorkingHours(Base):
    """When somebody can be met, each week: a part of a weekday. Without any, the service's usual hours."""

    professional = models.ForeignKey(Professional, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(_("day"))
    starts = models.TimeField(pgettext_lazy("hour", "from"))
    ends = models.TimeField(pgettext_lazy("hour", "to"))

    class Meta:
        ordering = ["weekday", "starts"]
        constraints = [
            RowPolicy(
                name="agenda_workinghours_rows",
                read=either(ANYONE_KNOWN, system("demo")),
                insert=either(is_me("professional_id"), system("demo")),
                update="false",
                delete=either(is_me("professional_id"), system("demo")),
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=6, starts__lt=models.F("ends")),
                name="agenda_workinghours_ordered",
                violation_error_message=_("The end comes after the start."),
            ),
        ]


class Rearrangement(Base):
    """A day given to others in one act, with what became of each appointment: so that it can be undone."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    professional = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    author = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
    # [appointment, new appointment or ""]: keys only.
    moves = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            RowPolicy(
                name="agenda_rearrangement_rows",
                read=either(both(BY_A_TEAM, own_team("team_id")), system("demo")),
            )
        ]


class CalendarLink(Base):
    """An address at which somebody's own calendar reads their appointments. Only the hash of its secret is kept."""

    professional = models.ForeignKey(Professional, models.CASCADE, related_name="calendar_links")
    token_hash = models.CharField(max_length=64, unique=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            RowPolicy(name="agenda_calendarlink_rows", read=is_me("professional_id")),
            models.UniqueConstraint(
                fields=["professional"], condition=Q(revoked_at__isnull=True), name="agenda_calendarlink_one"
            ),
        ]
