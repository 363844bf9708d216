"""Identities as a target of files: what each remark says, and how rows are staged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.clock import today
from tuilage.core.database.keys import new_id
from tuilage.core.tabular.actions import report
from tuilage.core.tabular.models import ImportRun
from tuilage.core.tabular.targets import (
    REJECTED,
    REPAIRED,
    TO_KNOW,
    TO_REVIEW,
    Reading,
    Remark,
    Saying,
    Target,
    targets,
)

from ..models import ExternalSystem
from .applying import apply
from .cleaning import Identity, clean
from .communes import Communes
from .fields import FIELDS, missing
from .matching import match

CORRECT_THERE = _("Have it corrected in the other software: the next file will bring it.")
SAYINGS = {
    "row.short": Saying(TO_KNOW, _("This row has fewer cells than there are headings."),
                        _("Look whether a column moved.")),
    "row.long": Saying(TO_KNOW, _("This row has more cells than there are headings: those at the end were left out."),
                       _("Look whether a cell holds the sign that parts the columns.")),
    "cell.nul": Saying(REPAIRED, _("Unreadable signs were taken out.")),
    "cell.long": Saying(REPAIRED, _("A cell was too long and was cut.")),
    "text.hidden": Saying(REPAIRED, _("“%(value)s” held invisible signs: they were taken out.")),
    "text.broken": Saying(TO_KNOW, _("Accents are damaged in “%(value)s”."), CORRECT_THERE),
    "text.cut": Saying(REPAIRED, _("“%(value)s” is too long: the end was left out.")),
    "name.unreadable": Saying(REJECTED, _("“%(value)s” is not a name."), CORRECT_THERE),
    "name.figures": Saying(TO_KNOW, _("“%(value)s” holds figures."), CORRECT_THERE),
    "name.missing": Saying(REJECTED, _("The name or the first name is missing."), CORRECT_THERE),
    "name.swapped": Saying(REPAIRED, _("Name and first name were exchanged: “%(value)s” was read."),
                           _("If it was right in the file, correct the person's identity.")),
    "date.placeholder": Saying(REPAIRED, _("%(value)s stands for “not known”: the date was left empty.")),
    "date.century": Saying(REPAIRED, _("The year has two figures in %(value)s: the last possible one was read.")),
    "date.order": Saying(REPAIRED, _("Day and month were exchanged in %(value)s.")),
    "date.unreadable": Saying(TO_KNOW, _("“%(value)s” is no date that can be: it was left empty."), CORRECT_THERE),
    "death.partial": Saying(TO_KNOW, _("The day of death is not whole (%(value)s): it was left empty."), CORRECT_THERE),
    "death.before_birth": Saying(REJECTED, _("The death (%(value)s) is before the birth."), CORRECT_THERE),
    "death.told": Saying(TO_KNOW, _("The file says that this person died (%(value)s).")),
    "gender.unknown": Saying(TO_KNOW, _("“%(value)s” says no gender that is known here: it was left empty.")),
    "phone.unreadable": Saying(TO_KNOW, _("“%(value)s” is no telephone number: it was left empty."), CORRECT_THERE),
    "email.unreadable": Saying(TO_KNOW, _("“%(value)s” is no e-mail address: it was left empty."), CORRECT_THERE),
    "commune.unknown": Saying(TO_KNOW, _("No commune was found for “%(value)s”: it was left empty."), CORRECT_THERE),
    "commune.merged": Saying(REPAIRED, "%(detail)s"),
    "birth.needed": Saying(REJECTED, _("Neither a number nor a date of birth: nobody could tell this person from another."),
                           CORRECT_THERE),
    "number.missing": Saying(TO_KNOW, _("This row has no number: the person was recognised by name and birth.")),
    "number.long": Saying(REJECTED, _("The number has more than 100 signs."), CORRECT_THERE),
    "number.twice": Saying(TO_KNOW, _("This person stands in the file several times under the same number: the first row was kept.")),
    "number.reused": Saying(REJECTED, _("The number of %(value)s named somebody else until now."),
                            _("Ask the other software who bears this number.")),
    "person.double": Saying(TO_KNOW, _("%(value)s stands in the file under two numbers: one file was made for both."),
                            _("Tell those who keep the other software.")),
    "person.found": Saying(TO_KNOW, _("%(value)s was already known here: the number was added to their file.")),
    "person.swapped": Saying(REPAIRED, _("%(value)s was already known here, name and first name exchanged.")),
    "person.review": Saying(TO_REVIEW, _("%(value)s resembles somebody: nothing was written."),
                            _("Say whether they are the same person.")),
    "person.waiting": Saying(TO_REVIEW, _("%(value)s still waits for an answer: the same person, or another?"),
                             _("Say whether they are the same person.")),
    "field.kept": Saying(TO_KNOW, _("The file says “%(value)s”; what was written here was kept."),
                         _("If the file is right, correct the person's identity.")),
}  # fmt: skip
COLUMNS = (
    ("number", "int"), ("value", "text"), ("birth_name", "text"), ("used_name", "text"), ("first_names", "text"),
    ("gender", "text"), ("birth_year", "int"), ("birth_month", "int"), ("birth_day", "int"), ("birth_place", "text"),
    ("died_on", "date"), ("address", "text"), ("commune_id", "uuid"), ("phone", "text"), ("email", "text"),
    ("person_id", "uuid"),
)  # fmt: skip
NAMES = ", ".join(name for name, _type in COLUMNS)
STAGE = (
    f"insert into people_incomingidentity (run_id, {NAMES}, last_keys, first_key, outcome, reason)"  # noqa: S608
    f" select %s, {NAMES}, array_remove(array[people_fold(birth_name), nullif(people_fold(used_name),"
    f" people_fold(birth_name))], ''), people_fold_first(first_names), '', ''"
    f" from unnest({', '.join(f'%s::{kind}[]' for _name, kind in COLUMNS)}) as t ({NAMES})"
)


def check(values: Mapping[str, str], reading: Reading) -> list[Remark]:
    """What is to be said about one row."""
    return clean(values, reading, today(), Communes().find).remarks


def stage(run: ImportRun, reading: Reading, rows: list[tuple[int, dict[str, str]]]) -> None:
    """Clean a batch and put it down to be matched; what was said of rejected rows is all that stays of them."""
    find, day = Communes().find, today()
    remarks: list[tuple[int, Remark]] = []
    columns: list[list[Any]] = [[] for _each in COLUMNS]
    for number, values in rows:
        made: Identity = clean(values, reading, day, find)
        remarks.extend((number, remark) for remark in made.remarks if not made.rejected or _rejects(remark))
        if not made.rejected:
            row = made.values | {"number": number, "person_id": new_id()}
            for (name, _type), column in zip(COLUMNS, columns, strict=True):
                column.append(row[name])
    report(run, remarks)
    with connection.cursor() as cursor:
        cursor.execute(STAGE, [run.pk, *columns])


def _rejects(remark: Remark) -> bool:
    return SAYINGS[remark.code].level == REJECTED


def forget(run: ImportRun) -> None:
    """Nothing staged outlives its run."""
    with connection.cursor() as cursor:
        cursor.execute("delete from people_incomingidentity where run_id = %s", [run.pk])


def sources() -> list[tuple[str, str]]:
    """The other software that is in use, by code. One query."""
    return list(ExternalSystem.objects.filter(in_use=True).values_list("code", "name")) or [
        ("nightly-file", str(_("Nightly file")))
    ]


targets.add(
    "identities",
    Target(
        code="identities",
        label=_("Identities"),
        act="people.import",
        fields=FIELDS,
        sayings=SAYINGS,
        check=check,
        clean=stage,
        match=match,
        apply=apply,
        forget=forget,
        missing=missing,
        sources=sources,
        review_url="people:resemblances",
        intro=_("The persons that another software knows: each night's file, or a list sent once."),
    ),
)
