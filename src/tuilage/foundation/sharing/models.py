"""The circle: who stands around a person, for how long, on what ground. It is what the database reads."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.models import Base, Versioned
from tuilage.core.database.rowsecurity import (
    ANYONE_KNOWN,
    RowPolicy,
    both,
    circle,
    either,
    is_me,
    own_team,
    system,
    tiered,
)
from tuilage.core.history import tracked
from tuilage.foundation.organisations.models import Professional, Team
from tuilage.foundation.people.models import Person, lasting


class Tier(models.TextChoices):
    """Who can read what is written about a person."""

    SHARED = "shared", _("shared: the person and their circle")
    TEAM = "team", _("my team")
    DRAFT = (
        "draft",
        _("draft: me only, for 30 days; examined like the rest in an access request or a seizure"),
    )


# In the circle by a post and its duty: neither as a partner nor by an exceptional access.
STANDS = "sharing_stands(person_id)"


@tracked()
class Participation(Base):
    """A professional or a team stands in a person's circle over a period."""

    class Role(models.TextChoices):
        RECEPTION = "reception", _("received them")
        KEYWORKER = "keyworker", _("keyworker")
        INCOMING = "incoming", _("next keyworker, beside the present one")
        COWORKER = "coworker", _("works beside the keyworker")
        COORDINATOR = "coordinator", _("coordinator")
        PARTNER = "partner", _("partner, with the person's consent")

    person = models.ForeignKey(Person, models.PROTECT, related_name="participations")
    professional = models.ForeignKey(Professional, models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    period = DateRangeField(_("period"))
    ground = models.CharField(_("ground"), max_length=200, blank=True)
    added_by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            # A row is added by somebody who stands there themselves (a partner or an exceptional access lets nobody
            # in, themselves least of all), or for their own team by whoever receives somebody new.
            RowPolicy(
                name="sharing_participation_rows",
                read=either(circle("person_id"), system("demo", "import")),
                # The system first: a batch of thousands must not ask for each row who stands where.
                insert=either(
                    system("demo", "import"),
                    both(
                        is_me("added_by_id"),
                        either(STANDS, both(own_team("team_id"), "sharing_may_receive(person_id)")),
                    ),
                ),
                update=either(system("demo", "import"), STANDS),
                # What began today may be undone today; history keeps it. A longer stay ends, it is not erased.
                delete=both(STANDS, "lower(period) >= my_today()"),
                stats=("id", "person_id", "team_id", "role", "period"),
            ),
            models.CheckConstraint(
                condition=models.Q(professional__isnull=False) | models.Q(team__isnull=False),
                name="sharing_participation_somebody",
                violation_error_message=_("Say which professional or team."),
            ),
            lasting("sharing_participation_lasts"),
        ]
        # The three ways into a circle, which each page asks: a branch of my_circle() each, answered by its index alone.
        indexes = [
            models.Index(
                fields=["team"], include=["person", "period"], condition=~models.Q(role="partner"),
                name="sharing_circle_by_team",
            ),
            models.Index(
                fields=["professional"], include=["person", "period"], condition=~models.Q(role="partner"),
                name="sharing_circle_by_worker",
            ),
            models.Index(
                fields=["team", "professional"], include=["person", "period"], condition=models.Q(role="partner"),
                name="sharing_circle_by_consent",
            ),
        ]  # fmt: skip


@tracked()
class Consent(Base):
    """The person agrees that a team outside the département's service shares their file; they may take it back."""

    class How(models.TextChoices):
        ORAL = "oral", _("said it")
        SIGNED = "signed", _("signed")

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    what = models.CharField(_("what is shared"), max_length=300)
    given_on = models.DateField(_("given on"))
    how = models.CharField(_("how"), max_length=10, choices=How.choices)
    withdrawn_on = models.DateField(_("taken back on"), null=True, blank=True)
    recorded_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            RowPolicy(
                name="sharing_consent_rows",
                read=either(circle("person_id"), system("demo", "import")),
                insert=either(system("demo", "import"), both(is_me("recorded_by_id"), STANDS)),
                update=either(system("demo", "import"), STANDS),
                stats=("id", "person_id", "team_id", "given_on", "withdrawn_on"),
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_on__isnull=True)
                | models.Q(withdrawn_on__gte=models.F("given_on")),
                name="sharing_consent_in_order",
                violation_error_message=_("A consent is taken back after it was given."),
            ),
        ]


# A little over the four hours of rules.EXCEPTIONAL_ACCESS: the database's clock is the transaction's start.
SOON_OVER = "until < now() + interval '4 hours 10 minutes'"


class BreakGlass(Base):
    """Exceptional access to the file of a person outside one's circle: a reason, a few hours, told to everyone."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    professional = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    until = models.DateTimeField()

    class Meta:
        constraints = [
            RowPolicy(
                name="sharing_breakglass_rows",
                read=either(both(is_me("professional_id"), "until > now()"), circle("person_id")),
                insert=both(
                    ANYONE_KNOWN, is_me("professional_id"), "sharing_may_break_glass(person_id)", SOON_OVER
                ),
                update="false",
            ),
            models.CheckConstraint(
                condition=models.Q(reason__regex=r"\S.{8,}\S"),
                name="sharing_breakglass_reasoned",
                violation_error_message=_("Say why in a sentence: everybody around the person will read it."),
            ),
        ]


@tracked()
class Note(Base, Versioned):
    """What a professional writes about a person: an interview, a step taken, a note, at a tier said beforehand."""

    class Kind(models.TextChoices):
        INTERVIEW = "interview", _("Interview")
        NOTE = "note", _("Note")
        STEP = "step", _("Step taken")
        MEETING = "meeting", _("Meeting")

    person = models.ForeignKey(Person, models.PROTECT, related_name="notes")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    author = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    tier = models.CharField(_("who can read it"), max_length=10, choices=Tier.choices)
    happened_at = models.DateTimeField(_("when"))
    text = models.TextField(_("text"))
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            RowPolicy(
                name="sharing_note_rows",
                read=either(
                    tiered(),
                    both(system("clock"), "tier = 'draft' and expires_at < now()"),
                    system("demo"),
                ),
                insert=either(
                    both(is_me("author_id"), own_team("team_id"), circle("person_id")), system("demo")
                ),
                update=both(is_me("author_id"), circle("person_id")),
                delete=either(
                    both(is_me("author_id"), "tier = 'draft'"),
                    both(system("clock"), "tier = 'draft' and expires_at < now()"),
                ),
                stats=("id", "team_id", "kind", "happened_at"),
            ),
            models.CheckConstraint(
                condition=~models.Q(tier="draft") | models.Q(expires_at__isnull=False),
                name="sharing_note_draft_expires",
                violation_error_message=_("A draft has an end."),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-happened_at"], name="sharing_note_person"),
            # What is new in the files of a whole circle.
            models.Index(fields=["-happened_at"], name="sharing_note_latest"),
        ]

    def get_absolute_url(self) -> str:
        """Where its author corrects it."""
        return reverse("sharing:note_edit", args=[self.pk])
