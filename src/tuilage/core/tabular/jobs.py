"""The steps of a run, one job after the other; and what the clock forgets."""

from __future__ import annotations

from uuid import UUID

from tuilage.core.jobs import defer, task

from . import actions


@task("tabular.step", actor="import")
def run_step(run_id: str) -> None:
    """One step, and the next one asked for in the same transaction: what a killed worker leaves goes on from there."""
    if actions.step(UUID(run_id)):
        defer(run_step, run_id=run_id)


@task("tabular.purge", actor="clock", cron="37 3 * * *", lock="tabular.purge")
def purge() -> None:
    """Delete the reports of rows 90 days after, and the rows of files that nobody ran after a week."""
    actions.purge()
