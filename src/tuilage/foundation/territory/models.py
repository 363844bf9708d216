"""Départements, EPCI, communes with their former codes and town halls; zonings laid over them.

Public reference data: no row is about a person, so these tables are exempt from row security (the
list with its reasons: core/database/exempt.py). INSEE codes are text: "01001" and "2A004" are codes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from zoneinfo import available_timezones

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.models import Base, Versioned

from . import rules
from .geometry import Contour, Point, from_geojson

# A position is whole or absent. Said with IS NOT NULL: a check that comes to NULL would let half of one in.
ON_THE_GLOBE = Q(longitude=None, latitude=None) | Q(
    longitude__isnull=False,
    latitude__isnull=False,
    longitude__range=(-180, 180),
    latitude__range=(-90, 90),
)


def known_time_zone(name: str) -> None:
    """Refuse a name that the IANA time zone database does not hold."""
    if name not in available_timezones():
        raise ValidationError(_("This time zone does not exist."))


class Departement(Base):
    """A département or an overseas collectivity, with its time zone and the edition of its codes."""

    code = models.CharField(_("code"), max_length=3, unique=True)
    name = models.CharField(_("name"), max_length=100)
    region_code = models.CharField(_("region code"), max_length=3)
    region_name = models.CharField(_("region"), max_length=100)
    time_zone = models.CharField(_("time zone"), max_length=40, validators=[known_time_zone])
    vintage = models.PositiveSmallIntegerField(_("year of the official geographic code"))

    class Meta:
        verbose_name = _("département")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class Epci(Base):
    """A grouping of communes with its own taxes (EPCI); `code` is its SIREN number."""

    code = models.CharField(_("SIREN number"), max_length=9, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=5)

    class Meta:
        verbose_name = _("intercommunal grouping")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class CommuneQuerySet(models.QuerySet["Commune"]):
    """Questions asked of communes; the picker's search is in queries.py."""

    def current(self) -> CommuneQuerySet:
        """Those of the edition in use: without the communes merged since they were loaded."""
        return self.filter(merged_into=None)

    def whole(self) -> CommuneQuerySet:
        """Communes properly so called: their populations add up to the département's."""
        return self.current().filter(parent=None)

    def smallest(self) -> CommuneQuerySet:
        """Communes, Paris, Lyon and Marseille replaced by their districts: what maps and sectors cut."""
        return self.current().filter(districts=None)


class Commune(Base):
    """A commune, or a municipal district of Paris, Lyon or Marseille (then `parent` is the city).

    `longitude` and `latitude` are a point inside the contour, in degrees (WGS 84); `area_km2` is that
    of the contour; `population` is INSEE's municipal population. A commune that a later edition merges
    stays, because files point to it, and says which one took it over (`merged_into`).
    """

    code = models.CharField(_("INSEE code"), max_length=5, unique=True)
    name = models.CharField(_("name"), max_length=100)
    folded = models.CharField(max_length=100, editable=False)
    departement = models.ForeignKey(Departement, models.PROTECT, related_name="communes")
    epci = models.ForeignKey(Epci, models.PROTECT, null=True, blank=True, related_name="communes")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="districts")
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_communes"
    )
    postcodes = ArrayField(models.CharField(max_length=5), default=list, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    area_km2 = models.FloatField(_("area (km²)"), null=True, blank=True)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = _("commune")
        ordering = ("folded", "code")
        indexes = [
            models.Index(fields=["folded"], opclasses=["text_pattern_ops"], name="territory_commune_folded"),
            GinIndex(fields=["postcodes"], name="territory_commune_postcodes"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=ON_THE_GLOBE,
                name="territory_commune_on_the_globe",
                violation_error_message=_("A position has a longitude and a latitude, in degrees."),
            ),
            models.CheckConstraint(
                condition=(Q(parent=None) | ~Q(parent=F("id")))
                & (Q(merged_into=None) | ~Q(merged_into=F("id"))),
                name="territory_commune_not_in_itself",
                violation_error_message=_("A commune is not a part of itself."),
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^(\d{2}|2A|2B)\d{3}$"),
                name="territory_commune_code_shape",
                violation_error_message=_("An INSEE code has five signs: 47001, 2A004."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = rules.fold(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("territory:commune", args=[self.pk])

    @property
    def centre(self) -> Point | None:
        """(longitude, latitude), or None when the sources know no position."""
        if self.longitude is None or self.latitude is None:
            return None
        return self.longitude, self.latitude

    @property
    def density(self) -> float | None:
        """Inhabitants per km², or None when unknown."""
        return rules.density(self.population, self.area_km2)


class Outline(models.Model):
    """The contour of a commune, apart from it so that no list ever carries geometry."""

    commune = models.OneToOneField(Commune, models.CASCADE, primary_key=True, related_name="outline")
    geometry = models.JSONField(help_text="GeoJSON MultiPolygon, WGS 84, rounded to a metre")

    class Meta:
        verbose_name = _("contour")

    def __str__(self) -> str:
        return str(self.commune_id)

    @property
    def contour(self) -> Contour:
        return from_geojson(self.geometry)


class FormerCommune(Base):
    """A code, and often a name, that a commune took over.

    A delegated commune may bear the same code as the new commune: the name is then the only thing former.
    """

    class Kind(models.TextChoices):
        DELEGATED = "delegated", _("delegated commune")
        ASSOCIATED = "associated", _("associated commune")
        MERGED = "merged", _("former commune")

    code = models.CharField(_("former INSEE code"), max_length=5, unique=True)
    name = models.CharField(_("name"), max_length=100, blank=True)
    folded = models.CharField(max_length=100, editable=False, db_index=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    commune = models.ForeignKey(Commune, models.CASCADE, related_name="former")

    class Meta:
        verbose_name = _("former commune")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name or self.code

    def sentence(self) -> str:
        """What to tell whoever still uses the old code."""
        said = {"old": self.name or self.code, "new": self.commune.name, "code": self.commune.code}
        if self.kind == self.Kind.MERGED:
            return str(_("“%(old)s” is now part of the commune of %(new)s (%(code)s).")) % said
        return str(_("%(old)s is a part of the commune of %(new)s (%(code)s).")) % said


class TownHall(Base):
    """A town hall: of the commune, or of a former commune now part of it. Position in degrees."""

    commune = models.ForeignKey(Commune, models.CASCADE, related_name="town_halls")
    former = models.OneToOneField(
        FormerCommune, models.CASCADE, null=True, blank=True, related_name="town_hall"
    )
    address = models.TextField(_("address"))
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    website = models.CharField(_("website"), max_length=300, blank=True)
    hours = models.TextField(_("opening hours"), blank=True, help_text="OpenStreetMap's opening_hours")
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    doubtful = models.BooleanField(_("position to be checked"), default=False)

    class Meta:
        verbose_name = _("town hall")
        ordering = ("commune__folded",)
        constraints = [
            models.UniqueConstraint(
                fields=["commune"], condition=Q(former=None), name="territory_townhall_one_main"
            ),
            models.CheckConstraint(
                condition=ON_THE_GLOBE,
                name="territory_townhall_on_the_globe",
                violation_error_message=_("A position has a longitude and a latitude, in degrees."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.former or self.commune)

    @property
    def position(self) -> Point | None:
        if self.longitude is None or self.latitude is None:
            return None
        return self.longitude, self.latitude


class Zoning(Base, Versioned):
    """One way of cutting the département, by a stated criterion; several stand side by side.

    `key` is empty for zonings people make; those the product lays itself are found again by it. `before` is what
    it was before the last drawing, so that it can be undone (see zone_drawing).
    """

    class Criterion(models.TextChoices):
        POLITICAL = "political", _("political")
        ADMINISTRATIVE = "administrative", _("administrative")
        SOCIOLOGICAL = "sociological", _("sociological")

    departement = models.ForeignKey(Departement, models.PROTECT, related_name="zonings")
    key = models.CharField(max_length=30, blank=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    criterion = models.CharField(_("criterion"), max_length=14, choices=Criterion.choices)
    description = models.TextField(_("description"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    dated_on = models.DateField(_("date of the source"))
    before = models.JSONField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("zoning")
        ordering = ("criterion", "name")
        constraints = [
            models.UniqueConstraint(
                fields=["departement", "name"],
                name="territory_zoning_name",
                violation_error_message=_("A zoning already bears this name."),
            ),
            models.UniqueConstraint(
                fields=["departement", "key"], condition=~Q(key=""), name="territory_zoning_key"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Zone(Base):
    """A zone of a zoning: a set of communes."""

    zoning = models.ForeignKey(Zoning, models.CASCADE, related_name="zones")
    code = models.CharField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=200)
    communes: models.ManyToManyField[Commune, ZoneCommune] = models.ManyToManyField(
        Commune, through="ZoneCommune", related_name="zones"
    )

    class Meta:
        verbose_name = _("zone")
        ordering = ("zoning", "code")
        constraints = [
            models.UniqueConstraint(fields=["zoning", "code"], name="territory_zone_code"),
            models.UniqueConstraint(fields=["zoning", "name"], name="territory_zone_name"),
            models.UniqueConstraint(fields=["id", "zoning"], name="territory_zone_of_its_zoning"),
        ]

    def __str__(self) -> str:
        return self.name


class ZoneCommune(Base):
    """A commune in a zone. `zoning` repeats the zone's (a composite foreign key, in the migration, keeps
    them equal) so that one unique constraint makes every zoning a partition."""

    zone = models.ForeignKey(Zone, models.CASCADE, related_name="members")
    zoning = models.ForeignKey(Zoning, models.CASCADE, related_name="members")
    commune = models.ForeignKey(Commune, models.CASCADE, related_name="memberships")

    class Meta:
        verbose_name = _("commune of a zone")
        constraints = [
            models.UniqueConstraint(
                fields=["zoning", "commune"],
                name="territory_zoning_is_a_partition",
                violation_error_message=_("A commune stands in one zone only of a zoning."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commune_id} {self.zone_id}"


def total_population(communes: Iterable[Commune]) -> int | None:
    """The sum, or None when no population is known: an unknown is never a zero."""
    known = [commune.population for commune in communes if commune.population is not None]
    return sum(known) if known else None
