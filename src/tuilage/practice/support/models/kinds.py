"""Kinds of support, as data: what each is, where it stops, what it asks for before it may start, how it is written."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.models import Base, Versioned
from tuilage.core.database.rowsecurity import RowPolicy, both, circle, either, has_role, system
from tuilage.foundation.organisations.models import Professional


class LifeDomain(models.TextChoices):
    """Areas of daily life: one support may cover several at once (S0-006, S1-046)."""

    DAILY_LIFE = "daily_life", _("daily life, shopping, meals")
    HOME = "home", _("home, living in one's own place")
    MONEY = "money", _("managing money, debts")
    RIGHTS = "rights", _("rights, papers")
    HEALTH = "health", _("health, care")
    WORK = "work", _("work, training")
    FAMILY = "family", _("family, being a parent")
    TIES = "ties", _("people around, leisure")
    MOBILITY = "mobility", _("getting about")
    DIGITAL = "digital", _("computers, internet")
    SAFETY = "safety", _("safety, violence")


def about_person(*systems: str) -> dict[str, str]:
    """The policy of what concerns a support: read in the person's circle, written there by whoever may lead one."""
    systems = systems or ("demo", "import")
    lead = both(circle("person_id"), has_role("case_worker", "head_of_service"))
    return {
        "read": either(circle("person_id"), system(*systems)),
        "insert": either(lead, system("demo", "import")),
        "update": either(lead, system(*systems)),
        "delete": lead,
    }


def says_something(field: str) -> models.Q:
    """A text in which something is said: at least two letters, of any script; "." does not pass."""
    return models.Q(**{f"{field}__regex": "[[:alpha:]].*[[:alpha:]]"})


class Terms(models.Model):
    """What a kind of support says of itself and asks for. Each condition is data (S1-047 to S1-054)."""

    label = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("what it is"))
    limits = models.TextField(_("where it stops"))
    legal_ground = models.CharField(
        _("if it is an obligation: on what ground"), max_length=200, blank=True,
        help_text=_("A voluntary support has none. An RSA contract, for instance, is an obligation."),
    )  # fmt: skip
    needs_adhesion = models.BooleanField(_("asks for the person's adhesion"), default=True)
    needs_goal = models.BooleanField(_("asks for a goal set with the person"), default=True)
    needs_duration = models.BooleanField(_("asks for a duration"), default=True)
    needs_criteria = models.BooleanField(_("asks for criteria fixed beforehand"), default=True)
    opinion_professions = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("professions whose supports pass before the team"),
        default=list,
        blank=True,
        help_text=_("Codes of professions (S1-054)."),
    )
    default_months = models.PositiveSmallIntegerField(_("usual duration, in months"), default=6)
    min_months = models.PositiveSmallIntegerField(_("shortest duration, in months"), null=True, blank=True)
    max_months = models.PositiveSmallIntegerField(_("longest duration, in months"), null=True, blank=True)
    no_news_days = models.PositiveSmallIntegerField(
        _("days without news after which the team looks at it"), default=120
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label


class SupportKind(Terms, Base, Versioned):
    """What a kind of support is and where it stops is written once for the département (S1-043). Kept for good."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    order = models.PositiveSmallIntegerField(default=100)
    active = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering = ["order", "label"]
        verbose_name = _("kind of support")


class KindVersion(Terms, Base):
    """A kind as it was from `since` on: a support keeps the version under which it was proposed. Never changed.

    What a kind asks for may change; what was asked of a support that exists does not. So the database's guards read
    the version that the support points to, and its copies of the conditions are held to it by a foreign key.
    """

    kind = models.ForeignKey(SupportKind, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    since = models.DateField(_("since"))
    by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["kind", "-number"]
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="support_kindversion_number")]


class SupportForm(Base):
    """The headings of the written document, as they were from `since` on (S2-171, S4-051). Never changed.

    Without a kind: the common form, the same headings everywhere. With one: that kind's own form (the AEB keeps its
    own, S1-053). `headings`: [{"code", "label", "guide"}]; empty, the kind has gone back to the common form.
    """

    kind = models.ForeignKey(SupportKind, models.PROTECT, null=True, blank=True, related_name="written_forms")
    number = models.PositiveSmallIntegerField()
    since = models.DateField(_("since"))
    headings = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["kind", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number"], name="support_supportform_number", nulls_distinct=False
            )
        ]


def policy(table: str, stats: tuple[str, ...], *systems: str) -> RowPolicy:
    """The row policy of one table of this room."""
    return RowPolicy(name=f"support_{table}_rows", stats=stats, **about_person(*systems))
