"""On the second of each month, the month that ended is published."""

from __future__ import annotations

from tuilage.core.jobs import task

from .actions import publish_months


@task("observatory.publish", actor="clock", cron="20 3 2 * *", lock="observatory.publish")
def publish_what_is_over() -> None:
    """Publish the last months that are not yet (several after a breakdown)."""
    publish_months()
