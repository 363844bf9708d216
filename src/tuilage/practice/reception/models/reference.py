"""What the département offers to choose from: themes, life domains, kinds of answer, the framework of urgency."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.models import Base, Versioned
from tuilage.core.history import tracked
from tuilage.foundation.organisations.models import Professional


class Theme(Base):
    """What a request is about, as data; `keywords` (folded beginnings of words, by commas) propose it."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    label = models.CharField(_("name"), max_length=120)
    keywords = models.TextField(_("words that propose it"), blank=True)
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["position", "label"]

    def __str__(self) -> str:
        return self.label


@tracked()
class Domain(Base, Versioned):
    """A domain of life of a diagnosis, as data: an unused one is set aside, what was written under it stays."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    label = models.CharField(_("name"), max_length=120)
    question = models.CharField(_("question that opens it"), max_length=300, blank=True)
    active = models.BooleanField(_("in use"), default=True)
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["position", "label"]

    def __str__(self) -> str:
        return self.label


class AnswerKind(Base):
    """A kind of answer, as data: rights, aid, information, referral, support, protection, none, or one's own.

    A professional adds one of their own making (S0-040, S1-019). `opens` names what the answer sets going.
    """

    class Opens(models.TextChoices):
        NOTHING = "", _("nothing more")
        SUPPORT = "support", _("a support is proposed")
        PROTECTION = "protection", _("written outside what is shared")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    label = models.CharField(_("name"), max_length=120)
    opens = models.CharField(_("sets going"), max_length=12, choices=Opens.choices, blank=True)
    has_file = models.BooleanField(_("a file is made up"), default=False)
    position = models.PositiveSmallIntegerField(default=100)
    added_by = models.ForeignKey(Professional, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["position", "label"]

    def __str__(self) -> str:
        return self.label


@tracked()
class UrgencyFramework(Base, Versioned):
    """The département's one framework for social emergencies, read at every desk (S1-030): a single row."""

    definition = models.TextField(_("what a social emergency is"))
    criteria = models.TextField(_("how to recognise it"), blank=True)
    procedure = models.TextField(_("who does what, in which order"), blank=True)
    roster = models.TextField(_("who is on duty, who is on call after hours"), blank=True)
    relays = models.TextField(_("whom to alert"), blank=True)
    outside = models.TextField(_("what is not ours, and who does it"), blank=True)
    alert_sheet = models.TextField(_("what to do when one spots a vulnerable situation"), blank=True)
    opens_at = models.TimeField(_("desks open at"), default="08:30")
    written_on = models.DateField(_("written on"), null=True)
    written_by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
