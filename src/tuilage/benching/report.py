"""The tables of the bench, on the screen and in docs/reference/performance.md."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tuilage.benching import Run

# What the command writes stands between these lines; what people wrote around it stays.
BEGINS, ENDS = "<!-- written by tuilage bench -->", "<!-- end of what tuilage bench writes -->"
TITLE = "# Performance\n\nWhat was measured, and what it was measured against. `make bench SCALE=full` measures again.\n"
PAGE_MS, FILE_MS, QUERIES, COUNTED_SECONDS, BUILT_SECONDS, DUPLICATES_MS = 300, 150, 15, 60, 900, 2000
Measures = Mapping[str, Any]


def number(value: float) -> str:
    """With spaces between thousands."""
    return f"{value:,.0f}".replace(",", " ")


def built(size: int, found: Measures) -> Iterator[str]:
    """How the département was made."""
    yield f"\n{number(size)} persons, ready in {found['seconds']} s"
    for step in found["steps"]:
        yield f"  {step}"


def floors(run: Run) -> dict[str, float]:
    """The floors of a run, in milliseconds, by name."""
    return {each["name"]: each["ms"] for each in run.pages}


def pages(run: Run) -> Iterator[str]:
    """Each page alone."""
    floor = floors(run)
    yield f"{'':<38}{'median':>10}{'p95':>10}{'Python':>10}{'queries':>9}{'× page':>9}{'× query':>9}"
    for each in run.pages:
        yield (
            f"{each['name']:<38}{each['ms']:>8.1f}ms{each['p95']:>8.1f}ms{each['cpu']:>8.1f}ms{each['queries'] or '':>9}"
            f"{each['ms'] / floor['empty page']:>9.1f}{each['ms'] / floor['bare query']:>9.0f}"
        )


def load(found: Measures) -> Iterator[str]:
    """Each page with agents at work."""
    yield f"\n{found['agents']} agents, a click each 5 s: {found['clicks']} clicks, {found['failed']} failed {found['failures'] or ''}"
    yield f"{'':<38}{'clicks':>8}{'median':>10}{'p95':>10}{'longest':>10}"
    for name, each in found["pages"].items():
        yield f"{name:<38}{each['clicks']:>8}{each['ms']:>8.0f}ms{each['p95']:>8.0f}ms{each['longest']:>8.0f}ms"


def figures(found: Measures) -> Iterator[str]:
    """Searches and indicators."""
    for name, each in found["searches"].items():
        yield f"{name:<38}{each['median_ms']:>8.1f}ms{each['p95_ms']:>8.1f}ms"
    counted = found["publication"]
    yield (
        f"Indicators: {counted['indicators']} over {counted['months']} months, {number(counted['figures'])} figures,"
        f" counted and written in {counted['seconds']} s (wanted: {COUNTED_SECONDS})"
    )


def journal(found: Measures) -> Iterator[str]:
    """Writing, sealing, verifying."""
    written, filled, verified = found["writers"], found["fill"], found["verify"]
    yield f"\nJournal: {written['writers']} writers hold {written['per_second']} entries a second (wanted: 1000)"
    yield f"         {number(filled['entries'])} entries sealed in {filled['seconds']} s"
    yield (
        f"         {number(verified['entries'])} entries verified in {verified['seconds']} s"
        f" (wanted: 60 for a million), {'whole' if verified['whole'] else 'NOT WHOLE'}"
    )


def write(path: Path, run: Run, sealed: Measures) -> None:
    """Put the tables into the page, in place of those of the last run."""
    text = path.read_text(encoding="utf-8") if path.exists() else f"{TITLE}\n{BEGINS}\n{ENDS}\n"
    if BEGINS not in text:
        text = f"{text.rstrip()}\n\n{BEGINS}\n{ENDS}\n"
    before, after = text[: text.index(BEGINS)], text[text.index(ENDS) + len(ENDS) :]
    told = "\n".join(page(run, sealed))
    path.write_text(f"{before}{BEGINS}\n{told}\n{ENDS}{after}", encoding="utf-8")


def page(run: Run, sealed: Measures) -> Iterator[str]:
    """The tables in Markdown."""
    yield from _machine(run)
    yield from _built(run)
    yield from _pages(run)
    if run.load:
        yield from _load(run.load)
    yield from _figures(run.figures)
    if sealed:
        yield from ["", "## The journal", ""]
        yield from (f"- {line.strip().removeprefix('Journal: ')}" for line in journal(sealed))


def _machine(run: Run) -> Iterator[str]:
    of = run.machine
    yield ""
    yield (
        f"Measured on {datetime.datetime.now(tz=datetime.UTC).date():%Y-%m-%d}: {of['cores']} cores, {of['memory']} GB,"
        f" Python {of['python']}, Django {of['django']}, PostgreSQL {of['postgresql']} (shared buffers {of['buffers']}),"
        f" a database of {of['database']} GB; the server, the database and the agents share the machine. Load average"
        f" before the pages: {of['load']} (at rest it would be 0)."
    )
    yield ""
    yield "A ratio says more than a time: `× page` is to an empty page (frame, session, permission) of the same run."


def _built(run: Run) -> Iterator[str]:
    events = run.built.get("events") or {}
    yield from ["", "## The département", ""]
    yield (
        f"{number(run.size)} persons, {number(sum(events.values()))} dated events, built in {run.built['seconds']} s"
        f" (wanted: {BUILT_SECONDS}), at most {number(run.built['memory'])} MB held by the process that writes."
    )
    yield from ["", "| step | time |", "| --- | ---: |"]
    yield from (
        f"| {' | '.join(step.strip().rsplit(': ', 1))} |"
        for step in run.built["steps"]
        if step.endswith(" s")
    )
    yield from ["", "| dated events | rows |", "| --- | ---: |"]
    yield from (
        f"| `{table}` | {number(rows)} |" for table, rows in sorted(events.items(), key=lambda one: -one[1])
    )


def _pages(run: Run) -> Iterator[str]:
    floor = floors(run)["empty page"]
    yield from ["", "## Each page alone", ""]
    yield "Through Django, without the network; `Python` is the part that the web process works itself. Wanted: a person's file in 150 ms; 15 queries at most."
    yield from [
        "",
        "| page | median | p95 | queries | × page | |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for each in run.pages:
        bar = FILE_MS if each["name"] == "person's file" else PAGE_MS
        missed = "missed" if each["ms"] > bar or each["queries"] > QUERIES else ""
        yield (
            f"| {each['name']} | {each['ms']:.1f} ms | {each['p95']:.1f} ms | {each['cpu']:.1f} ms |"
            f" {each['queries']} | {each['ms'] / floor:.1f} | {missed} |"
        )


def _load(found: Measures) -> Iterator[str]:
    floor = found["pages"]["empty page"]["p95"]
    yield from ["", f"## With {found['agents']} agents at work", ""]
    yield (
        f"{found['clicks']} clicks in {found['seconds']} s, each agent one in 5 s on the average, over HTTP to"
        f" `tuilage serve`; {found['failed']} failed. Wanted: p95 of {PAGE_MS} ms."
    )
    yield from [
        "",
        "| page | clicks | median | p95 | × page (p95) | |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for name, each in found["pages"].items():
        missed = "missed" if each["p95"] > PAGE_MS else ""
        yield f"| {name} | {each['clicks']} | {each['ms']:.0f} ms | {each['p95']:.0f} ms | {each['p95'] / floor:.1f} | {missed} |"


def _figures(found: Measures) -> Iterator[str]:
    yield from ["", "## Searches and figures", "", "| what | median | p95 |", "| --- | ---: | ---: |"]
    for name, each in found["searches"].items():
        yield f"| {name} | {each['median_ms']:.1f} ms | {each['p95_ms']:.1f} ms |"
    yield ""
    yield from list(figures(found))[-1:]
