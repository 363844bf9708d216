"""What a drill found, and how it is kept in the reference."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

TARGETS = ("web", "web process", "worker", "PostgreSQL", "a PostgreSQL connection", "everything but the data")


@dataclass
class Figures:
    """What the drill found. Times in seconds."""

    asked: int = 0
    acknowledged: int = 0
    sent: int = 0
    kept: int = 0
    twice: int = 0
    lost: int = 0
    unanswered_supports: int = 0
    journal_whole: bool = False
    journal_entries: int = 0
    journal_problems: list[str] = field(default_factory=list)
    seconds: float = 0.0
    kills: Counter[str] = field(default_factory=Counter)
    back: dict[str, list[float]] = field(default_factory=dict)

    @property
    def held(self) -> bool:
        """Whether all that was promised holds."""
        return not (self.twice or self.lost or self.unanswered_supports) and self.journal_whole

    def lines(self) -> Iterator[str]:
        """The figures as a table of two columns, Markdown."""
        yield "| What | Figure |"
        yield "| --- | --- |"
        yield f"| requests asked for | {self.asked} |"
        yield f"| requests acknowledged | {self.acknowledged} |"
        yield f"| times something was sent (answers lost and sent again included) | {self.sent} |"
        yield f"| acknowledged and found in the database | {self.kept} |"
        yield f"| acknowledged and lost | {self.lost} |"
        yield f"| found twice | {self.twice} |"
        yield f"| running supports that nobody answers for | {self.unanswered_supports} |"
        whole = "whole" if self.journal_whole else "NOT WHOLE: " + " ".join(self.journal_problems)
        yield f"| journal, {self.journal_entries} entries verified | {whole} |"
        yield f"| length of the drill | {self.seconds:.0f} s |"
        for target in TARGETS:
            if times := self.back.get(target):
                yield (
                    f"| {target} killed {self.kills[target]} times: answers again after (median, longest) |"
                    f" {sorted(times)[len(times) // 2]:.1f} s, {max(times):.1f} s |"
                )


def write(figures: Figures, requests: int, kills: int, path: Path) -> None:
    """Keep the figures in the reference, with what they were measured on."""
    lines = [
        "# Reliability", "",
        "Written by `make drill`: Tuilage is served as `tuilage serve` does, eight desks record requests over HTTP as fast"
        " as they can, and its parts are killed (`kill -9`) in turn: the web server, one of its processes, the worker,"
        " PostgreSQL, one connection of PostgreSQL, all of them at once. A desk that gets no answer sends the same form"
        " again, with its key.", "",
        f"{requests} requests, {kills} kills, {os.cpu_count()} cores, {datetime.now(UTC).date().isoformat()}.", "",
        *figures.lines(), "",
        "“Answers again” is measured on `/healthz`, which asks the database; the socket stays open all along, so that"
        " who was waiting is served late rather than refused.", "",
        "## The path at random", "",
        "`tests/drill` drives the path through its actions in random order: crashes before the end of an"
        " act, forms sent twice, days on which the clock did not run. After each step no running support is without a"
        " responsible keyworker, none has two, none is an orphan, and the journal is verified at the end. 5,000 steps in"
        " `make test`; `make drill` takes more (`TUILAGE_DRILL_STEPS`).", "",
    ]  # fmt: skip
    path.write_text("\n".join(lines), encoding="utf-8")
