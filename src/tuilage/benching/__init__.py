"""Benchmarks: the pages of the path alone and with agents at work, what is counted, searched, sealed, built.

Each size has a database of its own, built like the demonstration. Every measure runs in a process of its own, as
the application role, and stands beside floors of the same run: machines differ, ratios less.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from tuilage.benching import report
from tuilage.core.database import embedded, roles

Say = Callable[[str], Any]
FULL = 300_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to measure: sizes in persons, lines of the journal, agents at work at once (0 for none)."""

    sizes: Sequence[int]
    entries: int = 0
    agents: int = 0
    seconds: int = 120
    keep: bool = False
    write: Path | None = None


@dataclass(slots=True)
class Run:
    """What one size gave."""

    size: int
    built: dict[str, Any] = field(default_factory=dict)
    pages: list[dict[str, Any]] = field(default_factory=list)
    load: dict[str, Any] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)
    machine: dict[str, Any] = field(default_factory=dict)


def run(wanted: Wanted, say: Say) -> None:
    """Build a département of each size, measure it, then the journal. Prints tables; writes the page asked for."""
    server = embedded.ensure_server()
    runs = []
    for size in wanted.sizes:
        with database(server, f"tuilage_bench_{'full' if size == FULL else size}", wanted.keep) as name:
            runs.append(_size(name, size, wanted, say))
    journal: dict[str, Any] = {}
    if wanted.entries:
        with database(server, "tuilage_bench_journal", False) as name:
            part("migrate", name, "owner")
            journal = part("journal", name, "app", str(wanted.entries))
            for line in report.journal(journal):
                say(line)
    if wanted.write and runs:
        report.write(wanted.write, runs[-1], journal)
        say(f"\nWritten: {wanted.write.name}")


def _size(name: str, size: int, wanted: Wanted, say: Say) -> Run:
    found = Run(size)
    found.built = _build(name, size, say)
    found.machine = part("machine", name, "app")
    found.pages = part("pages", name, "app")
    for line in report.pages(found):
        say(line)
    if wanted.agents:
        found.load = part("agents", name, "app", str(wanted.agents), str(wanted.seconds))
        for line in report.load(found.load):
            say(line)
    found.figures = part("figures", name, "app")
    for line in report.figures(found.figures):
        say(line)
    return found


def _build(name: str, size: int, say: Say) -> dict[str, Any]:
    """Build where there is nothing yet; how long each step took is kept for the runs that follow."""
    kept = embedded.data_folder() / "bench" / f"{name}.json"
    built: dict[str, Any] = part("build", name, "owner", str(size))
    if built["steps"]:
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(json.dumps(built))
    elif kept.exists():
        built = json.loads(kept.read_text())
    for line in report.built(size, built):
        say(line)
    return built


@contextmanager
def database(server: embedded.Server, name: str, keep: bool) -> Iterator[str]:
    """Make the database where it is missing; drop it at the end, unless it is kept for the next time."""
    roles.prepare(server, name)
    try:
        yield name
    finally:
        if not keep:
            _drop(server, name)


def environment(database: str, role: str) -> dict[str, str]:
    """What a process of the bench finds around it."""
    return {
        **os.environ, "TUILAGE_DATABASE": database, "TUILAGE_ROLE": role, "TUILAGE_DEMO": "1",
        "TUILAGE_PLAIN_STATIC": "1",
    }  # fmt: skip


def part(what: str, database: str, role: str, *arguments: str) -> Any:
    """Run a part of the bench in a process of its own, on its database and role. Returns what it found."""
    done = subprocess.run(
        [sys.executable, "-m", "tuilage.benching", what, *arguments],
        env=environment(database, role),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise click.ClickException(f"The bench stopped:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout.splitlines()[-1]) if done.stdout else None


def _drop(server: embedded.Server, name: str) -> None:
    import psycopg

    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')
