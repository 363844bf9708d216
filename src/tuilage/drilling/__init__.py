"""The drill: Tuilage is served, 10,000 requests are recorded, and its parts are killed twenty times meanwhile.

What was acknowledged (the answer that sends one to the new request) must be there, once. A request whose answer was
lost is sent again with its key, as a browser or a person would; it must count once too. Everything happens in a data
folder of its own, which is removed at the end.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from tuilage.drilling.agents import Recorded, work
from tuilage.drilling.figures import Figures
from tuilage.drilling.killing import Say, kill, under, wait_until_it_answers

AGENTS = 8
PERSONS = 60


def run(requests: int, kills: int, seed: int, say: Say) -> Figures:
    """The whole drill. Prints as it goes; returns the figures."""
    figures = Figures(asked=requests)
    with (
        tempfile.TemporaryDirectory(prefix="tuilage-drill-") as folder,
        _served(Path(folder), say) as (server, port),
    ):
        started = time.monotonic()
        recorded, stop = Recorded(figures), threading.Event()
        agents = [
            threading.Thread(target=work, args=(port, requests, recorded), daemon=True) for _ in range(AGENTS)
        ]
        for agent in agents:
            agent.start()
        killer = threading.Thread(
            target=kill, args=(server, port, kills, random.Random(seed), figures, recorded, stop, say)
        )
        killer.start()
        for agent in agents:
            agent.join()
        stop.set()
        killer.join()
        if recorded.problems:
            raise click.ClickException(recorded.problems[0])
        figures.seconds = time.monotonic() - started
        wait_until_it_answers(port)
        _verify(Path(folder), figures, recorded)
    return figures


@contextmanager
def _served(folder: Path, say: Say) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The demonstration, served from a data folder of its own."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    folder.chmod(0o711)  # PostgreSQL may run as another user than root
    say("Building a small demonstration for the drill…")
    command = [sys.executable, "-m", "tuilage.cli", "demo", "--size", str(PERSONS), "--port", str(port)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            command, env=_environment(folder), stdout=log, stderr=log, start_new_session=True
        )
        try:
            wait_until_it_answers(port, server, folder / "log")
            yield server, port
        finally:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(30)
            for child in under(server.pid):
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            server.kill()


def _environment(folder: Path) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("TUILAGE_", "DATABASE_"))
    }
    return {**kept, "TUILAGE_DATA": str(folder / "data")}


# What is there in the end --------------------------------------------------------------------------------------


def _verify(folder: Path, figures: Figures, recorded: Recorded) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "tuilage.drilling"],
        env={**_environment(folder), "TUILAGE_ROLE": "app", "TUILAGE_DEMO": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode:
        raise click.ClickException(f"What is there could not be read:\n{found.stderr[-3000:]}")
    seen = json.loads(found.stdout.splitlines()[-1])
    times = Counter(seen["numbers"])
    figures.kept = len(recorded.acknowledged & set(times))
    figures.lost = len(recorded.acknowledged - set(times))
    figures.twice = sum(1 for amount in times.values() if amount > 1)
    figures.unanswered_supports = seen["unanswered"]
    figures.journal_whole, figures.journal_entries = seen["whole"], seen["entries"]
    figures.journal_problems = seen["problems"]
