"""What the clock does every night: papers past the time they are kept are deleted."""

from __future__ import annotations

from tuilage.core.jobs import task

from .actions import drop_over


@task("papers.drop_over", actor="clock", cron="25 3 * * *", lock="papers.drop_over")
def forget_papers(**_arguments: object) -> None:
    """Papers past their time and drafts past their date are deleted; run twice, it finds nothing more."""
    drop_over()
