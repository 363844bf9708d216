"""What is appended is sealed at once, in order, by one sealer at a time; its end is signed outside."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connection

from tuilage.core.database.context import Actor
from tuilage.core.journal import canonical, checkpoints, sealing
from tuilage.core.journal.models import Entry, Seal

ActAs = Callable[..., AbstractContextManager[Actor]]
Write = Callable[[int], None]


def test_each_entry_is_chained_to_the_one_before(write: Write, act_as: ActAs) -> None:
    write(3)
    done = sealing.seal_all(batch=2)
    seals = list(Seal.objects.order_by("seq"))
    link = canonical.GENESIS
    for number, seal in enumerate(seals, start=1):
        link = hashlib.sha256(link + bytes(seal.digest)).digest()
        assert (seal.seq, bytes(seal.hash)) == (number, link)
    assert (done.amount, done.seq, done.hash) == (3, 3, link)
    with act_as("dpo"):
        assert {seal.entry_id for seal in seals} == set(Entry.objects.values_list("id", flat=True))


def test_nothing_waits_twice(write: Write) -> None:
    write(2)
    assert sealing.seal_all().amount == 2
    assert sealing.seal_all().amount == 0
    write(1)
    assert sealing.seal_all().seq == 3


@pytest.mark.django_db
def test_only_the_sealing_actor_seals(act_as: ActAs) -> None:
    refused = pytest.raises(ProgrammingError, match="only the sealing actor")
    with refused, act_as("administrator"), connection.cursor() as cursor:
        cursor.execute("select journal_seal(10)")


@pytest.mark.django_db
def test_the_database_seals_the_text_that_the_verifier_reads() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_get_functiondef('journal_seal(int)'::regprocedure)")
        assert canonical.digest("e") in cursor.fetchone()[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a", "bc"), ("ab", "c")),
        (("1:a", ""), ("", "1:a")),
        ((None, "x"), ("-", "x")),
        ((None, ""), ("", None)),
    ],
)
def test_no_two_entries_have_the_same_text(one: tuple[Any, Any], other: tuple[Any, Any]) -> None:
    values = (
        "(values (null::uuid, now(), null::uuid, ''::text, 's'::text, 'read'::text, null::uuid, %s::text, %s::text))"
        " e(id, at, actor_id, system, service, act, person_id, part, reason)"
    )
    texts = []
    with connection.cursor() as cursor:
        for pair in (one, other):
            cursor.execute(f"select {canonical.canonical('e')} from {values}", pair)
            texts.append(cursor.fetchone()[0])
    assert None not in texts
    assert texts[0] != texts[1]


def test_two_sealers_make_one_chain(write: Write, committed_db: None, file: Path) -> None:
    from tuilage.core.journal.verifying import verify

    write(40)
    threads = [threading.Thread(target=_seal_and_close) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Seal.objects.count() == 40
    assert verify(file).whole


def _seal_and_close() -> None:
    try:
        sealing.seal_all(batch=3)
    finally:
        connection.close()


def test_the_sealer_seals_within_a_second_and_signs_when_it_stops(write: Write, file: Path) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=sealing.Sealer(file, every_seconds=0.05).run, args=(stop,))
    thread.start()
    try:
        write(5)
        deadline = time.monotonic() + 1.0
        while Seal.objects.count() < 5:
            assert time.monotonic() < deadline, "not sealed within a second"
    finally:
        stop.set()
        thread.join()
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert lines[-1]["seq"] == 5
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_checkpoint_comes_with_time_or_with_many_seals(
    write: Write, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealer = sealing.Sealer(file)
    write(1)
    sealer.step()
    assert not file.exists()
    monkeypatch.setattr(sealing, "CHECKPOINT_SEALS", 2)
    write(1)
    sealer.step()
    assert len(file.read_text().splitlines()) == 1
    monkeypatch.setattr(sealing, "CHECKPOINT_SECONDS", 0)
    sealer.step()
    assert len(file.read_text().splitlines()) == 1, "nothing new, nothing signed"
    write(1)
    sealer.step()
    assert len(file.read_text().splitlines()) == 2


def test_the_sealer_waits_for_a_database_that_is_away(
    write: Write, owner: psycopg.Connection[Any], file: Path
) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=sealing.Sealer(file, every_seconds=0.02).run, args=(stop,))
    write(1)
    thread.start()
    try:
        _until(lambda: Seal.objects.count() == 1)
        owner.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and usename = 'tuilage_app'"
        )
        connection.close()
        write(1)
        _until(lambda: Seal.objects.count() == 2)
    finally:
        stop.set()
        thread.join()


def _until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline


def test_a_line_cut_by_a_crash_is_passed_over_and_written_over(file: Path) -> None:
    checkpoints.append(file, 1, b"a")
    whole = file.read_bytes()
    file.write_bytes(whole + b'{"seq": 2, "ha')
    assert [line.seq for line in checkpoints.read(file) if isinstance(line, checkpoints.Checkpoint)] == [1]
    checkpoints.append(file, 3, b"b")
    assert [getattr(line, "seq", None) for line in checkpoints.read(file)] == [1, 3]


def test_what_a_killed_worker_sealed_and_did_not_sign_is_signed_by_the_next(write: Write, file: Path) -> None:
    write(1)
    sealing.Sealer(file).step()  # sealed; killed before its checkpoint
    assert not file.exists()
    sealing.Sealer(file).step(last=True)
    assert [json.loads(line)["seq"] for line in file.read_text().splitlines()] == [1]
    sealing.Sealer(file).step(last=True)
    assert len(file.read_text().splitlines()) == 1, "already signed"
