"""What is killed, and how long until Tuilage answers again."""

from __future__ import annotations

import http.client
import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any

import click

from tuilage.drilling.agents import PATIENCE_SECONDS, Recorded
from tuilage.drilling.figures import TARGETS, Figures

Say = Callable[[str], Any]

QUIET_SECONDS = 2.0  # between what came back and the next kill


def wait_until_it_answers(
    port: int, server: subprocess.Popen[bytes] | None = None, log: Path | None = None
) -> float:
    """Seconds until /healthz answers 200."""
    started = time.monotonic()
    while True:
        with suppress(OSError, http.client.HTTPException):
            asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            asking.request("GET", "/healthz")
            if asking.getresponse().status == HTTPStatus.OK:
                return time.monotonic() - started
        if server is not None and server.poll() is not None:
            said = log.read_text("utf-8", "replace")[-2000:] if log else ""
            raise click.ClickException(f"The demonstration did not start:\n{said}")
        if time.monotonic() - started > 5 * PATIENCE_SECONDS:
            raise click.ClickException("Tuilage does not answer any more.")
        time.sleep(0.05)


def kill(
    server: subprocess.Popen[bytes], port: int, kills: int, chance: random.Random, figures: Figures,
    recorded: Recorded, stop: threading.Event, say: Say,
) -> None:  # fmt: skip
    """Kill so many times, spread over the recording, each time something else."""
    order = [TARGETS[turn % len(TARGETS)] for turn in range(kills)]
    chance.shuffle(order)
    for turn, target in enumerate(order, 1):
        wanted = figures.asked * turn // (kills + 1)
        while recorded.next_number < wanted and not stop.wait(0.05):
            pass
        victims = _victims(server, target, chance)
        for victim in victims:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(victim, signal.SIGKILL)
        figures.kills[target] += 1
        took = wait_until_it_answers(port)
        figures.back.setdefault(target, []).append(took)
        say(
            f"{turn}/{kills}: {target} killed after {len(recorded.acknowledged)} requests; answers again after {took:.1f} s"
        )
        stop.wait(QUIET_SECONDS if not stop.is_set() else 0)


def _victims(server: subprocess.Popen[bytes], target: str, chance: random.Random) -> list[int]:
    """The processes to kill. Raises ClickException when what should run does not."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        running = {pid: _command(pid) for pid in [*under(server.pid), *_databases(server)]}
        web = [pid for pid, words in running.items() if "gunicorn" in words]
        masters = [pid for pid in web if _parent(pid) == server.pid]
        worker = [pid for pid, words in running.items() if "tuilage.cli worker" in words]
        postmasters = [pid for pid, words in running.items() if "postgres" in words and " -D " in f"{words} "]
        backends = [pid for pid in running if _parent(pid) in postmasters and "tuilage_app" in running[pid]]
        groups = {
            "web": masters,
            "web process": [pid for pid in web if pid not in masters],
            "worker": worker,
            "PostgreSQL": postmasters,
            "a PostgreSQL connection": backends,
            "everything but the data": [*masters, *web, *worker, *postmasters],
        }
        if found := groups[target]:
            return [chance.choice(found)] if target in ("web process", "a PostgreSQL connection") else found
        time.sleep(0.1)
    raise click.ClickException(f"The drill found nothing to kill: {target}.")


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()[1])
    except (OSError, IndexError, ValueError):
        return 0


def _every_process() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def under(pid: int) -> list[int]:
    """All the processes begun by this one, and by those."""
    parents = {each: _parent(each) for each in _every_process()}
    found: list[int] = []
    edge = {pid}
    while edge:
        edge = {each for each, parent in parents.items() if parent in edge}
        found.extend(edge)
    return found


def _databases(server: subprocess.Popen[bytes]) -> list[int]:
    """The processes of PostgreSQL that work in the drill's folder: its supervisor lives on its own."""
    folder = (
        Path(f"/proc/{server.pid}/environ")
        .read_bytes()
        .split(b"TUILAGE_DATA=", 1)[1]
        .split(b"\0", 1)[0]
        .decode()
    )
    masters = [pid for pid in _every_process() if "postgres" in _command(pid) and folder in _command(pid)]
    return [*masters, *(pid for master in masters for pid in under(master))]
