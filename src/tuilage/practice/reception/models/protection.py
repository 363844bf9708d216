"""Protection reports, outside everything shared: read by their author, the head of service and the unit that must.

Neither the timeline, nor the lists and their exports, nor the page of a request know that one exists. How long: as the
file of the unit (CASF L.226-2-1, L.226-4; time limits D.226-2-4); nothing is deleted by hand.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.models import Base, Versioned
from tuilage.core.database.rowsecurity import (
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
from tuilage.foundation.organisations.models import Professional, Team
from tuilage.foundation.people.models import Person
from tuilage.practice.reception.models.requests import SAYS_SOMETHING

WHO_MUST = either(
    is_me("author_id"),
    both(own_team("team_id"), has_role("head_of_service")),
    own_team("unit_id"),
    system("demo"),
)


class ProtectionKind(models.TextChoices):
    """Whom it is about."""

    CHILD = "child", _("information préoccupante: a child in danger or at risk of it")
    ADULT = "adult", _("report about an adult who cannot protect themselves")


class ProtectionUnit(Base):
    """Where reports of a kind go, as data: the team (CRIP…) that reads them here, its telephone, days to evaluate."""

    kind = models.CharField(_("about whom"), max_length=10, choices=ProtectionKind.choices, unique=True)
    label = models.CharField(_("name"), max_length=200)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    months = models.PositiveSmallIntegerField(_("months to evaluate"), default=3)

    def __str__(self) -> str:
        return self.label


@tracked()
class ProtectionReport(Base, Versioned):
    """What was seen and said, for who must know; never in the shared file."""

    class Standing(models.TextChoices):
        WRITTEN = "written", _("written, not sent yet")
        SENT = "sent", _("sent")
        RECEIVED = "received", _("received by the unit")
        ENDED = "ended", _("ended")

    class Outcome(models.TextChoices):
        NO_DANGER = "no_danger", _("no danger found")
        HELP = "help", _("help accepted by the family or the person")
        MEASURE = "measure", _("administrative measure")
        JUSTICE = "justice", _("referred to the public prosecutor")
        ELSEWHERE = "elsewhere", _("passed to another département")
        OTHER = "other", _("something else")

    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    about = models.CharField(_("who it is about"), max_length=200)
    request_id = models.UUIDField(null=True, blank=True, editable=False)
    kind = models.CharField(_("about whom"), max_length=10, choices=ProtectionKind.choices)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    author = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(_("written"))
    facts = models.TextField(_("what was seen and heard"))
    own_words = models.TextField(_("what the person or the child says, in quotes"), blank=True)
    at_once = models.BooleanField(
        _("grave and immediate danger: to the public prosecutor without delay"), default=False
    )
    family_told = models.CharField(
        _("are the parents, or the person, told?"), max_length=10,
        choices=[("yes", _("yes")), ("no", _("no: it would put them in danger"))], default="yes",
    )  # fmt: skip
    standing = models.CharField(
        _("where it stands"), max_length=10, choices=Standing.choices, default=Standing.WRITTEN
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(_("to be evaluated before"), null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(_("what it came to"), max_length=12, choices=Outcome.choices, blank=True)
    outcome_words = models.TextField(_("in a few words"), blank=True)
    held_back = models.BooleanField(_("readings held back from the person"), default=True)

    class Meta:
        constraints = [
            RowPolicy(
                name="reception_protectionreport_rows",
                read=WHO_MUST,
                # Somebody outside the circle is named in `about` alone. Moved onto a file: migration 0006.
                insert=either(
                    both(
                        is_me("author_id"),
                        own_team("team_id"),
                        either("person_id is null", circle("person_id")),
                    ),
                    system("demo"),
                ),
                update=WHO_MUST,
                stats=("id", "team_id", "kind", "written_at", "sent_at", "due_on", "ended_on", "outcome"),
            ),
            models.CheckConstraint(
                condition=Q(facts__regex=SAYS_SOMETHING),
                name="reception_protectionreport_facts",
                violation_error_message=_("Write what was seen and heard."),
            ),
            models.CheckConstraint(
                condition=Q(about__regex=SAYS_SOMETHING),
                name="reception_protectionreport_about",
                violation_error_message=_("Say who it is about."),
            ),
            models.CheckConstraint(
                condition=~Q(standing__in=["sent", "received", "ended"])
                | Q(sent_at__isnull=False, due_on__isnull=False),
                name="reception_protectionreport_sent",
                violation_error_message=_("What was sent has a date, and a time limit."),
            ),
            models.CheckConstraint(
                condition=~Q(standing="ended") | Q(ended_on__isnull=False) & ~Q(outcome=""),
                name="reception_protectionreport_ended",
                violation_error_message=_("Say what it came to."),
            ),
        ]
        indexes = [models.Index(fields=["person"], name="reception_protection_person")]
