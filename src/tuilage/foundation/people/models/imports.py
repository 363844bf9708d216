"""What files of identities bring: rows being matched, what each source said last, who may be the same person."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tuilage.core.database.models import Base
from tuilage.core.database.rowsecurity import NOBODY, RowPolicy, circle, either, is_me, own_team, system
from tuilage.core.tabular.models import ImportRun

from .persons import Person


class IncomingIdentity(models.Model):
    """A cleaned row between its reading and the end of its run; then it is deleted. Only the import reads it."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    value = models.CharField(max_length=140)
    birth_name = models.CharField(max_length=200, blank=True)
    used_name = models.CharField(max_length=200, blank=True)
    first_names = models.CharField(max_length=200, blank=True)
    gender = models.CharField(max_length=10, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True)
    birth_month = models.PositiveSmallIntegerField(null=True)
    birth_day = models.PositiveSmallIntegerField(null=True)
    birth_place = models.CharField(max_length=200, blank=True)
    died_on = models.DateField(null=True)
    address = models.CharField(max_length=300, blank=True)
    commune_id = models.UUIDField(null=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.CharField(max_length=254, blank=True)
    last_keys = ArrayField(models.TextField(), default=list)
    first_key = models.TextField(blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    person_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [models.Index(fields=["run", "number"], name="people_incoming_order")]
        constraints = [
            RowPolicy(
                name="people_incomingidentity_rows",
                read=system("import"),
                delete=system("import"),
            )
        ]


class SourceRecord(Base):
    """What a source (another software, a nightly file) said last of a person: what tells a change made by hand.

    `value` is the source's number, or "~" and a fingerprint of names and birth for a file without numbers. The one
    that `leads` may change the person; a second record of the same person in the same source is only linked.
    Lives as long as the person.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="source_records")
    source = models.CharField(max_length=40)
    value = models.CharField(max_length=140)
    said = models.JSONField(default=dict)
    leads = models.BooleanField(default=True)
    made_by = models.UUIDField(null=True)  # the run that created the person

    class Meta:
        constraints = [
            RowPolicy(
                name="people_sourcerecord_rows",
                read=either(circle("person_id"), system("import")),
                insert=system("import"),
                update=system("import"),
                delete=system("import"),
            ),
            models.UniqueConstraint(fields=["source", "value"], name="people_sourcerecord_once"),
        ]


class Resemblance(Base):
    """A row of a file that may be somebody known: a secretary says "the same person" or "another one".

    Read by the team that brought the file in; its row and what is known of the other are deleted once it is decided.
    """

    class State(models.TextChoices):
        PENDING = "pending"
        SAME = "same"
        ANOTHER = "another"

    source = models.CharField(max_length=40)
    value = models.CharField(max_length=140)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20)
    row = models.JSONField(default=dict)
    known = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    run = models.ForeignKey(ImportRun, models.SET_NULL, null=True, related_name="+")
    number = models.PositiveIntegerField(default=0)
    by_id = models.UUIDField(null=True)
    team_id = models.UUIDField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at", "number"]
        constraints = [
            RowPolicy(
                name="people_resemblance_rows",
                read=either(own_team("team_id"), is_me("by_id"), system("import")),
                insert=system("import"),
                update=system("import"),
                delete=NOBODY,
            ),
            models.UniqueConstraint(fields=["source", "value"], name="people_resemblance_once"),
        ]
        indexes = [
            models.Index(
                fields=["team_id", "created_at"],
                condition=models.Q(state="pending"),
                name="people_resemblance_due",
            )
        ]
