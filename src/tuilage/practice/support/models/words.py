"""What a département says in its own words, as data: roles, tasks, statuses, papers, days, and the grounds of the law."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.models import Base


class Term(Base):
    """A word, or a number of days, that the département chooses (law 9). Kept for good, withdrawn by `active`."""

    class Family(models.TextChoices):
        CO_ROLE = "co_role", _("what a co-worker does")
        KEYWORKER_TASK = "keyworker_task", _("tasks of the keyworker")
        COORDINATOR_TASK = "coordinator_task", _("tasks of the coordinator")
        STATUS = "status", _("statuses of a person")
        PAPER = "paper", _("papers to have ready for a change of status")
        STEP = "step", _("steps of a change of status")
        NUMBER = "number", _("settings")

    family = models.CharField(_("family"), max_length=20, choices=Family.choices)
    code = models.SlugField(_("code"), max_length=40)
    label = models.CharField(_("name"), max_length=200)
    detail = models.TextField(_("more"), blank=True)
    amount = models.PositiveIntegerField(_("number"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=100)
    active = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering = ["family", "order", "label"]
        verbose_name = _("word of the département")
        constraints = [
            models.UniqueConstraint(
                fields=["family", "code"],
                name="support_term_code",
                violation_error_message=_("This code is already taken."),
            )
        ]

    def __str__(self) -> str:
        return self.label


class GroundKind(Base):
    """On what legal ground somebody answers: social action, RSA (CASF L.262-27), child protection (CASF L.223-1)…

    `sole`: the law wants one person answering at any instant; the database holds it.
    """

    class Whom(models.TextChoices):
        ANYBODY = "", _("anybody")
        ADULT = "adult", _("adults")
        CHILD = "child", _("children")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    label = models.CharField(_("name"), max_length=120)
    keyworker_title = models.CharField(_("what the keyworker is called"), max_length=120)
    law = models.CharField(_("text of law"), max_length=200, blank=True)
    sole = models.BooleanField(_("one only at any instant"), default=False)
    whom = models.CharField(_("for whom"), max_length=10, choices=Whom.choices, blank=True)
    order = models.PositiveSmallIntegerField(default=100)
    active = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering = ["order", "label"]
        verbose_name = _("legal ground")

    def __str__(self) -> str:
        return self.label
