"""Persons, their households, relations and legal protection: as in French civil status, with what is not known."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tuilage.core.access import TEAM_ROLES
from tuilage.core.database.models import Base, Versioned
from tuilage.core.database.rowsecurity import (
    ANYONE_KNOWN,
    NOBODY,
    RowPolicy,
    both,
    circle,
    either,
    has_role,
    is_me,
    system,
)
from tuilage.core.history import tracked
from tuilage.foundation.organisations.models import Professional
from tuilage.foundation.territory.models import Commune

from ..names import identity_keys
from ..rules import Birth

ABOUT_PERSON = either(circle("person_id"), system("demo", "import"))
# A partner reads who somebody is and who is around them; the teams of the département write it.
BY_A_TEAM = has_role(*sorted(TEAM_ROLES))
WRITTEN_BY_A_TEAM = either(both(circle("person_id"), BY_A_TEAM), system("demo", "import"))
# By the guard: the policies of households and of who lives there would ask each other without end.
INTO_A_HOUSEHOLD = either(system("demo", "import"), "people_may_join(household_id)")


def _divides(divisor: int) -> Exact:
    return Exact(models.F("birth_year") % models.Value(divisor), models.Value(0))


# The days a calendar has: 31/02 or 29/02 of a common year is nobody's birthday.
A_REAL_DAY = (
    models.Q(birth_day__isnull=True)
    | models.Q(birth_day__lte=28)
    | models.Q(birth_day__lte=30) & ~models.Q(birth_month=2)
    | models.Q(birth_month__in=[1, 3, 5, 7, 8, 10, 12])
    | models.Q(birth_day=29) & models.Q(_divides(4)) & (~models.Q(_divides(100)) | models.Q(_divides(400)))
)


def lasting(name: str) -> models.CheckConstraint:
    """A period of at least a day."""
    return models.CheckConstraint(
        condition=models.Q(period__isempty=False),
        name=name,
        violation_error_message=_("The end comes after the start: look at the two dates again."),
    )


@tracked()
class Person(Base, Versioned):
    """Somebody received or accompanied. Birth may be known to the year, the month or the day, or not at all."""

    class Gender(models.TextChoices):
        WOMAN = "woman", _("woman")
        MAN = "man", _("man")
        OTHER = "other", _("other")
        UNKNOWN = "unknown", _("not known")

    class Housing(models.TextChoices):
        HOME = "home", _("at an address")
        HOSTED = "hosted", _("hosted by somebody")
        DOMICILED = "domiciled", _("no home, domiciled with an organisation")
        NONE = "none", _("no address")
        UNKNOWN = "unknown", _("not known")

    class DigitalEase(models.TextChoices):
        AT_EASE = "at_ease", _("at ease")
        WITH_HELP = "with_help", _("with help")
        NOT_AT_ALL = "not_at_all", _("not at all")
        UNKNOWN = "unknown", _("not known")

    birth_name = models.CharField(_("birth name"), max_length=200, blank=True)
    used_name = models.CharField(_("used name"), max_length=200, blank=True)
    first_names = models.CharField(_("first names"), max_length=200, blank=True)
    usual_first_name = models.CharField(_("usual first name"), max_length=100, blank=True)
    gender = models.CharField(_("gender"), max_length=10, choices=Gender.choices, default=Gender.UNKNOWN)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    birth_month = models.PositiveSmallIntegerField(_("month of birth"), null=True, blank=True)
    birth_day = models.PositiveSmallIntegerField(_("day of birth"), null=True, blank=True)
    birth_place = models.CharField(_("place of birth"), max_length=200, blank=True)
    died_on = models.DateField(_("date of death"), null=True, blank=True)

    housing = models.CharField(_("housing"), max_length=12, choices=Housing.choices, default=Housing.UNKNOWN)
    address = models.CharField(_("address"), max_length=300, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, related_name="+")
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    no_phone = models.BooleanField(_("has no telephone"), default=False)

    language = models.CharField(_("language"), max_length=60, blank=True)
    needs_interpreter = models.BooleanField(_("needs an interpreter"), default=False)
    easy_to_read = models.BooleanField(_("needs easy-to-read texts"), default=False)
    hearing_impaired = models.BooleanField(_("hears badly"), default=False)
    sight_impaired = models.BooleanField(_("sees badly"), default=False)
    how_to_address = models.CharField(_("how they want to be spoken to"), max_length=200, blank=True)
    digital_ease = models.CharField(
        _("ease with digital services"),
        max_length=12,
        choices=DigitalEase.choices,
        default=DigitalEase.UNKNOWN,
    )
    created_by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints = [
            RowPolicy(
                name="people_person_rows",
                read=either(circle("id"), system("demo", "import")),
                insert=either(
                    both(ANYONE_KNOWN, is_me("created_by_id"), BY_A_TEAM), system("demo", "import")
                ),
                update=either(both(circle("id"), BY_A_TEAM), system("demo", "import")),
                stats=("id", "birth_year", "gender", "commune_id", "died_on", "created_at"),
            ),
            models.CheckConstraint(
                condition=~models.Q(birth_name="", used_name="", first_names="", usual_first_name=""),
                name="people_person_named",
                violation_error_message=_("Give at least one name, even a first name alone."),
            ),
            models.CheckConstraint(
                condition=models.Q(birth_month__isnull=True)
                | models.Q(birth_year__isnull=False, birth_month__range=(1, 12)),
                name="people_person_birth_month",
                violation_error_message=_("A month of birth goes with a year, and is between 1 and 12."),
            ),
            models.CheckConstraint(
                condition=models.Q(birth_day__isnull=True)
                | models.Q(birth_month__isnull=False, birth_day__range=(1, 31)),
                name="people_person_birth_day",
                violation_error_message=_("A day of birth goes with a month, and is between 1 and 31."),
            ),
            models.CheckConstraint(
                condition=A_REAL_DAY,
                name="people_person_birth_real",
                violation_error_message=_("This day does not exist in that month."),
            ),
            models.CheckConstraint(
                condition=models.Q(died_on__isnull=True)
                | models.Q(birth_year__isnull=True)
                | models.Q(died_on__year__gte=models.F("birth_year")),
                name="people_person_died_after_birth",
                violation_error_message=_("This date of death is before the birth."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and write the keys of the identity: whoever is kept is found. Two statements."""
        super().save(*args, **kwargs)
        self.write_keys()

    def write_keys(self) -> None:
        """Bring the identity keys up to date. The guard writes them; it refuses a person who is not the actor's."""
        keys = identity_keys(*self.names)
        with connection.cursor() as cursor:
            cursor.execute(
                "select people_write_keys(%s, %s, %s, %s, %s)",
                [self.pk, keys, self.birth_year, self.birth_month, self.birth_day],
            )

    def get_absolute_url(self) -> str:
        """Their file."""
        return reverse("desk:person", args=[self.pk])

    @property
    def names(self) -> tuple[str, str, str, str]:
        """The four names by which they may be looked for."""
        return self.birth_name, self.used_name, self.first_names, self.usual_first_name

    @property
    def birth(self) -> Birth:
        """The date of birth as it is known."""
        return Birth(self.birth_year, self.birth_month, self.birth_day)

    @property
    def name(self) -> str:
        """The name to call them by: usual first name, then the name they use."""
        first = self.usual_first_name or (
            self.first_names.split(",")[0].split(" ")[0] if self.first_names else ""
        )
        return " ".join(part for part in (first, self.used_name or self.birth_name) if part)

    @property
    def born_on(self) -> date | None:
        """The full date of birth, or None when a part of it is unknown."""
        return self.birth.full


class IdentityKey(models.Model):
    """By which a person is found: folded words of their names, sounds, one letter less. Nobody reads it.

    Only the guard's functions write and search it (`people_write_keys`, `people_find`): what they answer about a
    person outside the asker's circle is that somebody is known, and whom to call.
    """

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    keys = ArrayField(models.TextField())
    birth_year = models.PositiveSmallIntegerField(null=True)
    birth_month = models.PositiveSmallIntegerField(null=True)
    birth_day = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            RowPolicy(
                name="people_identitykey_rows", read=NOBODY, insert=NOBODY, update=NOBODY, delete=NOBODY
            )
        ]
        # Pending entries would make a search slow after a bulk load.
        indexes = [GinIndex(fields=["keys"], name="people_identitykey_keys", fastupdate=False)]


class Household(Base):
    """Who lives together (ménage). A child may be in two."""

    name = models.CharField(_("name"), max_length=200, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            RowPolicy(
                name="people_household_rows",
                read=either(
                    "exists (select 1 from people_householdmembership m where m.household_id = people_household.id)",
                    # Long enough to put its first member in; afterwards only who sees a member sees it.
                    both(
                        is_me("created_by_id"),
                        "created_at between now() - interval '1 hour' and clock_timestamp()",
                    ),
                    system("demo", "import"),
                ),
                insert=either(both(is_me("created_by_id"), BY_A_TEAM), system("demo", "import")),
                stats=("id", "commune_id"),
            )
        ]


@tracked()
class HouseholdMembership(Base, Versioned):
    """A person lives in a household over a period: always, or by turns when a child has two homes."""

    class Residence(models.TextChoices):
        USUAL = "usual", _("lives there")
        ALTERNATING = "alternating", _("by turns, in two homes (alternating residence)")
        SOME_DAYS = "some_days", _("some days: week-ends, holidays")

    household = models.ForeignKey(Household, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    period = DateRangeField(_("period"))
    residence = models.CharField(
        _("how often"), max_length=12, choices=Residence.choices, default=Residence.USUAL
    )
    rhythm = models.CharField(_("rhythm"), max_length=100, blank=True)

    class Meta:
        constraints = [
            RowPolicy(
                name="people_householdmembership_rows",
                read=ABOUT_PERSON,
                # Into a household that one may see, never into that of a stranger.
                insert=both(WRITTEN_BY_A_TEAM, INTO_A_HOUSEHOLD),
                update=both(WRITTEN_BY_A_TEAM, INTO_A_HOUSEHOLD),
                delete=WRITTEN_BY_A_TEAM,
                stats=("id", "household_id", "person_id", "period"),
            ),
            lasting("people_householdmembership_lasts"),
        ]
        indexes = [models.Index(fields=["household"], name="people_membership_household")]


@tracked()
class Relation(Base, Versioned):
    """Somebody around a person: family, friend, carer. They may have a file of their own, or only a name here."""

    class Kind(models.TextChoices):
        PARENT = "parent", _("parent")
        CHILD = "child", _("child")
        PARTNER = "partner", _("partner, spouse")
        SIBLING = "sibling", _("brother or sister")
        FAMILY = "family", _("other family")
        FRIEND = "friend", _("friend")
        NEIGHBOUR = "neighbour", _("neighbour")
        OTHER = "other", _("other")

    person = models.ForeignKey(Person, models.PROTECT, related_name="relations")
    other = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="related_to")
    other_name = models.CharField(_("name"), max_length=200, blank=True)
    kind = models.CharField(_("relation"), max_length=12, choices=Kind.choices)
    is_carer = models.BooleanField(_("helps them in daily life"), default=False)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    period = DateRangeField(_("period"))

    class Meta:
        constraints = [
            RowPolicy(
                name="people_relation_rows",
                read=ABOUT_PERSON,
                insert=WRITTEN_BY_A_TEAM,
                update=WRITTEN_BY_A_TEAM,
                delete=WRITTEN_BY_A_TEAM,
            ),
            models.CheckConstraint(
                condition=models.Q(other__isnull=False) | ~models.Q(other_name=""),
                name="people_relation_named",
                violation_error_message=_("Say who it is: a name, or a person already known."),
            ),
            models.CheckConstraint(
                condition=models.Q(other__isnull=True) | ~models.Q(other=models.F("person")),
                name="people_relation_not_oneself",
                violation_error_message=_("Nobody is their own relation: choose somebody else."),
            ),
            lasting("people_relation_lasts"),
        ]


@tracked()
class LegalProtection(Base, Versioned):
    """A measure of legal protection of an adult (Code civil, art. 425 s.) and who exercises it."""

    class Kind(models.TextChoices):
        GUARDIANSHIP = "guardianship", _("guardianship (tutelle)")
        CURATORSHIP = "curatorship", _("curatorship (curatelle)")
        REINFORCED = "reinforced", _("reinforced curatorship (curatelle renforcée)")
        SAFEGUARD = "safeguard", _("judicial safeguard (sauvegarde de justice)")
        FAMILY = "family", _("family authorisation (habilitation familiale)")
        MANDATE = "mandate", _("future protection mandate (mandat de protection future)")

    person = models.ForeignKey(Person, models.PROTECT, related_name="protections")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    exercised_by = models.CharField(_("exercised by"), max_length=200, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    period = DateRangeField(_("period"))

    class Meta:
        constraints = [
            RowPolicy(
                name="people_legalprotection_rows",
                read=ABOUT_PERSON,
                insert=WRITTEN_BY_A_TEAM,
                update=WRITTEN_BY_A_TEAM,
            ),
            models.CheckConstraint(
                condition=models.Q(kind="safeguard") | ~models.Q(exercised_by=""),
                name="people_legalprotection_exercised",
                violation_error_message=_("Say who exercises the measure: a name, or the association."),
            ),
            lasting("people_legalprotection_lasts"),
        ]
