"""How other software names a person: kept beside our own key, never in its place."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.models import Base, Versioned
from tuilage.core.database.rowsecurity import RowPolicy
from tuilage.core.history import tracked
from tuilage.foundation.organisations.models import Professional

from .persons import ABOUT_PERSON, WRITTEN_BY_A_TEAM, Person, lasting


class ExternalSystem(Base):
    """A software beside Tuilage (social aid, child protection, RSA…) that names persons. Data; kept for good.

    `address` opens a file there: "https://solis.example/dossier/{value}"; empty when it has no address.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address of a file"), max_length=300, blank=True)
    in_use = models.BooleanField(_("in use"), default=True)
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        verbose_name = _("other software")
        verbose_name_plural = _("other software")
        ordering = ["order", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(address="") | models.Q(address__regex=r"^https://.*\{value\}"),
                name="people_externalsystem_address",
                violation_error_message=_("An address begins with https:// and holds {value}."),
            )
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class ExternalIdentifier(Base, Versioned):
    """A person's number in another software: (system, type, value, use), over a period. Lives as long as the person.

    A (system, value) names one person: the nightly file of identities finds them by it.
    """

    class Use(models.TextChoices):
        USUAL = "usual", _("current")
        SECONDARY = "secondary", _("secondary")
        OLD = "old", _("former")

    person = models.ForeignKey(Person, models.PROTECT, related_name="identifiers")
    system = models.ForeignKey(ExternalSystem, models.PROTECT, related_name="identifiers")
    type = models.CharField(_("kind of number"), max_length=40, blank=True)
    value = models.CharField(_("number"), max_length=100)
    use = models.CharField(_("use"), max_length=12, choices=Use.choices, default=Use.USUAL)
    period = DateRangeField(_("period"))
    added_by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("number in another software")
        verbose_name_plural = _("numbers in other software")
        constraints = [
            RowPolicy(
                name="people_externalidentifier_rows",
                read=ABOUT_PERSON,
                insert=WRITTEN_BY_A_TEAM,
                update=WRITTEN_BY_A_TEAM,
                delete=WRITTEN_BY_A_TEAM,
            ),
            models.UniqueConstraint(
                fields=["system", "value"],
                name="people_externalidentifier_once",
                violation_error_message=_("This number already names somebody in that software."),
            ),
            models.CheckConstraint(
                condition=models.Q(value__regex=r"^\S(.*\S)?$"),
                name="people_externalidentifier_said",
                violation_error_message=_("Give the number as the other software shows it."),
            ),
            lasting("people_externalidentifier_lasts"),
        ]

    @property
    def url(self) -> str:
        """Where their file opens in the other software; "" when it has no address."""
        return (
            self.system.address.replace("{value}", quote(self.value, safe="")) if self.system.address else ""
        )
