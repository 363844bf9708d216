"""Run every check of `make lint`, as many at once as there are processors, and say which failed.

All of them run even when one fails: whoever reads the answer wants the whole list.
"""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable

# Nothing answers there: looking for a missing migration must neither need nor start a database.
NO_DATABASE = {
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    "DJANGO_SETTINGS_MODULE": "tuilage.settings",
}


@dataclass(frozen=True)
class Check:
    """A command that answers 0 when all is well, and what makes its complaint go away."""

    name: str
    command: Sequence[str]
    remedy: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)


# The longest first: it is what the whole waits for.
CHECKS = (
    Check("types", (PYTHON, "-m", "mypy", "--no-error-summary"), environment=NO_DATABASE),
    Check("templates", (PYTHON, "-m", "djlint", "--lint", "--quiet", "src")),
    Check(
        "migrations",
        # That no database answers is no news here.
        (PYTHON, "-W", "ignore::RuntimeWarning", "-m", "django", "makemigrations", "--check", "--dry-run"),
        ".venv/bin/python -m django makemigrations --settings tuilage.settings",
        NO_DATABASE,
    ),
    Check(
        "storeys",
        (PYTHON, "-c", "from importlinter.cli import lint_imports_command as c; c()"),
        "docs/how-to",
    ),
    Check("translations", (PYTHON, "tools/messages.py", "check"), "make messages, then write the French"),
    Check(
        "reference",
        (PYTHON, "tools/reference.py", "check"),
        ".venv/bin/python tools/reference.py write",
        NO_DATABASE,
    ),
    Check("style", (PYTHON, "-m", "ruff", "check", "--quiet", "."), "make fix"),
    Check("layout", (PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."), "make fix"),
)


@dataclass(frozen=True)
class Answer:
    """What a check said, and how long it took in seconds."""

    check: Check
    passed: bool
    said: str
    seconds: float


def ask(check: Check) -> Answer:
    """Run one check."""
    started = time.monotonic()
    answer = subprocess.run(
        check.command,
        cwd=ROOT,
        env={**os.environ, **check.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    said = answer.stdout.decode(errors="replace").strip()
    return Answer(check, answer.returncode == 0, said, time.monotonic() - started)


def tell(answer: Answer) -> None:
    """Print an answer: one line when all is well, the complaint and its remedy otherwise."""
    name = answer.check.name
    if answer.passed:
        print(f"  ok      {name} ({answer.seconds:.1f} s)", flush=True)
        return
    print(f"  FAILED  {name} ({answer.seconds:.1f} s)\n{answer.said}", flush=True)
    if answer.check.remedy:
        print(f"  → {answer.check.remedy}", flush=True)


def main(names: Sequence[str]) -> int:
    """Run all checks, or those named; 1 when one failed."""
    chosen = [check for check in CHECKS if not names or check.name in names]
    with ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 2)) as pool:
        answers = []
        for future in as_completed([pool.submit(ask, check) for check in chosen]):
            answers.append(future.result())
            tell(answers[-1])
    failed = [answer.check.name for answer in answers if not answer.passed]
    if failed:
        print(f"Failed: {', '.join(failed)} ({len(failed)} of {len(answers)} checks).")
        return 1
    print(f"All {len(answers)} checks passed.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
