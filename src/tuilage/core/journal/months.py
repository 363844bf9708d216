"""The journal's months: made ahead, and purged whole when the legal age is past.

CNIL 2021-122: an access journal is kept from six months to one year, up to three years where an internal control
that needs it is documented. `settings.JOURNAL_KEEP_MONTHS` (12) says how many whole months.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from psycopg import sql

from tuilage.core.database import roles
from tuilage.core.database.clock import today
from tuilage.core.database.keys import new_id
from tuilage.core.journal import checkpoints
from tuilage.core.refusals import Refused

AHEAD = 14
FEWEST_AHEAD = 2
KEPT_AT_LEAST, KEPT_AT_MOST = 6, 36
LOCK_WAIT = "5s"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Room:
    """How many lines stand outside every month, and how many months are ready after this one."""

    unplaced: int
    months_ahead: int

    @property
    def alarming(self) -> bool:
        """Whether somebody must look: the purge by month cannot reach what stands outside."""
        return self.unplaced > 0 or self.months_ahead < FEWEST_AHEAD


def make_ahead() -> Room:
    """Make the coming months; run daily. An alarm goes to the log, and to the data protection officer's page."""
    with connection.cursor() as cursor:
        cursor.execute("select journal_make_months(%s, %s)", [today(), AHEAD])
    found = room_ahead()
    if found.alarming:
        log.error(
            "The journal has %d lines outside its months, %d months ahead.",
            found.unplaced,
            found.months_ahead,
        )
    return found


def room_ahead() -> Room:
    """How the months stand now. One query."""
    with connection.cursor() as cursor:
        cursor.execute("select unplaced, months_ahead from journal_room_ahead()")
        return Room(*cursor.fetchone())


def keep_months() -> int:
    """settings.JOURNAL_KEEP_MONTHS, within what CNIL 2021-122 allows. Raises Refused otherwise."""
    months = int(getattr(settings, "JOURNAL_KEEP_MONTHS", 12))
    if not KEPT_AT_LEAST <= months <= KEPT_AT_MOST:
        raise Refused(
            _(
                "The journal is kept from %(least)d to %(most)d months (CNIL 2021-122): change JOURNAL_KEEP_MONTHS."
            )
            % {"least": KEPT_AT_LEAST, "most": KEPT_AT_MOST}
        )
    return months


def first_kept(day: date, months: int) -> date:
    """The first day of the oldest month that is kept on `day`: `months` whole months before this one."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


@dataclass(frozen=True)
class Purged:
    """The months that left, and how many entries with them."""

    months: tuple[str, ...]
    entries: int


def purge(before: date | None = None, path: Path | None = None) -> Purged:
    """Drop the months before `before` (default: the legal age), as the owner. Seals stay, without their keys.

    The purge is itself a line of the journal and a signed line of the checkpoints. Raises Refused for a month
    younger than the legal age; psycopg.errors.LockNotAvailable when the journal is too busy: try again.
    """
    oldest_kept = first_kept(today(), keep_months())
    before = before or oldest_kept
    if before > oldest_kept:
        raise Refused(
            _("These months are not old enough: the journal is kept since %(month)s.")
            % {"month": f"{oldest_kept:%Y-%m}"}
        )
    with _owner() as owner:
        owner.execute(sql.SQL("set lock_timeout = {}").format(sql.Literal(LOCK_WAIT)))
        parts = [name for name in _months_of(owner) if name[-6:] < f"{before:%Y%m}"]
        if not parts:
            return Purged((), 0)
        owner.execute("select pg_advisory_xact_lock(hashtextextended('tuilage journal', 0))")
        amount = _drop(owner, parts, before)
        months = tuple(f"{name[-6:-2]}-{name[-2:]}" for name in parts)
        _write_down(owner, months, amount)
        seq, chain_hash = _end_of_chain(owner)
    checkpoints.append(
        path or checkpoints.default_path(), seq, chain_hash, before=f"{before:%Y-%m}", purged=amount
    )
    return Purged(months, amount)


@contextmanager
def _owner() -> Iterator[psycopg.Connection[Any]]:
    """The owner's connection to the database in use, in one transaction."""
    there = roles.database_settings("owner", connection.settings_dict["NAME"])
    with psycopg.connect(
        host=there["HOST"] or None, port=there["PORT"] or None, user=there["USER"], password=there["PASSWORD"],
        dbname=connection.settings_dict["NAME"], options="-c timezone=UTC", **there.get("OPTIONS", {}),
    ) as owner:  # fmt: skip
        yield owner


def _months_of(owner: psycopg.Connection[Any]) -> list[str]:
    rows = owner.execute(
        "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid"
        " where i.inhparent = 'journal_entry'::regclass and c.relname ~ '^journal_entry_[0-9]{6}$' order by 1"
    )
    return [name for (name,) in rows]


def _drop(owner: psycopg.Connection[Any], parts: list[str], before: date) -> int:
    """Take the partitions away and the keys off their seals; returns how many seals that was."""
    unsealed = owner.execute("select count(*) from journal_pending where at < %s", [before]).fetchone()
    if unsealed and unsealed[0]:
        raise Refused(_("Entries of these months wait to be sealed: seal the journal first."))
    owner.execute("delete from journal_entry_default where at < %s", [before])
    for name in parts:
        owner.execute(sql.SQL("drop table {}").format(sql.Identifier(name)))
    return owner.execute(
        "update journal_seal set entry_id = null where at < %s and entry_id is not null", [before]
    ).rowcount


def _write_down(owner: psycopg.Connection[Any], months: tuple[str, ...], amount: int) -> None:
    """The owner has no policy on the journal (FORCE): it lifts it for this one line, in this transaction."""
    owner.execute("alter table journal_entry no force row level security")
    owner.execute(
        "insert into journal_entry (id, at, actor_id, system, service, act, person_id, part, reason)"
        " values (%s, clock_timestamp(), null, 'owner', '', 'purge', null, %s, %s)",
        [new_id(), f"{months[0]} – {months[-1]}", str(amount)],
    )
    owner.execute("alter table journal_entry force row level security")


def _end_of_chain(owner: psycopg.Connection[Any]) -> tuple[int, bytes]:
    row = owner.execute("select seq, hash from journal_seal order by seq desc limit 1").fetchone()
    return (row[0], bytes(row[1])) if row else (0, bytes(32))
