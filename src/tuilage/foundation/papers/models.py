"""A person's papers, the pages they are made of, those they were asked to bring; the letters and their templates."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tuilage.core.access import TEAM_ROLES
from tuilage.core.database.keys import new_id
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
    through,
    tiered,
)
from tuilage.core.documents.rows import FileRow
from tuilage.core.history import tracked
from tuilage.foundation.organisations.models import Professional, Team
from tuilage.foundation.people.models import Person
from tuilage.foundation.sharing.models import Tier

BY_A_TEAM = has_role(*sorted(TEAM_ROLES))
# The clock reaches only what it is to delete: a draft past its date, a paper past the time it is kept.
# A wanted paper forgets the paper that goes; the clock knows nothing of what is still to bring.
BROUGHT_ONCE = both(system("clock"), "(brought_id is not null or dropped_on is not null)")
OVER = both(system("clock"), either("(tier = 'draft' and expires_at < now())", "kept_until < my_today()"))
JUST_FILED = both(is_me("author_id"), "created_at > now() - interval '24 hours'")


class PaperKind(Base):
    """A kind of paper, as data: how long after its date it is good for, how long it is kept, whether it speaks of health."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    label = models.CharField(_("name"), max_length=120)
    health = models.BooleanField(
        _("speaks of health"),
        default=False,
        help_text=_("Read by the team that files it, never by a partner."),
    )
    valid_months = models.PositiveSmallIntegerField(_("good for (months)"), null=True, blank=True)
    kept_months = models.PositiveSmallIntegerField(_("kept for (months)"), default=24)
    brought = models.BooleanField(_("persons are asked to bring it"), default=True)
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["position", "label"]

    def __str__(self) -> str:
        return self.label


@tracked()
class PersonPaper(Base, Versioned):
    """A paper of a person: brought, photographed, sent or made here, once, and used again.

    Kept until `kept_until` (from its kind), then deleted by the clock; a draft 30 days. Nobody else deletes one, but
    whoever filed it within 24 hours. `series` joins a paper to the newer one that replaced it.
    """

    class Source(models.TextChoices):
        DESK = "desk", _("left at the desk")
        PHOTOGRAPHED = "photographed", _("photographed with the person")
        SENT = "sent", _("sent by the person")
        OTHER = "other", _("sent by another service")
        MADE = "made", _("made here")

    person = models.ForeignKey(Person, models.PROTECT, related_name="papers")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    author = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    kind = models.ForeignKey(PaperKind, models.PROTECT, related_name="+", verbose_name=_("kind"))
    title = models.CharField(_("what it is"), max_length=200, blank=True)
    source = models.CharField(_("how it came"), max_length=14, choices=Source.choices)
    dated_on = models.DateField(_("date of the paper"))
    valid_until = models.DateField(_("good until"), null=True, blank=True)
    kept_until = models.DateField()
    tier = models.CharField(_("who can read it"), max_length=10, choices=Tier.choices)
    health = models.BooleanField(default=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    series = models.UUIDField(default=new_id, editable=False)
    replaced_on = models.DateField(_("replaced on"), null=True, blank=True)

    class Meta:
        constraints = [
            RowPolicy(
                name="papers_personpaper_rows",
                read=either(tiered(), OVER, system("demo")),
                insert=either(
                    both(is_me("author_id"), own_team("team_id"), circle("person_id"), BY_A_TEAM),
                    system("demo"),
                ),
                update=either(both(tiered(), BY_A_TEAM), system("demo")),
                delete=either(both(JUST_FILED, circle("person_id")), OVER),
                stats=("id", "team_id", "kind_id", "source", "dated_on"),
            ),
            models.CheckConstraint(
                condition=models.Q(health=False) | ~models.Q(tier="shared"),
                name="papers_personpaper_health_stays_in_the_team",
                violation_error_message=_("A paper that speaks of health stays in the team."),
            ),
            models.CheckConstraint(
                condition=~models.Q(tier="draft") | models.Q(expires_at__isnull=False),
                name="papers_personpaper_draft_expires",
                violation_error_message=_("A draft has an end."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("dated_on")),
                name="papers_personpaper_in_order",
                violation_error_message=_(
                    "A paper is good until a day after its own date: look at the two again."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="papers_personpaper_person"),
            models.Index(
                fields=["valid_until"], condition=models.Q(replaced_on__isnull=True, valid_until__isnull=False),
                name="papers_personpaper_valid",
            ),
            models.Index(fields=["kept_until"], name="papers_personpaper_kept"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title or str(self.kind)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("papers:paper", args=[self.pk])


class PaperPage(FileRow):
    """A page of a paper (or the whole of it, for a PDF or a DOCX): reached through the paper's row, or not at all."""

    paper = models.ForeignKey(PersonPaper, models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [
            RowPolicy(
                name="papers_paperpage_rows",
                read=through("papers_personpaper", "paper_id"),
                insert="exists (select 1 from papers_personpaper parent where parent.id = paper_id"
                " and (parent.author_id = (select my_id()) or (select acting_as('demo'))))",
                update="false",
                delete="exists (select 1 from papers_personpaper parent where parent.id = paper_id and ("
                "(parent.author_id = (select my_id()) and parent.created_at > now() - interval '24 hours')"
                " or (select acting_as('clock'))))",
            ),
            models.UniqueConstraint(fields=["paper", "number"], name="papers_paperpage_number"),
        ]
        indexes = [models.Index(fields=["digest"], name="papers_paperpage_digest")]


class WantedPaper(Base):
    """A paper that the person was asked to bring: it comes off the list when one of its kind is filed."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="wanted_papers")
    kind = models.ForeignKey(PaperKind, models.PROTECT, related_name="+", verbose_name=_("kind"))
    what_for = models.CharField(_("what for"), max_length=200, blank=True)
    by = models.DateField(_("by"), null=True, blank=True)
    asked_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    brought = models.ForeignKey(PersonPaper, models.SET_NULL, null=True, blank=True, related_name="+")
    dropped_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            RowPolicy(
                name="papers_wantedpaper_rows",
                read=either(circle("person_id"), system("demo"), BROUGHT_ONCE),
                insert=either(both(is_me("asked_by_id"), circle("person_id"), BY_A_TEAM), system("demo")),
                update=either(both(circle("person_id"), BY_A_TEAM), system("demo"), BROUGHT_ONCE),
                delete=both(
                    is_me("asked_by_id"), circle("person_id"), "created_at > now() - interval '24 hours'"
                ),
                stats=("id", "kind_id"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["person"], condition=models.Q(brought__isnull=True, dropped_on__isnull=True),
                name="papers_wantedpaper_open",
            )
        ]  # fmt: skip


@tracked(exclude=())
class LetterTemplate(Base, Versioned):
    """A letter, report or attestation to begin from: its words, with named places filled from what is written.

    Reference data of the département: names no person. What it said before stays in its history.
    """

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    what_for = models.CharField(_("when to use it"), max_length=300, blank=True)
    kind = models.ForeignKey(PaperKind, models.PROTECT, related_name="+", verbose_name=_("kind of paper"))
    language = models.CharField(_("language"), max_length=5, default="fr")
    title = models.CharField(_("title of the letter"), max_length=200)
    to_person = models.BooleanField(_("addressed to the person"), default=True)
    body = models.TextField(_("body"))
    signature = models.TextField(_("signature"), blank=True)
    archived_on = models.DateField(_("no longer used since"), null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Letter(Base):
    """The words of a letter made here, so that it can be taken away as a text document. Written once, with its paper."""

    paper = models.OneToOneField(PersonPaper, models.CASCADE, related_name="letter")
    template = models.ForeignKey(LetterTemplate, models.PROTECT, related_name="+")
    template_version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    recipient = models.TextField(blank=True)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    signature = models.TextField(blank=True)
    sender = models.TextField(blank=True)
    dated = models.CharField(max_length=200)
    language = models.CharField(max_length=5, default="fr")

    class Meta:
        constraints = [
            RowPolicy(
                name="papers_letter_rows",
                read=through("papers_personpaper", "paper_id"),
                insert="exists (select 1 from papers_personpaper parent where parent.id = paper_id"
                " and (parent.author_id = (select my_id()) or (select acting_as('demo'))))",
                update="false",
                delete="exists (select 1 from papers_personpaper parent where parent.id = paper_id and ("
                "(parent.author_id = (select my_id()) and parent.created_at > now() - interval '24 hours')"
                " or (select acting_as('clock'))))",
            )
        ]
