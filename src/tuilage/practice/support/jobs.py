"""What the clock does for supports."""

from __future__ import annotations

from tuilage.core.jobs import task
from tuilage.practice.support import actions
from tuilage.practice.support.actions.handing_over import keep_answered as let_the_post_answer


@task("support.pass_due_handovers", actor="clock", cron="5 * * * *", lock="support.pass_due_handovers")
def pass_due_handovers(timestamp: int = 0) -> None:
    """Each hour: handovers whose date has come are done. `timestamp` is what the scheduler says; unused."""
    actions.pass_due_handovers()


@task("support.keep_answered", actor="clock", cron="20 * * * *", lock="support.keep_answered")
def keep_answered(timestamp: int = 0) -> None:
    """Each hour: where nobody is there any more the post answers, par intérim. `timestamp` is unused."""
    let_the_post_answer()
