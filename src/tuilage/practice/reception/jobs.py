"""What happens by itself at reception: urgencies climb, what was laid down long ago goes."""

from __future__ import annotations

from tuilage.core.jobs import task

from . import escalating, holding


@task("reception.forget_laid_down", actor="clock", cron="47 3 * * *", lock="reception.forget_laid_down")
def forget_laid_down(timestamp: int = 0) -> None:
    """Each night: forms laid down more than thirty days ago are deleted. `timestamp` is the scheduler's; unused."""
    holding.forget_laid_down()


@task("reception.escalate", actor="escalation", cron="* * * * *", lock="reception.escalate")
def escalate(timestamp: int = 0) -> None:
    """Each minute: urgencies that nobody took climb by one step. `timestamp` is the scheduler's; unused."""
    escalating.escalate()
