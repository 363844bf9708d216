"""The worker: jobs, clocks and the sealing of the journal in one process, until told to stop.

A database that goes away (restarted, killed) is waited for. SIGTERM and SIGINT end it cleanly: running jobs are
finished, the journal's last entries sealed and signed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import psycopg_pool
from asgiref.sync import sync_to_async
from django.db import DatabaseError, InterfaceError, connections
from procrastinate import exceptions
from procrastinate.contrib.django import app

from tuilage.core.journal.sealing import Sealer

CONCURRENCY = 4
SHORTEST_WAIT, LONGEST_WAIT = 0.5, 5.0
# How soon a job is found when its announcement was lost (the listener was away).
POLL_SECONDS = 2.0

log = logging.getLogger(__name__)
AWAY = (
    exceptions.ConnectorException,
    psycopg.OperationalError,
    psycopg_pool.PoolTimeout,
    DatabaseError,
    InterfaceError,
    OSError,
)


def run_worker(stop: threading.Event | None = None, checkpoints: Path | None = None) -> None:
    """Run until SIGTERM, SIGINT or `stop`. Works in any thread; signals are heard in the main one only."""
    for name in ("procrastinate", "psycopg.pool"):  # their lines hold arguments and addresses; ours follow
        logging.getLogger(name).setLevel(logging.CRITICAL)
    stop = stop or threading.Event()
    sealer = threading.Thread(target=Sealer(checkpoints).run, args=(stop,), name="sealer")
    sealer.start()
    try:
        asyncio.run(_keep_working(stop))
    finally:
        stop.set()
        sealer.join()
        connections.close_all()


async def _keep_working(stop: threading.Event) -> None:
    """One worker after the other: each lasts as long as its connection to the database."""
    asked = asyncio.Event()
    watcher = asyncio.create_task(_watch(stop, asked))
    wait = SHORTEST_WAIT
    with _signals(asked):
        while not asked.is_set():
            started = time.monotonic()
            try:
                await _work(asked)
            except AWAY as problem:
                log.warning("The worker waits for the database (%s).", type(problem).__name__)
            await sync_to_async(connections.close_all)()
            wait = SHORTEST_WAIT if time.monotonic() - started > LONGEST_WAIT else min(wait * 2, LONGEST_WAIT)
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(asked.wait(), wait)
    stop.set()
    await watcher


async def _watch(stop: threading.Event, asked: asyncio.Event) -> None:
    """Carry a stop from the threads' world into the loop's, and see a sealer's end too."""
    while not stop.is_set() and not asked.is_set():
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(asked.wait(), 0.1)
    asked.set()


async def _work(asked: asyncio.Event) -> None:
    """Run jobs until asked to stop, or until the worker's connection fails."""
    # The same tasks on another connection: a job that defers another does it in its own transaction, through Django.
    worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with worker_app.open_async():
        working: asyncio.Task[Any] = asyncio.create_task(
            worker_app.run_worker_async(
                concurrency=CONCURRENCY,
                install_signal_handlers=False,
                fetch_job_polling_interval=POLL_SECONDS,
            )
        )
        stopping = asyncio.create_task(asked.wait())
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not working.done():
            working.cancel()  # heard as "finish what runs, then end"
        with contextlib.suppress(asyncio.CancelledError):
            await working


@contextlib.contextmanager
def _signals(asked: asyncio.Event) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, asked.set)
    try:
        yield
    finally:
        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(sign)
