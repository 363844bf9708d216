"""Verifying: is the journal whole? Reads every entry and every seal once, and the signed checkpoints beside them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Literal
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from tuilage.core.database.context import acting, system
from tuilage.core.journal import checkpoints
from tuilage.core.journal.canonical import GENESIS, digest
from tuilage.core.journal.checkpoints import Checkpoint, Flaw

Kind = Literal[
    "altered",
    "missing",
    "reordered",
    "broken",
    "gap",
    "inserted",
    "tail",
    "recomputed",
    "forged",
    "unsigned",
    "purge",
]
FETCH = 20_000
SHOWN = 100
UNSEALED_SECONDS = 60
SIGNED_WITHIN = timedelta(minutes=10)

# The digest is computed from the entry as it stands, by PostgreSQL's own sha256; the chain is computed here.
CHAIN = f"""
select s.seq, s.entry_id, s.at, s.digest, s.hash, case when e.id is not null then {digest("e")} end
  from journal_seal s left join journal_entry e on e.id = s.entry_id and e.at = s.at
 order by s.seq
"""  # noqa: S608 (the two parts are constants of ours)
UNSEALED = """
select e.id, e.at from journal_entry e
 where e.at < now() - make_interval(secs => %s) and not exists (select 1 from journal_seal s where s.entry_id = e.id and s.at = e.at)
 limit %s
"""


def _sentence(kind: Kind) -> str:
    """What a problem is, in words. A function: the command line reads this module before Django is set up."""
    sentences: dict[Kind, str] = {
        "altered": _("The entry sealed as number %(seq)s was altered."),
        "missing": _("The entry sealed as number %(seq)s is missing."),
        "reordered": _("The seal number %(seq)s is not in its place: entries were re-ordered."),
        "broken": _("The chain breaks at number %(seq)s: a seal was altered, removed or added."),
        "gap": _("Seals are missing before number %(seq)s."),
        "inserted": _("An entry was never sealed: it was inserted beside the journal."),
        "tail": _(
            "The journal ends before number %(seq)s, which a signed checkpoint has seen: its tail is lost."
        ),
        "recomputed": _(
            "The seal number %(seq)s is not the one a signed checkpoint has seen: the chain was recomputed."
        ),
        "forged": _("Line %(seq)s of the checkpoints is forged, or a line before it was taken out."),
        "unsigned": _(
            "No recent checkpoint covers the end of the journal: the file of checkpoints is missing or cut."
        ),
        "purge": _("The purged entries are not as many as the signed purges say."),
    }
    return sentences[kind]


@dataclass(frozen=True)
class Problem:
    """One thing that is not as it was written. `seq` is its number in the chain, or its line in the file."""

    kind: Kind
    seq: int | None = None
    entry_id: UUID | None = None

    def __str__(self) -> str:
        return _sentence(self.kind) % {"seq": self.seq}


@dataclass
class Report:
    """What was read and what was found; at most 100 problems are kept, all are counted."""

    entries: int = 0
    purged: int = 0
    checkpoints: int = 0
    last_seq: int = 0
    amount: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Nothing altered, missing, out of place, inserted or lost."""
        return not self.amount

    def add(self, kind: Kind, seq: int | None = None, entry_id: UUID | None = None) -> None:
        """Note a problem."""
        self.amount += 1
        if len(self.problems) < SHOWN:
            self.problems.append(Problem(kind, seq, entry_id))


@dataclass
class _Break:
    """A seal that does not follow the one before it, kept to tell a re-ordering from the rest."""

    seq: int
    digest: bytes
    hash: bytes
    before: bytes


def verify(path: Path | None = None) -> Report:
    """Verify the whole chain against the entries and the checkpoints of `path`. One pass, constant memory.

    Runs as the sealing actor, which may read the journal and nothing else.
    """
    path = path or checkpoints.default_path()
    # Read before the database: a checkpoint written meanwhile would look like a lost tail.
    size = checkpoints.size_now(path)
    with acting(system("sealing"), purpose="verify"):
        walk = _Walk(Report(), checkpoints.read(path, size))
        with connection.cursor() as cursor:
            # A table filled since its last statistics would be joined row by row: 50 s a million, not 15.
            cursor.execute("set local enable_nestloop = off")
        with connection.chunked_cursor() as cursor:
            cursor.execute(CHAIN)
            while rows := cursor.fetchmany(FETCH):
                for row in rows:
                    walk.step(*row)
        walk.end()
        with connection.cursor() as cursor:
            cursor.execute(UNSEALED, [UNSEALED_SECONDS, SHOWN])
            for entry_id, _at in cursor.fetchall():
                walk.report.add("inserted", None, entry_id)
    return walk.report


class _Walk:
    """The walk along the chain, checkpoints beside it."""

    def __init__(self, report: Report, signed: Iterator[Checkpoint | Flaw]) -> None:
        self.report = report
        self.signed = signed
        self.hash = GENESIS
        self.seq = 0
        self.last_at: datetime | None = None
        self.breaks: list[_Break] = []
        self.blank: dict[str, int] = {}
        self.purges: dict[str, int] = {}
        self.next: Checkpoint | None = None
        self.last_signed: Checkpoint | None = None
        self.advance()

    def advance(self) -> None:
        """Go to the next checkpoint that can be trusted, and note the purges on the way."""
        self.next = None
        for line in self.signed:
            if isinstance(line, Flaw):
                self.report.add("forged", line.line)
                continue
            self.report.checkpoints += 1
            if line.before:
                self.purges[line.before] = self.purges.get(line.before, 0) + line.purged
            if self.last_signed and line.seq < self.last_signed.seq:
                self.report.add("tail", self.last_signed.seq)  # the journal once went back (an old backup?)
                self.last_signed = line
                continue
            self.last_signed = self.next = line
            return

    def step(
        self, seq: int, entry_id: UUID | None, at: datetime, sealed: bytes, chain: bytes, found: bytes | None
    ) -> None:
        """One seal, with the digest of its entry as it stands now."""
        sealed, chain = bytes(sealed), bytes(chain)
        if entry_id is None:
            self.blank[f"{at:%Y-%m}"] = self.blank.get(f"{at:%Y-%m}", 0) + 1
            self.report.purged += 1
        elif found is None:
            self.report.add("missing", seq, entry_id)
        else:
            self.report.entries += 1
            if bytes(found) != sealed:
                self.report.add("altered", seq, entry_id)
        if seq != self.seq + 1:
            self.report.add("gap", seq)
        if hashlib.sha256(self.hash + sealed).digest() != chain:
            if len(self.breaks) < SHOWN:
                self.breaks.append(_Break(seq, sealed, chain, self.hash))
            else:
                self.report.add("broken", seq)
        self.seq, self.hash, self.last_at = seq, chain, at
        while self.next and self.next.seq <= seq:
            if self.next.seq == seq and self.next.hash != chain.hex():
                self.report.add("recomputed", seq)
            self.advance()

    def end(self) -> None:
        """What only the whole tells: re-ordering, the lost tail, the purges, the age of the last checkpoint."""
        links = {link for broken in self.breaks for link in (broken.before, broken.hash)} | {GENESIS}
        for broken in self.breaks:
            elsewhere = any(hashlib.sha256(link + broken.digest).digest() == broken.hash for link in links)
            self.report.add("reordered" if elsewhere else "broken", broken.seq)
        lost = self.next.seq if self.next else 0
        while self.next:
            lost = max(lost, self.next.seq)
            self.advance()
        if lost > self.seq:
            self.report.add("tail", lost)
        self._purges()
        self._signed_lately()
        self.report.last_seq = self.seq

    def _purges(self) -> None:
        """Seals without a key are those of the months that signed purges name, neither more nor fewer."""
        latest = max(self.purges, default="")
        outside = sum(amount for month, amount in self.blank.items() if month >= latest)
        if outside or sum(self.blank.values()) != sum(self.purges.values()):
            self.report.add("purge")

    def _signed_lately(self) -> None:
        if self.last_at is None or self.last_at > timezone.now() - SIGNED_WITHIN:
            return
        if self.last_signed is None or self.last_signed.at < self.last_at:
            self.report.add("unsigned")


def summary(report: Report) -> list[str]:
    """The report in lines, for a terminal: never a name, never a reason."""
    lines = [str(problem) for problem in islice(report.problems, SHOWN)]
    if report.amount > len(lines):
        lines.append(_("… and %(amount)s more.") % {"amount": report.amount - len(lines)})
    return lines
