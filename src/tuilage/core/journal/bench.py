"""How many lines a second the journal takes, and how fast it verifies. Writes for good: for a scratch database only."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from django.db import connection, transaction

from tuilage.core.database.keys import new_id
from tuilage.core.journal import checkpoints, sealing, verifying

TELL = (
    "select set_config('tuilage.actor', %s, true), set_config('tuilage.system', '', true),"
    " set_config('tuilage.purpose', 'bench', true)"
)
APPEND = (
    "insert into journal_entry (id, at, actor_id, system, service, act, person_id, part, reason)"
    " values (%s, clock_timestamp(), %s, '', 'bench', 'read', %s, 'bench', '')"
)


def _write(number: int, until: float, start: threading.Barrier, done: list[int]) -> None:
    """One agent: a transaction a line, with its context, like a page."""
    settings = connection.settings_dict
    actor = new_id()
    with psycopg.connect(
        host=settings["HOST"] or None, port=settings["PORT"] or None, user=settings["USER"],
        password=settings["PASSWORD"], dbname=settings["NAME"], autocommit=True,
    ) as mine:  # fmt: skip
        start.wait()
        deadline = time.monotonic() + until
        while time.monotonic() < deadline:
            with mine.transaction():
                mine.execute(TELL, [str(actor)])
                mine.execute(APPEND, [new_id(), actor, new_id()])
            done[number] += 1


def bench_writers(writers: int = 50, seconds: float = 5.0) -> dict[str, Any]:
    """`writers` agents append for `seconds` while the journal is being sealed.

    Returns entries, per_second, unsealed (what waited at the end), seconds, writers.
    """
    done, start, stop = [0] * writers, threading.Barrier(writers + 1), threading.Event()
    threads = [threading.Thread(target=_write, args=(n, seconds, start, done)) for n in range(writers)]
    with TemporaryDirectory() as folder:
        sealer = threading.Thread(target=sealing.Sealer(Path(folder) / "journal.log").run, args=(stop,))
        for thread in [*threads, sealer]:
            thread.start()
        start.wait()
        began = time.monotonic()
        for thread in threads:
            thread.join()
        took = time.monotonic() - began
        unsealed = sealing.seal_all().amount
        stop.set()
        sealer.join()
    total = sum(done)
    return {
        "writers": writers,
        "seconds": round(took, 2),
        "entries": total,
        "per_second": round(total / took),
        "unsealed": unsealed,
        "processors": os.cpu_count(),
    }


FILL = """
insert into journal_entry (id, at, actor_id, system, service, act, person_id, part, reason)
select uuidv7(), clock_timestamp(), %(actor)s, '', 'bench', 'read', gen_random_uuid(), 'bench', ''
  from generate_series(1, %(amount)s)
"""
AT_ONCE = 50_000


def fill(entries: int) -> dict[str, Any]:
    """Append so many lines and seal them. Returns entries, seconds (of the sealing)."""
    actor, took = new_id(), 0.0
    for first in range(0, entries, AT_ONCE):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(TELL, [str(actor)])
            cursor.execute(FILL, {"actor": actor, "amount": min(AT_ONCE, entries - first)})
        began = time.monotonic()
        sealing.seal_all()
        took += time.monotonic() - began
    return {"entries": entries, "seconds": round(took, 2)}


def bench_verify() -> dict[str, Any]:
    """Seal what waits, then verify the whole journal. Returns entries, seconds, per_second, whole."""
    done = sealing.seal_all()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "journal.log"
        checkpoints.append(path, done.seq, done.hash)
        began = time.monotonic()
        report = verifying.verify(path)
    took = time.monotonic() - began
    return {
        "entries": report.entries,
        "seconds": round(took, 2),
        "per_second": round(report.entries / took) if took else 0,
        "whole": report.whole,
    }
