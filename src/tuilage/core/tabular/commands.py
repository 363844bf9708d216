"""An import from the shell: the same actions as the pages, by the system itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from tuilage.core.database.context import acting, system

from . import actions
from .exports import sentence
from .models import ImportRun, RowReport
from .targets import targets

COUNTS = ("rows_read", "created", "updated", "unchanged", "repaired", "rejected", "to_review")


def bring_in(
    code: str,
    file: Path,
    *,
    mapping: str = "",
    source: str = "",
    team_id: UUID | None = None,
    strict: bool = False,
    dry_run: bool = False,
) -> dict[str, Any]:
    """Bring a file in, from first to last. The counts, and `rows`: what is to be said of each. Raises Refused.

    `team_id`: the team that finds the run among its imports, and answers for the resemblances.
    """
    who = system("import")
    with acting(who, purpose="tabular.receive"), file.open("rb") as stream:
        run = actions.receive_file(who, targets[code], stream, file.name, team_id)
        if mapping:
            actions.use_mapping(run, mapping)
        if source:
            run.source = source
            run.save(update_fields=["source"])
        actions.start(who, run, strict=strict, dry_run=dry_run)
    done = actions.carry_out(run.pk)
    with acting(who, purpose="tabular.report"):
        return told(done)


def told(run: ImportRun) -> dict[str, Any]:
    """A run as data."""
    sayings = targets[run.target].sayings
    rows = [
        {"row": row.number, "level": row.level, "column": row.column, "value": row.value,
         "said": sentence(sayings[row.code], row.value, row.detail), "advice": str(sayings[row.code].advice)}
        for row in RowReport.objects.filter(run=run).iterator(chunk_size=2_000)
    ]  # fmt: skip
    return (
        {"run": str(run.pk), "state": run.state}
        | {name: getattr(run, name) for name in COUNTS}
        | {"rows": rows}
    )
