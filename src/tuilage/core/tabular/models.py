"""Runs, what they read, what they say of each row, and how columns were read last time."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuilage.core.database.models import Base, Versioned
from tuilage.core.database.rowsecurity import RowPolicy, both, either, is_me, own_team, system, through

from .rules import REPORT_DAYS, WAITING_DAYS
from .targets import REJECTED, REPAIRED, TO_KNOW, TO_REVIEW, Reading

THEIRS = either(system("import"), is_me("by_id"), own_team("team_id"))
OF_THEIR_RUN = either(system("import"), through("tabular_importrun", "run_id"))


class Mapping(Base, Versioned):
    """How the columns of a kind of file are read, kept by name for the next time. Headings and codes, no person."""

    target = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=80)
    columns = models.JSONField(default=dict)
    date_order = models.CharField(_("order of dates"), max_length=3, default="dmy")
    values = models.JSONField(default=dict)
    source = models.CharField(max_length=40, blank=True)
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "name"],
                name="tabular_mapping_name",
                violation_error_message=_("Columns are already kept under this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reading(self) -> Reading:
        """As it is used."""
        return Reading(self.columns, self.date_order, self.values, self.source)


class ImportRun(Base):
    """A file brought in: by whom, what it was (its fingerprints, never its name), what became of its rows."""

    class State(models.TextChoices):
        CHOSEN = "chosen", _("columns to check")
        WAITING = "waiting", _("waits its turn")
        READING = "reading", _("being read")
        DONE = "done", pgettext_lazy("import", "done")
        TRIED = "tried", _("tried, nothing written")
        REFUSED = "refused", _("nothing written: rows to correct")
        FAILED = "failed", _("stopped, nothing written")
        UNDONE = "undone", pgettext_lazy("import", "undone")

    target = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State.choices, default=State.CHOSEN)
    by_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=310, blank=True)
    team_id = models.UUIDField(null=True)
    name_sha256 = models.CharField(max_length=64)
    file_sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    encoding = models.CharField(max_length=12, blank=True)
    delimiter = models.CharField(max_length=1, blank=True)
    headings = models.JSONField(default=list)
    remarks = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    date_order = models.CharField(max_length=3, default="dmy")
    values = models.JSONField(default=dict)
    source = models.CharField(max_length=40, blank=True)
    strict = models.BooleanField(default=False)
    dry_run = models.BooleanField(default=False)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_cleaned = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    repaired = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    to_review = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            RowPolicy(name="tabular_importrun_rows", read=either(THEIRS, system("clock")), insert=THEIRS)
        ]

    @property
    def reading(self) -> Reading:
        """How its columns are read."""
        return Reading(self.columns, self.date_order, self.values, self.source)

    @property
    def running(self) -> bool:
        """Whether it still works."""
        return self.state in (self.State.WAITING, self.State.READING)

    @property
    def percent(self) -> int:
        """How far the reading is, 0 to 100; writing, at the end, is one step."""
        return min(95, 95 * self.rows_cleaned // self.rows_read) if self.rows_read else 0


class StagedRow(models.Model):
    """A row as it was read, until it is applied; of a file that nobody ran, a week."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    cells = models.JSONField()
    oddities = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["run", "number"], name="tabular_stagedrow_order")]
        constraints = [
            RowPolicy(
                name="tabular_stagedrow_rows",
                read=either(OF_THEIR_RUN, system("clock")),
                insert=OF_THEIR_RUN,
                delete=either(
                    OF_THEIR_RUN,
                    both(
                        system("clock"),
                        "exists (select 1 from tabular_importrun r where r.id = run_id"  # noqa: S608
                        f" and r.created_at < now() - interval '{WAITING_DAYS} days')",
                    ),
                ),
            )
        ]


class RowReport(models.Model):
    """What is to be said about one row. May hold a part of an identity: kept 90 days, then deleted by the clock."""

    class Level(models.TextChoices):
        REJECTED = REJECTED, _("not taken")
        REVIEW = TO_REVIEW, _("to look at")
        REPAIRED = REPAIRED, _("put right")
        KNOWN = TO_KNOW, _("good to know")

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="reports", db_index=False)
    at = models.DateTimeField()
    number = models.PositiveIntegerField()
    level = models.CharField(max_length=10, choices=Level.choices)
    code = models.CharField(max_length=40)
    column = models.CharField(max_length=100, blank=True)
    value = models.CharField(max_length=60, blank=True)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["number", "id"]
        indexes = [
            models.Index(fields=["run", "number"], name="tabular_rowreport_order"),
            models.Index(fields=["run", "level", "code"], name="tabular_rowreport_level"),
        ]
        constraints = [
            RowPolicy(
                name="tabular_rowreport_rows",
                read=either(OF_THEIR_RUN, system("clock")),
                insert=OF_THEIR_RUN,
                update="false",
                delete=either(
                    system("import"), both(system("clock"), f"at < now() - interval '{REPORT_DAYS} days'")
                ),
            )
        ]
