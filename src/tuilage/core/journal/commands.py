"""`tuilage journal verify|seal|purge`: the terminal's way to the same functions."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tuilage.core.journal import checkpoints, months, sealing, verifying
from tuilage.core.refusals import Refused

FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def journal() -> None:
    """Verify, seal or purge the access journal."""


@journal.command()
@click.option("--checkpoints", "path", type=FILE, help="the signed checkpoints to compare with")
def verify(path: Path | None) -> None:
    """Say whether an entry was altered, lost, re-ordered or slipped in. Exit code 1 when one was."""
    # What waits is sealed first: the rest, without a seal, was put in by another way.
    _seal(path)
    report = verifying.verify(path)
    for line in verifying.summary(report):
        click.echo(line)
    click.echo(
        ngettext("%(n)d entry verified", "%(n)d entries verified", report.entries) % {"n": report.entries}
        + ", "
        + _("%(purged)d purged, %(checkpoints)d checkpoints.")
        % {"purged": report.purged, "checkpoints": report.checkpoints}
    )
    if not report.whole:
        sys.exit(1)
    click.echo(_("The journal is whole."))


@journal.command()
@click.option("--checkpoints", "path", type=FILE, help="where the signed checkpoint goes")
def seal(path: Path | None) -> None:
    """Seal what waits and sign the end of the chain (the worker does it by itself)."""
    done = _seal(path)
    click.echo(ngettext("%(n)d entry sealed.", "%(n)d entries sealed.", done.amount) % {"n": done.amount})


@journal.command()
@click.option(
    "--before", type=click.DateTime(["%Y-%m"]), help="first month to keep; by default the legal age"
)
@click.option("--checkpoints", "path", type=FILE, help="the signed checkpoints that note the purge")
def purge(before: datetime | None, path: Path | None) -> None:
    """Drop the months past the legal age (JOURNAL_KEEP_MONTHS, CNIL 2021-122), as the database's owner."""
    _seal(path)
    try:
        done = months.purge(date(before.year, before.month, 1) if before else None, path)
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(
        ngettext("%(n)d entry purged", "%(n)d entries purged", done.entries) % {"n": done.entries}
        + (f" ({done.months[0]} – {done.months[-1]})." if done.months else ".")
    )
    _seal(path)


def _seal(path: Path | None) -> sealing.Sealed:
    done = sealing.seal_all()
    if done.amount:
        checkpoints.append(path or checkpoints.default_path(), done.seq, done.hash)
    return done
