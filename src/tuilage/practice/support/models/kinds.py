"""Kinds of support, as data: what each is, where it stops, what it asks for before it may start."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.models import Base
from tuilage.core.database.rowsecurity import RowPolicy, both, circle, either, has_role, system


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


class SupportKind(Base):
    """What a kind of support is and where it stops is written once for the département (S1-043). Kept for good."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    label = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("what it is"))
    limits = models.TextField(_("where it stops"))
    needs_adhesion = models.BooleanField(_("asks for the person's adhesion"), default=True)
    opinion_professions = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("professions whose supports pass before the team"),
        default=list,
        blank=True,
        help_text=_("Codes of professions (S1-054)."),
    )
    default_months = models.PositiveSmallIntegerField(_("usual duration, in months"), default=6)
    order = models.PositiveSmallIntegerField(default=100)
    active = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering = ["order", "label"]
        verbose_name = _("kind of support")

    def __str__(self) -> str:
        return self.label


def policy(table: str, stats: tuple[str, ...], *systems: str) -> RowPolicy:
    """The row policy of one table of this room."""
    return RowPolicy(name=f"support_{table}_rows", stats=stats, **about_person(*systems))
