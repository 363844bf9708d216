"""Structures, teams, posts and who holds them. A contact belongs to the post, so that it survives a departure."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuilage.core import access
from tuilage.core.database.models import Base, Versioned
from tuilage.core.database.rowsecurity import RowPolicy, either, has_role, is_me, system
from tuilage.foundation.territory.models import Commune, Zone

TEAM_MATES = (
    "exists (select 1 from organisations_assignment a join organisations_post p on p.id = a.post_id"
    " where a.professional_id = organisations_absence.professional_id"
    " and p.team_id = any(array(select my_teams())))"
)


class Profession(Base):
    """A profession, as data: medico-social secretary, social worker (AS), family economics adviser (CESF), … (S1-017)."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    label = models.CharField(_("name"), max_length=120)
    short = models.CharField(_("short name"), max_length=20, blank=True)

    class Meta:
        ordering = ["label"]

    def __str__(self) -> str:
        return self.label


class Structure(Base):
    """An organisation or one of its sites: département, maison du département, CCAS, mission locale, association."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", _("département")
        SITE = "site", _("local centre of the département")
        TOWN = "town", _("municipal social action centre (CCAS)")
        YOUTH = "youth", _("mission locale")
        ASSOCIATION = "association", _("association")
        HEALTH = "health", _("health or medico-social establishment")
        STATE = "state", _("State service")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="sites")
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, related_name="+")
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Team(Base):
    """A team of a structure, covering zones."""

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="teams")
    name = models.CharField(_("name"), max_length=200)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    closes_at = models.TimeField(_("closing time"), default="17:00")
    zones = models.ManyToManyField(Zone, through="TeamZone", related_name="teams")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "name"],
                name="organisations_team_name",
                violation_error_message=_("This structure already has a team of that name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class TeamZone(Base):
    """A zone that a team covers over a period."""

    team = models.ForeignKey(Team, models.CASCADE)
    zone = models.ForeignKey(Zone, models.PROTECT)
    period = DateRangeField(_("period"))


class Post(Base, Versioned):
    """A post of a team: a profession, a role in Tuilage, a budgeted share of full time, its own contact."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="posts")
    profession = models.ForeignKey(Profession, models.PROTECT, related_name="posts")
    role = models.CharField(_("role"), max_length=40, choices=[(role, role) for role in access.ROLES])
    title = models.CharField(_("title"), max_length=120)
    fte = models.DecimalField(_("budgeted full-time equivalent"), max_digits=3, decimal_places=2)
    period = DateRangeField(_("period"))
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fte__gt=0) & models.Q(fte__lte=1),
                name="organisations_post_fte",
                violation_error_message=_("A post is more than 0 and at most 1 full-time equivalent."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Professional(Base, Versioned):
    """Somebody who works; what they may do comes from the posts they hold today."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="professional"
    )
    first_name = models.CharField(_("first name"), max_length=100)
    last_name = models.CharField(_("last name"), max_length=200)

    class Meta:
        ordering = ["last_name", "first_name"]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"


class Assignment(Base):
    """A professional holds a post over a period, for a share of full time (fte present, S1-055)."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="assignments")
    professional = models.ForeignKey(Professional, models.PROTECT, related_name="assignments")
    period = DateRangeField(_("period"))
    share = models.DecimalField(_("share of full time"), max_digits=3, decimal_places=2)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(share__gt=0) & models.Q(share__lte=1),
                name="organisations_assignment_share",
                violation_error_message=_("A share of full time is more than 0 and at most 1."),
            )
        ]
        indexes = [models.Index(fields=["professional", "post"], name="organisations_assignment_who")]


class Absence(Base):
    """Somebody is away from … to …: the team sees that, never why."""

    professional = models.ForeignKey(Professional, models.PROTECT, related_name="absences")
    period = DateRangeField(_("period"))
    long = models.BooleanField(_("long absence"), default=False)

    class Meta:
        constraints = [
            RowPolicy(
                name="organisations_absence_rows",
                read=either(is_me("professional_id"), TEAM_MATES, system("clock", "demo")),
                insert=either(is_me("professional_id"), has_role("head_of_service"), system("demo")),
                delete=either(is_me("professional_id"), has_role("head_of_service")),
                stats=("id", "professional_id", "period"),
            )
        ]
