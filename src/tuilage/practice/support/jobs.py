"""What the clock does for supports."""

from __future__ import annotations

from tuilage.core.jobs import task
from tuilage.practice.support import actions


@task("support.pass_due_handovers", actor="clock", cron="5 * * * *", lock="support.pass_due_handovers")
def pass_due_handovers(timestamp: int = 0) -> None:
    """Each hour: handovers whose date has come are done. `timestamp` is what the scheduler says; unused."""
    actions.pass_due_handovers()
