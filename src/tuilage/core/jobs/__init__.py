"""Jobs in PostgreSQL (procrastinate): deferred in the asker's transaction, run at least once, so idempotent.

`task(actor="clock")` declares one: its arguments are ids only, it runs inside the named system actor's context.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

from tuilage.core.database.context import acting, system

# Up to five times, 5 s, 25 s, 2 min, 10 min, 50 min apart.
ATTEMPTS = 5
LONGEST_KEY = 40
RETRY = RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=5)


def task(
    name: str, *, actor: str, cron: str | None = None, lock: str | None = None
) -> Callable[[Callable[..., None]], Task[..., None, Any]]:
    """Register `function(**ids)` as the job `name`, run as the system actor `actor`, at `cron` times if given.

    The function runs in one transaction; what it raises undoes it, and the job is tried again (ATTEMPTS). With
    `lock`, one of them waits at most, and no two run at once. It may run twice: write it so that this changes
    nothing. Defer it by `defer(job, id)`. Raises ValueError for a system actor that does not exist.
    """
    who = system(actor)

    def register(function: Callable[..., None]) -> Task[..., None, Any]:
        @wraps(function)
        def run(**arguments: Any) -> None:
            if cron:
                arguments.pop("timestamp", None)
            called_inside = connection.in_atomic_block
            try:
                with acting(who, purpose=name):
                    function(**arguments)
            finally:
                # A worker's thread may outlive the database: each job opens its own connection.
                if not called_inside:
                    connection.close()

        declared = app.task(name=name, lock=lock, queueing_lock=lock, retry=RETRY)(run)
        if cron:
            app.periodic(cron=cron, periodic_id=name)(declared)  # type: ignore[arg-type]  # `run` takes the timestamp
        return declared

    return register


def defer(job: Task[..., None, Any], **ids: object) -> int:
    """Ask for a job in the current transaction: rolled back with it. Returns the job's number.

    Arguments are keys (UUID, number, short text): TypeError for what could carry what somebody wrote.
    """
    for name, value in ids.items():
        short = isinstance(value, str) and len(value) <= LONGEST_KEY
        if not short and not isinstance(value, UUID | int):
            raise TypeError(f"{name}: the argument of a job is a key")
    return int(job.defer(**{name: str(v) if isinstance(v, UUID) else v for name, v in ids.items()}))
