"""Whatever is done to the journal behind the application's back, verifying finds it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner

from tuilage.core.journal import checkpoints, commands, sealing
from tuilage.core.journal.verifying import Report, verify

Write = Callable[[int], None]
Owner = psycopg.Connection[Any]


@pytest.fixture
def sealed(write: Write, file: Path) -> Path:
    """Nine entries, sealed, and a checkpoint at the third, the sixth and the ninth."""
    for _ in range(3):
        write(3)
        done = sealing.seal_all()
        checkpoints.append(file, done.seq, done.hash)
    return file


def kinds(report: Report) -> list[tuple[str, int | None]]:
    return [(problem.kind, problem.seq) for problem in report.problems]


def test_a_whole_journal_is_whole(sealed: Path) -> None:
    report = verify(sealed)
    assert report.whole
    assert (report.entries, report.checkpoints, report.last_seq) == (9, 3, 9)


@pytest.mark.parametrize(
    "change",
    [
        "part = 'part x'",
        "reason = 'made up'",
        "actor_id = person_id",
        "person_id = null",
        "act = 'search'",
        "system = 'x'",
    ],
)
def test_an_altered_entry_is_found(sealed: Path, owner: Owner, change: str) -> None:
    owner.execute(
        f"update journal_entry set {change} where id = (select entry_id from journal_seal where seq = 4)"
    )
    assert kinds(verify(sealed)) == [("altered", 4)]


def test_an_entry_moved_in_time_is_found(sealed: Path, owner: Owner) -> None:
    owner.execute(
        "update journal_entry set at = at - interval '1 second' where id ="
        " (select entry_id from journal_seal where seq = 4)"
    )
    report = verify(sealed)
    assert ("missing", 4) in kinds(report)


def test_a_missing_entry_is_found(sealed: Path, owner: Owner) -> None:
    owner.execute("delete from journal_entry where id = (select entry_id from journal_seal where seq = 5)")
    assert kinds(verify(sealed)) == [("missing", 5)]


def test_an_entry_taken_out_with_its_seal_is_found(sealed: Path, owner: Owner) -> None:
    owner.execute("delete from journal_entry where id = (select entry_id from journal_seal where seq = 5)")
    owner.execute("delete from journal_seal where seq = 5")
    assert {("gap", 6), ("broken", 6)} <= set(kinds(verify(sealed)))


def test_an_entry_taken_out_as_if_it_were_purged_is_found(sealed: Path, owner: Owner) -> None:
    owner.execute("delete from journal_entry where id = (select entry_id from journal_seal where seq = 5)")
    owner.execute("update journal_seal set entry_id = null where seq = 5")
    assert kinds(verify(sealed)) == [("purge", None)]


def test_re_ordered_entries_are_found(sealed: Path, owner: Owner) -> None:
    owner.execute("update journal_seal set seq = -seq where seq in (4, 5)")
    owner.execute("update journal_seal set seq = case seq when -4 then 5 else 4 end where seq < 0")
    found = kinds(verify(sealed))
    assert {("reordered", 4), ("reordered", 5)} <= set(found)


def test_an_inserted_entry_is_found(sealed: Path, owner: Owner) -> None:
    owner.execute("alter table journal_entry disable trigger journal_pending")
    owner.execute(
        "insert into journal_entry select gen_random_uuid(), at - interval '2 minutes', actor_id, system, service, act,"
        " person_id, part, reason from journal_entry limit 1"
    )
    assert kinds(verify(sealed)) == [("inserted", None)]


def test_a_lost_tail_is_found_against_the_checkpoint(sealed: Path, owner: Owner) -> None:
    owner.execute("delete from journal_entry where id in (select entry_id from journal_seal where seq > 7)")
    owner.execute("delete from journal_seal where seq > 7")
    assert kinds(verify(sealed)) == [("tail", 9)]


def test_an_emptied_journal_is_found(sealed: Path, owner: Owner) -> None:
    owner.execute("truncate journal_entry, journal_seal")
    assert kinds(verify(sealed)) == [("tail", 9)]


def test_a_recomputed_chain_is_found_against_the_checkpoint(sealed: Path, owner: Owner) -> None:
    owner.execute(
        "update journal_entry set reason = 'made up' where id = (select entry_id from journal_seal where seq = 2)"
    )
    owner.execute("insert into journal_pending select entry_id, at from journal_seal order by seq")
    owner.execute("truncate journal_seal")
    sealing.seal_all()
    assert ("recomputed", 3) in kinds(verify(sealed))


@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_forged_checkpoint_is_found(sealed: Path, line: int) -> None:
    lines = sealed.read_text().splitlines()
    content = json.loads(lines[line])
    lines[line] = json.dumps({**content, "hash": "0" * 64})
    sealed.write_text("\n".join(lines) + "\n")
    assert kinds(verify(sealed)) == [("forged", line + 1)]


def test_a_checkpoint_taken_out_is_found(sealed: Path) -> None:
    lines = sealed.read_text().splitlines()
    sealed.write_text("\n".join([lines[0], lines[2]]) + "\n")
    assert kinds(verify(sealed)) == [("forged", 2)]


def test_another_key_signs_nothing(sealed: Path) -> None:
    sealed.write_text("")
    checkpoints.append(sealed, 9, b"x", key=b"not ours")
    assert kinds(verify(sealed)) == [("forged", 1)]


def test_checkpoints_that_stopped_are_found(
    sealed: Path, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from tuilage.core.journal import verifying

    monkeypatch.setattr(verifying, "SIGNED_WITHIN", timedelta(0))
    assert verify(sealed).whole
    sealed.unlink()
    assert kinds(verify(sealed)) == [("unsigned", None)]


def test_what_is_appended_while_verifying_is_no_problem(
    sealed: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = checkpoints.size_now(sealed)
    monkeypatch.setattr(checkpoints, "size_now", lambda path: size)
    checkpoints.append(sealed, 12, b"later")
    assert verify(sealed).whole


def test_many_problems_are_counted_and_some_are_shown(
    sealed: Path, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tuilage.core.journal import verifying

    monkeypatch.setattr(verifying, "SHOWN", 4)
    owner.execute("update journal_entry set reason = 'x'")
    report = verify(sealed)
    assert (report.amount, len(report.problems)) == (9, 4)
    assert verifying.summary(report)[-1] == "… et 5 de plus."


def test_the_command_says_whole_or_what_is_wrong(sealed: Path, owner: Owner, write: Write) -> None:
    write(1)
    done = CliRunner().invoke(commands.journal, ["verify"])
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "Le journal est intact.")
    assert "10 lignes vérifiées" in done.output
    owner.execute(
        "update journal_entry set reason = 'x' where id = (select entry_id from journal_seal where seq = 4)"
    )
    done = CliRunner().invoke(commands.journal, ["verify"])
    assert done.exit_code == 1
    assert "La ligne scellée sous le numéro 4 a été modifiée." in done.output
