"""Sealing: what was appended is chained within a second, and the chain's end is signed outside the database."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from tuilage.core.database.context import acting, system
from tuilage.core.journal import checkpoints

BATCH = 20_000
EVERY_SECONDS = 0.4
CHECKPOINT_SECONDS = 10.0
CHECKPOINT_SEALS = 5_000
LONGEST_WAIT_SECONDS = 5.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sealed:
    """How many entries one call sealed, and the last link of the chain."""

    amount: int
    seq: int
    hash: bytes


def seal(batch: int = BATCH) -> Sealed:
    """Seal up to `batch` entries that wait, oldest first, in one transaction."""
    with acting(system("sealing")), connection.cursor() as cursor:
        cursor.execute("select sealed, seq, hash from journal_seal(%s)", [batch])
        amount, seq, chain_hash = cursor.fetchone()
    return Sealed(amount, seq, bytes(chain_hash))


def seal_all(batch: int = BATCH) -> Sealed:
    """Seal whatever waits, batch after batch."""
    total, done = 0, seal(batch)
    while done.amount:
        total += done.amount
        if done.amount < batch:
            break
        done = seal(batch)
    return Sealed(total, done.seq, done.hash)


class Sealer:
    """Seals twice a second and more, and writes a checkpoint every 10 s (or 5,000 seals) while there is news.

    Runs in a thread of the worker until `stop` is set; a database that goes away is waited for.
    """

    def __init__(self, path: Path | None = None, every_seconds: float = EVERY_SECONDS) -> None:
        self.path = path or checkpoints.default_path()
        self.every_seconds = every_seconds
        self.last: Sealed | None = None
        self.since_checkpoint = 0
        self.checkpoint_at = time.monotonic()

    def run(self, stop: threading.Event) -> None:
        """Seal until told to stop; then once more, and sign the end."""
        wait = self.every_seconds
        while not stop.wait(wait):
            try:
                self.step()
                wait = self.every_seconds
            except (OperationalError, InterfaceError):
                close_old_connections()
                connection.close()
                wait = min(wait * 2, LONGEST_WAIT_SECONDS)
                log.warning("The journal waits to be sealed: the database does not answer.")
            except OSError:
                log.exception("A checkpoint of the journal could not be written; sealing goes on.")
        try:
            self.step(last=True)
        except (OperationalError, InterfaceError):
            log.warning("The last entries of the journal will be sealed at the next start.")
        finally:
            connection.close()

    def step(self, *, last: bool = False) -> None:
        """One turn: seal what waits; sign if it is time, or the end."""
        done = seal_all()
        if self.last is None and done.seq > checkpoints.last_seq(self.path):
            # A worker that was killed sealed these and did not live to sign them.
            self.last, self.since_checkpoint = done, 1
        if done.amount:
            self.last = done
            self.since_checkpoint += done.amount
        due = time.monotonic() - self.checkpoint_at >= CHECKPOINT_SECONDS
        if self.last and self.since_checkpoint and (last or due or self.since_checkpoint >= CHECKPOINT_SEALS):
            checkpoints.append(self.path, self.last.seq, self.last.hash)
            self.since_checkpoint, self.checkpoint_at = 0, time.monotonic()
