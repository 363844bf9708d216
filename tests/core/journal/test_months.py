"""Months are made ahead and purged whole; the chain still verifies without them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner
from django.db import ProgrammingError, connection

from tuilage.core.database.clock import today
from tuilage.core.database.context import acting, system
from tuilage.core.journal import checkpoints, commands, months, sealing
from tuilage.core.journal.models import Entry, Seal
from tuilage.core.journal.verifying import verify
from tuilage.core.refusals import Refused

Write = Callable[[int], None]
Owner = psycopg.Connection[Any]


@pytest.mark.parametrize(
    ("day", "keep", "first"),
    [
        (date(2026, 11, 22), 12, date(2025, 11, 1)),
        (date(2026, 1, 1), 6, date(2025, 7, 1)),
        (date(2026, 12, 31), 36, date(2023, 12, 1)),
        (date(2028, 2, 29), 12, date(2027, 2, 1)),
    ],
)
def test_the_first_month_kept(day: date, keep: int, first: date) -> None:
    assert months.first_kept(day, keep) == first


@pytest.mark.parametrize("keep", [5, 37, 0, -1])
def test_the_legal_age_is_held(settings: Any, keep: int) -> None:
    settings.JOURNAL_KEEP_MONTHS = keep
    with pytest.raises(Refused, match="CNIL 2021-122"):
        months.keep_months()


def old_lines(owner: Owner, amount: int, age: str) -> None:
    """Lines as they would have been written `age` ago."""
    owner.execute("select journal_make_months((now() - interval '16 months')::date, 36)")
    owner.execute(
        "insert into journal_entry select gen_random_uuid(), now() - %s::interval + n * interval '1 minute', null, 'import',"
        " '', 'read', gen_random_uuid(), 'old', '' from generate_series(1, %s) n",
        [age, amount],
    )


def sign(file: Path) -> None:
    done = sealing.seal_all()
    checkpoints.append(file, done.seq, done.hash)


def test_past_months_leave_and_the_chain_still_verifies(write: Write, owner: Owner, file: Path) -> None:
    old_lines(owner, 3, "15 months")
    old_lines(owner, 1, "20 months")  # outside every month: it leaves with the rest
    old_lines(owner, 3, "14 months")
    old_lines(owner, 2, "9 months")
    sign(file)
    write(2)
    sign(file)
    done = months.purge()
    assert (done.entries, len(done.months)) == (7, 4)
    sealing.seal_all()
    with acting(system("sealing")):
        assert Entry.objects.filter(act="read").count() == 4
        line = Entry.objects.get(act="purge")
    assert (line.system, line.reason) == ("owner", "7")
    assert Seal.objects.filter(entry_id=None).count() == 7
    report = verify(file)
    assert (report.whole, report.purged, report.entries) == (True, 7, 5), report.problems


def test_a_purge_nobody_signed_is_found(owner: Owner, file: Path) -> None:
    old_lines(owner, 3, "14 months")
    sign(file)
    months.purge(path=file.with_name("elsewhere.log"))
    assert [problem.kind for problem in verify(file).problems] == ["purge"]


def test_young_months_stay(owner: Owner, file: Path, settings: Any) -> None:
    old_lines(owner, 3, "14 months")
    sign(file)
    settings.JOURNAL_KEEP_MONTHS = 24
    assert months.purge().months == ()
    with pytest.raises(Refused, match="2"):
        months.purge(before=date(2100, 1, 1))
    settings.JOURNAL_KEEP_MONTHS = 12
    assert months.purge(before=date(2001, 1, 1)).months == ()


def test_what_waits_to_be_sealed_is_not_purged(owner: Owner, file: Path) -> None:
    old_lines(owner, 3, "14 months")
    with pytest.raises(Refused):
        months.purge()


def test_the_command_seals_then_purges(owner: Owner, file: Path) -> None:
    old_lines(owner, 3, "14 months")
    done = CliRunner().invoke(commands.journal, ["purge"])
    assert done.exit_code == 0, done.output
    assert done.output.startswith("3 lignes purgées")
    assert verify(file).whole
    assert CliRunner().invoke(commands.journal, ["purge", "--before", "2100-01"]).exit_code == 1


def test_a_line_outside_every_month_alarms_then_finds_its_place(
    owner: Owner, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    old_lines(owner, 0, "1 second")
    owner.execute(f"drop table journal_entry_{today():%Y%m}")
    owner.execute(
        "insert into journal_entry values"
        " (gen_random_uuid(), now(), null, 'import', '', 'read', null, 'placed later', '')"
    )
    sign(file)
    with acting(system("clock")):
        assert months.room_ahead().alarming
        assert months.make_ahead().unplaced == 0
    assert verify(file).whole


def test_months_are_made_once(owner: Owner) -> None:
    with acting(system("clock")):
        before = months.make_ahead()
        assert months.make_ahead() == before
    assert before.months_ahead >= 13
    assert not before.alarming


@pytest.mark.django_db
@pytest.mark.parametrize(
    "arguments", [("2026-01-01", 61), ("2026-01-01", 0), ("1900-01-01", 12), ("2200-01-01", 1)]
)
def test_months_cannot_be_made_without_end(arguments: tuple[str, int]) -> None:
    with pytest.raises(Exception, match="from 1 to 60 months"), connection.cursor() as cursor:
        cursor.execute("select journal_make_months(%s, %s)", arguments)


@pytest.mark.django_db
def test_the_application_cannot_purge() -> None:
    with pytest.raises(ProgrammingError), connection.cursor() as cursor:
        cursor.execute(f"drop table journal_entry_{today():%Y%m}")
