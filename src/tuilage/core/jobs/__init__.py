"""Jobs in PostgreSQL (procrastinate): deferred in the asker's transaction, run at least once, so idempotent.

`task(actor="clock")` declares one: its arguments are ids only, it runs inside the named system actor's context.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tuilage.core.database.context import acting, system


def task(name: str, *, actor: str, cron: str | None = None, lock: str | None = None) -> Callable[[Any], Any]:
    """Register `function(**ids)` as the job `name`, run as the system actor `actor`, at `cron` times if given.

    A job that fails is tried again up to five times, waiting longer each time; a queueing lock keeps a periodic
    one from piling up.
    """

    def register(function: Callable[..., None]) -> Any:
        @wraps(function)
        def run(**arguments: Any) -> None:
            with acting(system(actor), purpose=name):
                function(**arguments)

        declared = app.task(
            name=name,
            queueing_lock=lock,
            retry=RetryStrategy(max_attempts=5, exponential_wait=5),
        )(run)
        return app.periodic(cron=cron)(declared) if cron else declared

    return register
