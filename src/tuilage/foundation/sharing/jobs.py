"""What the clock does every night: draft notes were kept for a while only."""

from __future__ import annotations

from tuilage.core.jobs import task

from .actions import drop_expired_drafts


@task("sharing.drop_expired_drafts", actor="clock", cron="15 3 * * *", lock="sharing.drop_expired_drafts")
def forget_drafts(**_arguments: object) -> None:
    """Draft notes past their date are deleted; run twice, it finds nothing more."""
    drop_expired_drafts()
