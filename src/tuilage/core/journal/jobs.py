"""What the clock does for the journal."""

from __future__ import annotations

from tuilage.core.jobs import task
from tuilage.core.journal import months


@task("journal.months_ahead", actor="clock", cron="17 3 * * *", lock="journal.months_ahead")
def months_ahead() -> None:
    """Make the coming months, and say so in the log when lines stand outside them."""
    months.make_ahead()
