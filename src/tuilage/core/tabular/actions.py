"""What is done with a file of rows: chosen, its columns matched, started, carried out step by step, forgotten.

A file is read once, into staged rows under row security; nothing of it lies in a folder. Rows are then cleaned in
batches, each in a transaction of its own (so progress shows, and a killed worker goes on where it was); matching and
writing come last, in one transaction: nothing is ever half-imported.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, BinaryIO, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tuilage.core import journal
from tuilage.core.database.context import Actor, acting, system
from tuilage.core.refusals import Refused

from .guessing import Guess, guess_columns
from .models import ImportRun, RowReport, StagedRow
from .models import Mapping as Kept
from .reading import Row, open_table
from .targets import Reading, Remark, Target, targets

T = TypeVar("T")
STAGE_ROWS = 5_000
BATCH_ROWS = 10_000
PREVIEW_ROWS = 10
SAMPLE_ROWS = 200
State = ImportRun.State


def receive_file(
    actor: Actor, target: Target, stream: BinaryIO, name: str, team_id: UUID | None = None
) -> ImportRun:
    """Read a file into staged rows, for `actor` (and `team_id`, else their own). Raises NotATable; nothing kept then.

    The rows are written by the system actor "import", on behalf of the actor, whom the run names.
    """
    table = open_table(stream)
    run = ImportRun(
        target=target.code,
        by_id=actor.id,
        by_name=actor.name,
        team_id=team_id or (actor.teams[0] if actor.teams else None),
        name_sha256=hashlib.sha256(name.encode("utf-8", "replace")).hexdigest(),
        file_sha256=table.print.sha256,
        size=table.print.size,
        kind=table.kind,
        encoding=table.encoding if table.kind == "csv" else "",
        delimiter=table.delimiter,
        headings=table.headings,
        remarks=table.remarks,
    )
    with acting(system("import"), purpose="tabular.receive"):
        run.save(force_insert=True)
        for rows in _batches(table.rows, STAGE_ROWS):
            _stage(run, rows)
            run.rows_read += len(rows)
        if not run.rows_read:
            raise Refused(_("The file has headings and no row."), "file")
        run.save(update_fields=["rows_read"])
        _remember_last(run)
    return run


def _batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch


def _stage(run: ImportRun, rows: list[Row]) -> None:
    """One statement for thousands of rows: COPY does not write under row security."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into tabular_stagedrow (run_id, number, cells, oddities)"
            " select %s, n, c::jsonb, o::jsonb from unnest(%s::int[], %s::text[], %s::text[]) as t (n, c, o)",
            [
                run.pk,
                [row.number for row in rows],
                [
                    json.dumps(row.cells, ensure_ascii=False).encode("utf-8", "replace").decode()
                    for row in rows
                ],
                [json.dumps(row.oddities) for row in rows],
            ],
        )


def _remember_last(run: ImportRun) -> None:
    """Read the columns as the last time a file with the same headings was, else as they are guessed."""
    for kept in Kept.objects.filter(target=run.target).order_by("-created_at"):
        if set(kept.columns) == set(run.headings):
            _take(run, kept.reading)
            return
    columns = {heading: guess.field for heading, guess in guesses(run).items()}
    _take(run, Reading({heading: columns.get(heading, "") for heading in run.headings}))


def _take(run: ImportRun, reading: Reading) -> None:
    run.columns, run.date_order = dict(reading.columns), reading.date_order
    run.values = {code: dict(values) for code, values in reading.values.items()}
    run.source = reading.source or run.source
    run.save(update_fields=["columns", "date_order", "values", "source"])


def guesses(run: ImportRun) -> dict[str, Guess]:
    """What each column seems to hold, with how sure that is. One query."""
    sample = [row.cells for row in _first_rows(run, SAMPLE_ROWS)]
    return guess_columns(run.headings, sample, targets[run.target].fields)


def _first_rows(run: ImportRun, n: int) -> list[StagedRow]:
    return list(StagedRow.objects.filter(run=run).order_by("number")[:n])


def preview(run: ImportRun, rows: int = PREVIEW_ROWS) -> list[tuple[int, dict[str, str], list[Remark]]]:
    """The first rows as they would be read: number, field -> value, remarks. One query."""
    target, reading = targets[run.target], run.reading
    shown = []
    for row in _first_rows(run, rows):
        values = reading.fields_of(run.headings, row.cells)
        remarks = [Remark(code) for code in row.oddities] + target.check(values, reading)
        shown.append((row.number, values, remarks))
    return shown


@transaction.atomic
def match_columns(
    actor: Actor, run: ImportRun, columns: Mapping[str, str], date_order: str, source: str, name: str = ""
) -> ImportRun:
    """Say what each column holds; with `name`, keep it for the next time. Raises Refused."""
    if run.state != State.CHOSEN:
        raise Refused(_("This file was already started: choose it again to read it otherwise."))
    fields = {each.code: each for each in targets[run.target].fields}
    chosen = {heading: columns.get(heading, "") for heading in run.headings}
    used = [code for code in chosen.values() if code]
    twice = next((code for code in used if used.count(code) > 1), None)
    if twice:
        raise Refused(_("Two columns hold “%(field)s”: choose one of them.") % {"field": fields[twice].label})
    if unknown := set(used) - set(fields):
        raise Refused(_("There is no field called %(field)s.") % {"field": sorted(unknown)[0]})
    if missing := targets[run.target].missing(chosen, source):
        raise Refused(missing)
    _take(
        run, Reading(chosen, date_order if date_order in ("dmy", "mdy", "ymd") else "dmy", run.values, source)
    )
    if name.strip():
        keep_mapping(actor, run, name.strip()[:80])
    return run


def keep_mapping(actor: Actor, run: ImportRun, name: str) -> Kept:
    """Keep how the columns were read under a name; the same name again is a new version of it."""
    kept = Kept.objects.filter(target=run.target, name=name).first() or Kept(
        target=run.target, name=name, by_id=actor.id, version=0
    )
    kept.columns, kept.date_order, kept.values = run.columns, run.date_order, run.values
    kept.source, kept.version = run.source, kept.version + 1
    kept.save()
    return kept


def use_mapping(run: ImportRun, name: str) -> None:
    """Read the columns as they were kept under a name. Raises Refused when there is none."""
    kept = Kept.objects.filter(target=run.target, name=name).first()
    if kept is None:
        raise Refused(_("No columns are kept under the name “%(name)s”.") % {"name": name})
    columns = {heading: kept.columns.get(heading, "") for heading in run.headings}
    _take(run, Reading(columns, kept.date_order, kept.values, kept.source))


@transaction.atomic
def start(actor: Actor, run: ImportRun, *, strict: bool = False, dry_run: bool = False) -> ImportRun:
    """Begin. `strict`: a single rejected row stops everything; `dry_run`: the report, and nothing written."""
    if run.state != State.CHOSEN:
        raise Refused(_("This file was already started."))
    if missing := targets[run.target].missing(run.columns, run.source):
        raise Refused(missing)
    journal.record("export", part=f"import {run.target}"[:200], reason=str(run.pk), actor=actor)
    run.strict, run.dry_run, run.state, run.started_at = strict, dry_run, State.WAITING, timezone.now()
    run.save(update_fields=["strict", "dry_run", "state", "started_at"])
    return run


def carry_out(run_id: UUID) -> ImportRun:
    """Every step, one transaction each, here and now (the shell, the tests)."""
    while True:
        with acting(system("import"), purpose="tabular.step"):
            going = step(run_id)
        if not going:
            with acting(system("import"), purpose="tabular.step"):
                return ImportRun.objects.get(pk=run_id)


def step(run_id: UUID) -> bool:
    """One step of a run, as the system actor "import"; False when nothing remains. Harmless when sent twice."""
    run = ImportRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None or not run.running:
        return False
    target = targets[run.target]
    rows = _take_rows(run)
    if rows:
        _clean(run, target, rows)
        return True
    _finish(run, target)
    return False


def _take_rows(run: ImportRun) -> list[tuple[int, list[str], list[str]]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "with taken as (delete from tabular_stagedrow where id in (select id from tabular_stagedrow"
            " where run_id = %s order by number limit %s) returning number, cells, oddities)"
            " select number, cells, oddities from taken order by number",
            [run.pk, BATCH_ROWS],
        )
        return [(number, json.loads(cells), json.loads(odd)) for number, cells, odd in cursor.fetchall()]


def _clean(run: ImportRun, target: Target, rows: list[tuple[int, list[str], list[str]]]) -> None:
    reading = run.reading
    target.clean(run, reading, [(n, reading.fields_of(run.headings, cells)) for n, cells, _odd in rows])
    report(run, [(n, Remark(code)) for n, _cells, odd in rows for code in odd])
    run.state = State.READING
    run.rows_cleaned += len(rows)
    run.save(update_fields=["state", "rows_cleaned"])


def _finish(run: ImportRun, target: Target) -> None:
    """Match, then write or not: one transaction, and one run of a target at a time."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"tabular: {run.target}"])
    target.match(run)
    if run.strict and run.rejected:
        run.state = State.REFUSED
    elif run.dry_run:
        run.state = State.TRIED
    else:
        target.apply(run)
        run.state = State.DONE
    target.forget(run)
    run.ended_at = timezone.now()
    run.save()


def stop(run_id: UUID, sentence: str) -> None:
    """A run that failed says so, and leaves nothing behind but its report."""
    run = ImportRun.objects.select_for_update().filter(pk=run_id).first()
    if run and run.running:
        StagedRow.objects.filter(run=run).delete()
        targets[run.target].forget(run)
        run.state, run.failure, run.ended_at = State.FAILED, sentence[:300], timezone.now()
        run.save()


@transaction.atomic
def abandon(actor: Actor, run: ImportRun) -> None:
    """Let go of a file that was chosen and not started: its rows are deleted at once."""
    if run.state != State.CHOSEN:
        raise Refused(_("This file was already started."))
    with acting(system("import"), purpose="tabular.abandon"):
        stop_chosen = StagedRow.objects.filter(run=run)
        stop_chosen.delete()
        run.state, run.ended_at = State.UNDONE, timezone.now()
        run.save(update_fields=["state", "ended_at"])


def report(run: ImportRun, remarks: Iterable[tuple[int, Remark]]) -> None:
    """Write what is to be said about rows. One statement for each five thousand."""
    target = targets[run.target]
    column_of = {code: heading for heading, code in run.columns.items() if code}
    for batch in _batches(remarks, STAGE_ROWS):
        columns: list[list[Any]] = [[], [], [], [], [], []]
        for number, remark in batch:
            said = (
                number, target.sayings[remark.code].level, remark.code, column_of.get(remark.field, "")[:100],
                shorten(remark.value), shorten(remark.detail, 200),
            )  # fmt: skip
            for values, value in zip(columns, said, strict=True):
                values.append(value)
        with connection.cursor() as cursor:
            cursor.execute(
                'insert into tabular_rowreport (run_id, at, number, level, code, "column", value, detail)'
                " select %s, now(), * from unnest(%s::int[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])",
                [run.pk, *columns],
            )


def shorten(value: str, most: int = 60) -> str:
    """A value as a report holds it: enough to find it again in the file."""
    plain = " ".join(value.split())
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def count_rows(run: ImportRun, level: str) -> int:
    """How many rows have a remark of a level. One query."""
    return RowReport.objects.filter(run=run, level=level).values("number").distinct().count()


def purge() -> tuple[int, int]:
    """Delete reports after 90 days and files that nobody ran after a week (as the clock). (reports, rows)."""
    from datetime import timedelta

    from .rules import REPORT_DAYS, WAITING_DAYS

    now = timezone.now()
    reports = RowReport.objects.filter(at__lt=now - timedelta(days=REPORT_DAYS)).delete()[0]
    old = StagedRow.objects.filter(run__created_at__lt=now - timedelta(days=WAITING_DAYS))
    return reports, old.delete()[0]
