"""Two files of the same person become one, and may become two again: what moved is written down, row by row."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.models import Base
from tuilage.core.database.rowsecurity import NOBODY, RowPolicy, both, circle, either, is_me, system
from tuilage.foundation.organisations.models import Professional

from .persons import BY_A_TEAM, Person


class Merge(Base):
    """The file of `absorbed` was united with that of `survivor`; undone, both stand again. Kept like the file.

    Only the guard's functions write it (`people_merge`, `people_unmerge`). `chosen`: field -> [before, after] of the
    survivor's identity; `moved`: table -> rows; `keys`: by which the absorbed person was found, and still is.
    """

    survivor = models.ForeignKey(Person, models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Person, models.PROTECT, related_name="+")
    absorbed_name = models.CharField(max_length=420)
    keys = ArrayField(models.TextField(), default=list)
    chosen = models.JSONField(default=dict)
    moved = models.JSONField(default=dict)
    reason = models.CharField(_("why"), max_length=200, blank=True)
    merged_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            RowPolicy(
                name="people_merge_rows",
                read=either(circle("survivor_id"), system("demo", "import")),
                insert=NOBODY,
                update=NOBODY,
            ),
            models.UniqueConstraint(
                fields=["absorbed"], condition=models.Q(undone_at__isnull=True), name="people_merge_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(survivor=models.F("absorbed")), name="people_merge_two"
            ),
        ]
        indexes = [models.Index(fields=["survivor"], name="people_merge_survivor")]


class MergeMove(Base):
    """What one merge did to one column of one table: the keys that moved, the rows it put away, periods it widened.

    Nobody reads it: rows of every tier are in it. The guard gives them back when the merge is undone.
    """

    merge = models.ForeignKey(Merge, models.PROTECT, related_name="moves")
    position = models.IntegerField()
    table = models.CharField(max_length=70)
    column = models.CharField(max_length=70)
    moved = ArrayField(models.TextField(), default=list)
    dropped = models.JSONField(default=list)
    widened = models.JSONField(default=list)

    class Meta:
        constraints = [
            RowPolicy(name="people_mergemove_rows", read=NOBODY, insert=NOBODY, update=NOBODY, delete=NOBODY)
        ]
        indexes = [models.Index(fields=["merge", "position"], name="people_mergemove_order")]


class DoubleVerdict(Base):
    """What somebody said of two files that resemble each other: the same person, or not. Taken back by deleting it."""

    class Verdict(models.TextChoices):
        SAME = "same", _("the same person")
        DIFFERENT = "different", _("not the same person")

    first = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=12, choices=Verdict.choices)
    said_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            RowPolicy(
                name="people_doubleverdict_rows",
                read=both(circle("first_id"), circle("second_id")),
                insert=both(circle("first_id"), circle("second_id"), is_me("said_by_id"), BY_A_TEAM),
                update=NOBODY,
                delete=both(circle("first_id"), circle("second_id"), BY_A_TEAM),
            ),
            models.UniqueConstraint(fields=["first", "second"], name="people_doubleverdict_once"),
            models.CheckConstraint(
                condition=~models.Q(first=models.F("second")), name="people_doubleverdict_two"
            ),
        ]
