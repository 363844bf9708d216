"""Jobs of a worker that died are taken up again; finished ones do not pile up."""

from __future__ import annotations

from typing import Any

from procrastinate import JobContext, exceptions
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

SILENT_SECONDS = 30.0
KEPT_HOURS = 7 * 24


@app.periodic(cron="* * * * *", periodic_id="jobs.retry_stalled")
@app.task(name="jobs.retry_stalled", queueing_lock="jobs.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int = 0) -> None:
    """Give back the jobs whose worker has not been heard for 30 seconds: they run again, being idempotent."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        try:
            await manager.retry_job(job)
        except exceptions.AlreadyEnqueued:
            # Its successor already waits: the work will be done once.
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)


@app.periodic(cron="43 3 * * *", periodic_id="jobs.forget_done")
@app.task(name="jobs.forget_done", queueing_lock="jobs.forget_done", pass_context=True)
async def forget_done(context: JobContext, timestamp: int = 0) -> None:
    """Delete the jobs that ended well more than a week ago; failed ones stay to be looked at."""
    manager: Any = context.app.job_manager
    await manager.delete_old_jobs(nb_hours=KEPT_HOURS)
